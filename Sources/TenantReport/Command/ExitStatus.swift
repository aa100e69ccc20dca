/// What the exit status of the process tells.
enum ExitStatus: Int32, CaseIterable {
    /// All rows counted; nothing is wrong with a store that was checked.
    case complete = 0
    /// Some rows were left out, and the report is about the others; or a store that was checked is damaged.
    case findings = 1
    /// There is no report.
    case failure = 2
    /// The command line asks for what there is not.
    case usage = 64
    /// A file cannot be opened or read.
    case noInput = 66
    /// The report cannot be written.
    case noOutput = 74
}
