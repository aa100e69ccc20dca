import BillingTime

extension CommitRecord {
    /// Everything that the commit was about.
    package var records: Int { inserted + unchanged + corrected + retracted }
}

extension SeriesPage {
    /// How many samples the page holds.
    package var samples: Int { series.reduce(0) { $0 + $1.count } }
}

extension ActivityPage {
    /// How many rows the page holds.
    package var rows: Int { blocks.reduce(0) { $0 + $1.activity.subjects.count } }
}
