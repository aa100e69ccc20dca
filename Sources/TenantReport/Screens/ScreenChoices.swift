import InauroBilling

/// What the options of single screens ask for.
struct ScreenChoices: Hashable {
    /// The first and the last date shown; nil for what the screen shows by itself.
    var from: LocalDate?
    var to: LocalDate?
    /// The period of the graph, which holds the date of the report; nil for the last months.
    var view: BucketWidth?
    /// The width of the buckets or periods; nil for what fits the screen.
    var width: BucketWidth?
    /// The file of a price plan.
    var plan: String?
    /// The billing period of the plan.
    var cycle: BucketWidth?
    /// The invoice that is verified; nil for the newest one.
    var invoice: InvoiceNumber?
    /// The file of a budget.
    var budget: String?
    var mode: ComparisonMode?
    /// What actions are grouped by, and how many groups have a row.
    var dimensions: [ActionDimension]?
    var top: Int?
    var numbering: InvoiceNumbering?

    /// The dates that are asked for; nil if none are.
    func dates(upTo last: LocalDate) -> ClosedRange<LocalDate>? {
        from.map { $0...max($0, to ?? last) }
    }
}
