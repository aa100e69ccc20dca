extension Options {
    /// What `--help` prints.
    static let helpText = """
        Usage: tenant-report [options]

        Reads the daily usage rows of a telematics platform, or real departures as its events, keeps them in a file, and
        prints what one tenant used and what it pays. Without options: the sample of events, a file that is removed at
        the end, the tenant with most events, all screens, at the end of the last day with data.

          --usage FILE      the CSV of daily usage rows; '-' is standard input
          --tenants FILE    with --usage, the CSV of tenants, a row for each zone; read before the rows
          --invoices FILE   with --usage, the CSV of invoices: number, issue, total paid, currency
          --actions FILE    with --usage, the CSV of actions, taken to be all there are for the dates of the rows
          --dates FORM      with --usage, how dates are written: iso (2013-06-30), dmy (30/6/2013), mdy, or a
                            pattern such as dd.MM.yyyy (default: iso)
          --decimal MARK    with --usage, point or comma before decimals (default: point)
          --separator MARK  with --usage, comma, semicolon or tab between columns (default: comma)
          --thousands MARK  with --usage, none, comma, point, space or apostrophe between thousands (default: none)
          --home-zone NAME  with --usage, the zone of tenants that no file tells
          --currency CODE   with --usage, the currency of tenants and invoices that no file tells
          --events FILE     the CSV of events; '-' is standard input (default: the sample, six carriers of 2013)
          --store PATH      the file that keeps the records, made if there is none; one that holds records already
                            takes no others unless --usage or --events names them
          --known-at STATE  the screens as they were known: at a revision such as 12, or at an instant of recording
                            such as 2026-03-01T12:00:00Z (default: all that is known)
          --changes REVISION
                            instead of the screens, their cells that differ from what was known at a revision, each
                            with what it was and is and the cause: late, corrected, retracted, erased, coverage (a
                            feed said since that it is complete) or redefined (a metric or zone follows other rules)
          --verify PATH     check a store and do nothing else: print what is wrong, a line each
          --tenant ID       the tenant to report on (default: the one with most events, or the first with usage rows);
                            usage rows without a column for it are those of this tenant
          --on DATE         report as of the end of this local date, such as 2013-06-30 (default: the last with data)
          --zone NAME       the zone of the report, such as Europe/Paris (default: the clock of the tenant; of tenants in
                            several zones, UTC)
          --screen NAME     only one screen: inventory, invoices, graph, table, actions, usage (default: all of these);
                            or overview (a row per tenant), statement, charges (to date), verification (of an invoice),
                            budget, comparison (of the month with another one), breakdown (of actions)
          --format FORMAT   text, json or csv; JSON is one object with 'tenants' and a key for each screen, and of events
                            'charges' beside 'invoices'; CSV is that of the one --screen (default: text)
          --all-tenants     all tenants at once: inventory, invoices and actions; or with --screen overview, statement
                            or breakdown
          --strict          if any row of a file breaks a rule, take none of it, read no file behind it, and print
                            nothing but the errors
          --version         print the version
          --help            print this
          --                the end of the options

        With --screen, what is asked of that screen:

          --from DATE, --to DATE
                            the dates shown by graph, actions, usage, statement and breakdown, or the period that
                            comparison is about; both are included (default of --to: the date of the report)
          --width WIDTH     the buckets of graph, actions and breakdown, the periods of statement: 15 minutes, hour, day,
                            week, month, quarter, year from july, cycle from day 15 ...; of charges, the days or weeks
                            of which it shows what each adds (default: month; of a graph with --from or --view, what fits)
          --view PERIOD     the graph of the day, week, month, quarter or year that holds the date of the report
          --plan FILE       the price plan of charges, overview, verification, budget and breakdown, as JSON (default: of
                            events the sample's, which their invoices follow; of usage rows none)
          --cycle WIDTH     the billing period of the plan (default: month)
          --invoice NUMBER  the invoice that is verified (default: the newest)
          --budget FILE     the budget, as JSON; the tenant may be left out
          --mode NAME       what comparison compares with: to-date, previous-period, equal-length, same-weekdays,
                            same-last-year or per-day (default: to-date)
          --by LIST         what breakdown groups actions by: some of category, type, workflow, outcome, with commas
                            between (default: category,type)
          --top COUNT       how many groups of breakdown have a row; all others are one rest (default: all)
          --numbering PATTERN
                            how invoices are numbered, such as 'INV-{year}-{counter:4}': statement tells what is missing

        A value follows its option as the next argument or after '=': --on=2013-06-30. Lines are as wide as COLUMNS
        says, else as the terminal is, else 100 columns.

        Usage rows have a column Date, and any of Assets, Devices, DAD, MAD, Users, DAU, MAU, Rules, Geofences,
        Dashboards, Asset Groups, Security Groups, in any order, under these names or the long ones (Daily Active
        Devices, Workflows), whatever the case, spaces and underscores. Tenant, Tenant Name, Time Zone, Currency and
        Generated At may be there too. An empty cell is missing, not zero. Of two rows of a date the one generated later
        counts; without that column one that says another number than an earlier row is left out. A zone that differs from
        that of the date before is a change of the tenant's zone. Columns that are not read are named on standard error.

        Instants of invoices and actions without an offset are on the clock of their tenant. An invoice may have a date
        alone, which is its start.

        The first line of the events is scheduled,carrier,tail,origin,dest,delay_minutes. A carrier is a tenant, a tail
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
        each commit is known by the digest of its file or rows. Invoices stay as they were issued; a warning
        names those that would be others by the events of now.

        Exit status:
          0   all rows counted; nothing is wrong with a store that was checked
          1   some rows were left out, the report is about the others; or a store that was checked is damaged
          2   nothing is reported: with --strict a row breaks a rule, or the file has no valid header, no row, or
              not the tenant or invoice that was asked for; or the store cannot be used, or knows no such revision;
              or the file of a plan or budget holds none, or one that the records cannot be rated by
          64  the command line asks for what there is not
          66  a file cannot be opened or read
          74  the report cannot be written

        """
}
