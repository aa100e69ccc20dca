extension Options {
    /// What `--help` prints.
    static let helpText = """
        Usage: tenant-report [options]

        Reads real departures as the events of a telematics platform, keeps them in a file, and prints what one tenant
        used and what it pays. Without options: the sample, a file that is removed at the end, the tenant with most
        events, all screens, at the end of the last day with data.

          --events FILE     the CSV of events; '-' is standard input (default: the sample, six carriers of 2013)
          --store PATH      the file that keeps the records, made if there is none; one that holds events already takes
                            no others unless --events names them
          --known-at STATE  the screens as they were known: at a revision such as 12, or at an instant of recording
                            such as 2026-03-01T12:00:00Z (default: all that is known)
          --changes REVISION
                            instead of the screens, their cells that differ from what was known at a revision, each
                            with what it was and is and the cause: late, corrected, retracted, erased, coverage (a
                            feed said since that it is complete) or redefined (a metric or zone follows other rules)
          --verify PATH     check a store and do nothing else: print what is wrong, a line each
          --tenant ID       the carrier to report on (default: the one with most events)
          --on DATE         report as of the end of this local date, such as 2013-06-30 (default: the last with data)
          --zone NAME       the zone of the report, such as Europe/Paris (default: the carriers', America/New_York)
          --screen NAME     only one of inventory, invoices, graph, table, actions, usage (default: all of them)
          --format FORMAT   text or json; JSON is one object with 'tenants' and a key for each screen, and
                            'charges' beside 'invoices' (default: text)
          --all-tenants     all carriers at once: inventory, invoices and actions
          --strict          if any row breaks a rule, take none and print nothing but the errors
          --help            print this

        A value follows its option as the next argument or after '=': --on=2013-06-30.

        The first line of the file is scheduled,carrier,tail,origin,dest,delay_minutes. A carrier is a tenant, a tail
        an asset with one device. A row with a delay is the device reporting at the scheduled instant (UTC); without
        one the departure was cancelled. Each row is one action: more than 15 minutes late an alert by e-mail,
        cancelled a notification by SMS, any other an automation that updates the asset. Rows may come in any order;
        of two rows that give one departure different contents, the later one is left out. The events are taken to be
        complete for the carriers' local years from the first to the last of them.

        Assets and linked devices are the tails that have reported so far, reporting devices those of the last 30
        days. Each complete month is invoiced when the next one begins, and paid at once: USD 2.00 for each device
        that was active in the month, USD 0.01 for each automation or alert.

        Rows that break a rule are named on standard error with their line; the others count. With --store a line
        there says what was imported and at which revision the store is. A file that is read again changes nothing:
        each commit is known by the digest of its rows. Invoices stay as they were issued; a warning names those that
        would be others by the events of now.

        Exit status:
          0   all rows counted; nothing is wrong with a store that was checked
          1   some rows were left out, the report is about the others; or a store that was checked is damaged
          2   nothing is reported: with --strict a row breaks a rule, or the file has no valid header, no event, or
              not the tenant that was asked for; or the store cannot be used, or knows no such revision
          64  the command line asks for what there is not
          66  the events cannot be opened or read
          74  the report cannot be written

        """
}
