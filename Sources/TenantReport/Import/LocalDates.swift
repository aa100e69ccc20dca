import InauroBilling

/// The dates from one to another, both included; none if the second is earlier.
struct LocalDates: Sequence, IteratorProtocol {
    private var next_: LocalDate?
    private let last: LocalDate

    init(_ first: LocalDate, _ last: LocalDate) {
        next_ = first
        self.last = last
    }

    mutating func next() -> LocalDate? {
        guard let date = next_, date <= last else { return nil }
        next_ = try? date.adding(days: 1)
        return date
    }
}
