import BillingReports
import InauroBilling

/// What an import did to a store.
struct ImportTally {
    /// The revision before the import: what an earlier one committed is known.
    let start: Revision
    private(set) var inserted = 0
    private(set) var corrected = 0
    private(set) var known = 0

    init(from start: Revision) { self.start = start }

    mutating func add(_ commit: CommitRecord) {
        if commit.revision > start {
            inserted += commit.inserted
            corrected += commit.corrected
            known += commit.unchanged
        } else {
            known += commit.inserted + commit.corrected + commit.unchanged
        }
    }

    mutating func add(_ report: ImportReport) {
        inserted += report.inserted
        corrected += report.corrected
        known += report.unchanged
    }
}

extension ImportTally: CustomStringConvertible {
    var description: String {
        let numbers = [(inserted, "new"), (corrected, "corrected"), (known, "known before")]
        return "imported: "
            + numbers.map { "\(NumberText.whole($0.0)) \($0.1)" }.joined(separator: ", ")
    }
}
