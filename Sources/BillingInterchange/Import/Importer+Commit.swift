import BillingModel
import BillingStore

extension Importer {
    /// The second pass: commits batch after batch.
    func commit(
        _ source: ImportSource, as format: some ImportFormat, _ survey: Survey, _ start: Revision
    ) async throws -> ImportReport {
        let pass = try SourcePass(source, expecting: survey.digests)
        var report = ImportReport()
        try await commit(survey.tenants, survey.prefix, start, &report)
        var lines = try format.lines { try pass.next() }
        var batch = ImportBatch(number: 0)
        var told = 0
        while report.isComplete, let line = try lines.next() {
            report.lines += 1
            if pass.byteCount != told {
                told = pass.byteCount
                try Task.checkCancellation()
            }
            for notice in line.notices { report.tell(notice, limit: options.rejectionLimit) }
            if case .passedOver(let type) = line.content {
                report.passOver(type)
                continue
            }
            let records: [ImportRecord]
            do throws(LineRejected) { records = try self.records(of: line) } catch {
                report.reject(error.rejection, limit: options.rejectionLimit)
                continue
            }
            guard !records.isEmpty else {
                report.accepted += 1
                continue
            }
            if batch.lines.count == options.batchLines || batch.isContradicted(by: records) {
                try await finish(batch, survey, start, pass, &report)
                batch = ImportBatch(number: batch.number + 1)
            }
            batch.append(.init(line: line.line, records: records))
        }
        if !batch.lines.isEmpty, report.isComplete {
            try await finish(batch, survey, start, pass, &report)
        }
        if report.isComplete {
            try pass.drain()
            tell(pass, report)
        }
        report.unknownColumns = lines.unknownColumns
        return report
    }

    /// Commits the tenants that the lines imply.
    private func commit(
        _ tenants: [Tenant], _ prefix: String, _ start: Revision, _ report: inout ImportReport
    ) async throws {
        guard !tenants.isEmpty else { return }
        var changes = ChangeSet(id: try CommitID("\(prefix)-tenants"))
        for tenant in tenants { changes.add(tenant) }
        do {
            report.add(try await repository.commit(changes), since: start)
        } catch let error as BillingError where error.code == .conflict {
            // An earlier run said this of the tenants, and they were changed since.
            report.batches += 1
            report.resumed += 1
            report.unchanged += tenants.count
        }
    }

    private func finish(
        _ batch: ImportBatch, _ survey: Survey, _ start: Revision, _ pass: SourcePass,
        _ report: inout ImportReport
    ) async throws {
        try Task.checkCancellation()
        try await commit(batch, survey.prefix, start, &report)
        tell(pass, report)
    }

    private func tell(_ pass: SourcePass, _ report: ImportReport) {
        progress(
            ImportProgress(
                phase: .committing, bytes: pass.byteCount, lines: report.lines, batches: report.batches,
                rejected: report.rejected))
    }

    /// Commits a batch, without the lines that the repository refuses.
    private func commit(
        _ batch: ImportBatch, _ prefix: String, _ start: Revision, _ report: inout ImportReport
    ) async throws {
        let id = try CommitID("\(prefix)-\(batch.number)")
        var lines = batch.lines
        var isKnown = false
        while !lines.isEmpty {
            var set = LinedChanges(id: id)
            set.add(lines)
            var wrong: [ImportRejection] = []
            do {
                report.add(try await repository.commit(set.changes), since: start)
                report.accepted += lines.count
                return
            } catch let error as BillingError where error.code == .refused {
                wrong = set.rejections(for: error.violations)
                guard !wrong.isEmpty else { throw error }
            } catch let error as BillingError where error.code == .conflict {
                // An earlier run took the batch without some of its lines.
                if !isKnown {
                    var rehearsal = Rehearsal(prefix: prefix, repository: repository)
                    wrong = try await rehearsal.violations(in: lines, of: batch.number)
                    isKnown = true
                }
                if wrong.isEmpty {
                    report.batches += 1
                    report.resumed += 1
                    report.accepted += lines.count - 1
                    report.reject(Self.undecided(lines[0].line), limit: options.rejectionLimit)
                    return
                }
            }
            for rejection in wrong { report.reject(rejection, limit: options.rejectionLimit) }
            if options.isStrict {
                report.isComplete = false
                return
            }
            let places = Set(wrong.map(\.line))
            lines.removeAll { places.contains($0.line) }
        }
    }

    /// What is told of a batch that was taken without lines that nobody can name any more.
    private static func undecided(_ line: Int) -> ImportRejection {
        ImportRejection(
            line: line, code: .conflict,
            rule: "a batch that was taken without some of its lines stays as it was taken",
            detail: "the batch that begins on line \(line)")
    }
}

extension ImportReport {
    /// Counts what a commit did, or had done before the import began.
    mutating func add(_ commit: Commit, since start: Revision) {
        batches += 1
        list(commit.id)
        revision = commit.revision
        if commit.revision > start {
            inserted += commit.inserted
            unchanged += commit.unchanged
            corrected += commit.corrected
            retracted += commit.retracted
        } else {
            let changes = commit.inserted + commit.corrected + commit.retracted
            unchanged += commit.unchanged + changes
            if changes > 0 { resumed += 1 }
        }
    }
}
