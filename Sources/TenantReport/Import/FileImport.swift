import BillingInterchange
import InauroBilling

/// Takes a file into a repository as a host does, and says on standard error what is wrong with it.
struct FileImport {
    let repository: any BillingRepository
    let isStrict: Bool
    let console: Console
    let diagnostics: Diagnostics
    /// What the file is called in front of what is said of it; nil for the one file of a run.
    var name: String?
    /// The lines of a commit.
    var batchLines = 5_000
    /// What a conflict means for the rows of the file; nil for the words of the repository.
    var conflictRule: String?

    /// Imports a file.
    ///
    /// - Returns: What became of its lines; not complete if a strict import met a wrong one.
    func run(_ source: ImportSource, as format: some ImportFormat) async throws -> ImportReport {
        let console = console
        let importer = Importer(
            into: repository,
            options: .init(isStrict: isStrict, batchLines: batchLines, rejectionLimit: Diagnostics.limit)
        ) { progress in
            if progress.phase == .committing { Diagnostics.progress(progress.lines, on: console) }
        }
        diagnostics.expectProgress()
        let report = try await importer.run(source, as: format)
        tell(report)
        return report
    }

    private func tell(_ report: ImportReport) {
        let prefix = name.map { "\($0): " } ?? ""
        if !report.unknownColumns.isEmpty {
            let names = report.unknownColumns.map { "'\($0)'" }.joined(separator: ", ")
            diagnostics.warning("\(prefix)columns that are not read: \(names)")
        }
        for notice in report.notices { diagnostics.warning("\(prefix)\(notice) (\(notice.detail))") }
        for rejection in report.rejections { diagnostics.row(prefix + text(of: rejection)) }
        diagnostics.rows(report.rejected - report.rejections.count)
        diagnostics.finish()
        if !report.isComplete {
            diagnostics.say(
                "\(prefix)rows that break a rule: \(report.rejected); "
                    + (report.batches == 0 ? "nothing was taken" : "the import stopped there"))
        }
    }

    /// The line, the column, the rule and what broke it, without the code, which is for programs.
    private func text(of rejection: ImportRejection) -> String {
        let place = "line \(rejection.line)" + (rejection.column.map { ", column '\($0)'" } ?? "")
        if rejection.code == .conflict, let conflictRule { return "\(place): \(conflictRule)" }
        return "\(place): \(rejection.rule)" + (rejection.detail.isEmpty ? "" : " (\(rejection.detail))")
    }
}

extension ImportSource {
    /// The file at a path, or standard input if that is `-`; what can be read only once is copied.
    static func named(_ path: String, on console: Console) throws -> ImportSource {
        if path == "-" { return try .copy(of: console.rows()) }
        // A file that is not there is told in the system's own words.
        let file = try InputFile(path: path)
        return file.canBeReadAgain ? .file(path) : try .copy(of: file.chunk)
    }
}
