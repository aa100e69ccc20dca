import InauroBilling

extension Options {
    /// Every option, in the order of the help.
    static let table: [Option] = [
        Option(
            "--usage", "FILE", \.usage, OptionValue.path,
            help: "the CSV of daily usage rows; '-' is standard input"),
        Option(
            "--tenants", "FILE", \.companions[.tenants], OptionValue.path,
            goesWith: .usage,
            help: "with --usage, the CSV of tenants, a row for each zone; read before the rows"),
        Option(
            "--invoices", "FILE", \.companions[.invoices], OptionValue.path,
            goesWith: .usage, help: "with --usage, the CSV of invoices: number, issue, total paid, currency"),
        Option(
            "--actions", "FILE", \.companions[.actions], OptionValue.path,
            goesWith: .usage,
            help: "with --usage, the CSV of actions, taken to be all there are for the dates of the rows"),
        Option(
            "--dates", "FORM", \.dates, OptionValue.dateForm,
            goesWith: .usage,
            help: """
                with --usage, how dates are written: iso (2013-06-30), dmy (30/6/2013), mdy, or a
                pattern such as dd.MM.yyyy (default: iso)
                """),
        Option(
            "--decimal", "MARK", \.hasDecimalComma, OptionValue.choice([("point", false), ("comma", true)]),
            goesWith: .usage, help: "with --usage, point or comma before decimals (default: point)"),
        Option(
            "--separator", "MARK", \.dialect,
            OptionValue.choice([("comma", .standard), ("semicolon", .semicolons), ("tab", .tabs)]),
            goesWith: .usage, help: "with --usage, comma, semicolon or tab between columns (default: comma)"),
        Option(
            "--thousands", "MARK", \.thousands,
            OptionValue.choice([
                ("none", .none), ("comma", .comma), ("point", .point), ("space", .space),
                ("apostrophe", .apostrophe),
            ]),
            goesWith: .usage,
            help: "with --usage, none, comma, point, space or apostrophe between thousands (default: none)"),
        Option(
            "--home-zone", "NAME", \.homeZone, OptionValue.zone,
            goesWith: .usage, help: "with --usage, the zone of tenants that no file tells"),
        Option(
            "--currency", "CODE", \.currency, { try Currency($0) },
            goesWith: .usage, help: "with --usage, the currency of tenants and invoices that no file tells"),
        Option(
            "--events", "FILE", \.events, OptionValue.path,
            help: "the CSV of events; '-' is standard input (default: the sample, six carriers of 2013)"),
        Option(
            "--store", "PATH", \.store, OptionValue.path,
            help: """
                the file that keeps the records, made if there is none; one that holds records already
                takes no others unless --usage or --events names them
                """),
        Option(
            "--known-at", "STATE", \.knownAt, OptionValue.knownAt,
            help: """
                the screens as they were known: at a revision such as 12, or at an instant of recording
                such as 2026-03-01T12:00:00Z (default: all that is known)
                """),
        Option(
            "--changes", "REVISION", \.changes, OptionValue.revision,
            help: """
                instead of the screens, their cells that differ from what was known at a revision, each
                with what it was and is and the cause: late, corrected, retracted, erased, coverage (a
                feed said since that it is complete) or redefined (a metric or zone follows other rules)
                """),
        Option(
            "--verify", "PATH", \.verify, OptionValue.path,
            help: "check a store and do nothing else: print what is wrong, a line each"),
        Option(
            "--tenant", "ID", \.tenant, { try TenantID($0) },
            help: """
                the tenant to report on (default: the one with most events, or the first with usage rows);
                usage rows without a column for it are those of this tenant
                """),
        Option(
            "--on", "DATE", \.on, { try LocalDate($0) },
            help: "report as of the end of this local date, such as 2013-06-30 (default: the last with data)"),
        Option(
            "--zone", "NAME", \.zone, OptionValue.zone,
            help: """
                the zone of the report, such as Europe/Paris (default: the clock of the tenant; of tenants in
                several zones, UTC)
                """),
        Option(
            "--screen", "NAME", \.screen, OptionValue.choice(ScreenName.allCases.map { ($0.rawValue, $0) }),
            help: """
                only one screen: inventory, invoices, graph, table, actions, usage (default: all of these);
                or overview (a row per tenant), statement, charges (to date), verification (of an invoice),
                budget, comparison (of the month with another one), breakdown (of actions), forecast,
                insights (what is unusual), attention (the tenants with something unusual)
                """),
        Option(
            "--format", "FORMAT", \.format, OptionValue.choice(Format.allCases.map { ($0.rawValue, $0) }),
            help: """
                text, json or csv; JSON is one object with 'tenants' and a key for each screen, and of events
                'charges' beside 'invoices'; CSV is that of the one --screen (default: text)
                """),
        Option(
            "--table", "NAME", \.table, OptionValue.path,
            help: "with --format csv, a table of the screen other than its main one, such as totals"),
        Option(
            "--html", "FILE", \.html, OptionValue.filePath,
            help: """
                instead of printing screens, write them as one page of HTML that loads nothing; with
                --all-tenants a folder, made if there is none: index.html and a page per tenant
                """),
        Option(
            "--due-after", "DAYS", \.dueAfter, OptionValue.days,
            goesWith: .pages,
            help: "with --html, how many days after its issue an invoice is overdue (default: never)"),
        Option(
            "--all-tenants", \.allTenants,
            help: """
                all tenants at once: inventory, invoices and actions; or with --screen overview, statement,
                breakdown or attention; or with --html
                """),
        Option(
            "--strict", \.strict,
            help: """
                if any row of a file breaks a rule, take none of it, read no file behind it, and print
                nothing but the errors
                """),
        Option(
            "--version", \.version,
            help: "print the version"),
        Option(
            "--help", \.help,
            help: "print this"),
        Option(
            "--from", "DATE", label: "--from DATE, --to DATE", \.choices.from, { try LocalDate($0) },
            goesWith: .screens([.graph, .actions, .usage, .statement, .comparison, .breakdown, .insights]),
            help: """
                the dates shown by graph, actions, usage, statement and breakdown, or the period that
                comparison is about; both are included (default of --to: the date of the report); of insights
                the first date that is told of (default: the last 31 days)
                """),
        Option(
            "--to", "DATE", \.choices.to, { try LocalDate($0) },
            goesWith: .screens([.graph, .actions, .usage, .statement, .comparison, .breakdown]), help: nil),
        Option(
            "--width", "WIDTH", \.choices.width, OptionValue.width,
            goesWith: .screens([.graph, .actions, .statement, .charges, .breakdown, .forecast]),
            help: """
                the buckets of graph, actions and breakdown, the periods of statement: 15 minutes, hour, day,
                week, month, quarter, year from july, cycle from day 15 ...; of charges, the days or weeks
                of which it shows what each adds; of forecast day, week or month (default: month; of forecast
                day; of a graph with --from or --view, what fits)
                """),
        Option(
            "--view", "PERIOD", \.choices.view, OptionValue.width,
            goesWith: .screens([.graph]),
            help: "the graph of the day, week, month, quarter or year that holds the date of the report"),
        Option(
            "--plan", "FILE", \.choices.plan, OptionValue.path,
            goesWith: .screensOrPages([
                .overview, .charges, .verification, .budget, .breakdown, .insights, .attention,
            ]),
            help: """
                the price plan of charges, overview, verification, budget, breakdown and pages, and by which
                insights and attention are priced, as JSON (default: of events the sample's, which their
                invoices follow; of usage rows none)
                """),
        Option(
            "--cycle", "WIDTH", \.choices.cycle, OptionValue.width,
            goesWith: .screensOrPages([.overview, .charges, .budget, .breakdown, .forecast]),
            help: "the billing period of the plan, or the period whose end is forecast (default: month)"),
        Option(
            "--invoice", "NUMBER", \.choices.invoice, { try InvoiceNumber($0) },
            goesWith: .screens([.verification]), help: "the invoice that is verified (default: the newest)"),
        Option(
            "--budget", "FILE", \.choices.budget, OptionValue.path,
            goesWith: .screensOrPages([.budget]),
            help: "the budget of that screen or of the page, as JSON; the tenant may be left out"),
        Option(
            "--mode", "NAME", \.choices.mode, OptionValue.mode,
            goesWith: .screens([.comparison]),
            help: """
                what comparison compares with: to-date, previous-period, equal-length, same-weekdays,
                same-last-year or per-day (default: to-date)
                """),
        Option(
            "--by", "LIST", \.choices.dimensions, OptionValue.dimensions,
            goesWith: .screens([.breakdown]),
            help: """
                what breakdown groups actions by: some of category, type, workflow, outcome, with commas
                between (default: category,type)
                """),
        Option(
            "--top", "COUNT", \.choices.top, OptionValue.count,
            goesWith: .screens([.breakdown]),
            help: "how many groups of breakdown have a row; all others are one rest (default: all)"),
        Option(
            "--numbering", "PATTERN", \.choices.numbering, { try InvoiceNumbering($0) },
            goesWith: .screens([.statement]),
            help:
                "how invoices are numbered, such as 'INV-{year}-{counter:4}': statement tells what is missing"
        ),
    ]
}
