import InauroBilling

extension Options {
    /// What `--help` prints.
    static let helpText = """
        Usage: tenant-report [options]

        Reads the daily usage rows of a telematics platform, or real departures as its events, keeps them in a file, and
        prints what one tenant used and what it pays. Without options: the sample of events, a file that is removed at
        the end, the tenant with most events, all screens, at the end of the last day with data.

        \(list { $0.screens.isEmpty })  --                the end of the options

        With --screen, what is asked of that screen:

        \(list { !$0.screens.isEmpty })
        A value follows its option as the next argument or after '=': --on=2013-06-30. Lines are as wide as COLUMNS
        says, else as the terminal is, else 100 columns.

        Usage rows have a column Date, and any of
        \(columns),
        in any order, under these names or the long ones (Daily Active Devices, Workflows), whatever the case, spaces
        and underscores. Tenant, Tenant Name, Time Zone, Currency and Generated At may be there too. An empty cell is
        missing, not zero. Of two rows of a date the one generated later counts; without that column one that says
        another number than an earlier row is left out. A zone that differs from that of the date before is a change
        of the tenant's zone. Columns that are not read are named on standard error.

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

    private static func list(_ isIncluded: (Option) -> Bool) -> String {
        table.filter(isIncluded).map(\.helpLines).joined()
    }

    /// The columns of usage rows, as the platform writes them.
    private static let columns = PlatformMetric.all.filter(\.isInUsageReport).compactMap(\.header)
        .joined(separator: ", ")
}
