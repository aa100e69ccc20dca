import BillingModel
import BillingStore

extension Importer {
    /// The second pass: commits batch after batch.
    func commit(
        _ source: ImportSource, as format: some ImportFormat, _ survey: Survey, _ start: Revision
    ) async throws -> ImportReport {
        let pass = try SourcePass(source, expecting: survey.digests)
        var report = ImportReport()
        try await commit(survey.tenants, survey.tenantsID, start, &report)
        var latest = ImportProgress(phase: .committing, bytes: 0, lines: 0, batches: 0, rejected: 0)
        var lines = LineReader(
            try format.lines {
                // A format may read far before it gives a line.
                try Task.checkCancellation()
                let chunk = try pass.next()
                if pass.byteCount - latest.bytes >= 1 << 20 {
                    latest.bytes = pass.byteCount
                    progress(latest)
                }
                return chunk
            })
        var chain = ImportChain(prefix: survey.prefix)
        var activity = ShownActivity()
        var batch = ImportBatch()
        var told = 0
        var similar = SimilarIDs()
        if format.needsSurvey { similar.know(try await repository.tenants(.all, at: start)) }
        func finish() async throws {
            try Task.checkCancellation()
            try await take(batch.lines, try chain.id(of: batch.lines), start, &report)
            for line in batch.lines { activity.add(line.records, line: line.line) }
            batch = ImportBatch()
            latest = tell(pass, report)
        }
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
            try await similar.prepare(for: records, in: repository, at: start)
            for notice in similar.notices(of: records, line: line.line) {
                report.tell(notice, limit: options.rejectionLimit)
            }
            if batch.lines.count == options.batchLines || batch.isContradicted(by: records) {
                try await finish()
                guard report.isComplete else { break }
            }
            batch.append(.init(line: line.line, records: records))
        }
        report.cut = lines.cut
        if lines.cut != nil { report.isComplete = false }
        if !batch.lines.isEmpty, report.isComplete { try await finish() }
        if report.isComplete {
            try pass.drain()
            latest = tell(pass, report)
        }
        for notice in try await activity.notices(repository) {
            report.tell(notice, limit: options.rejectionLimit)
        }
        // The lines of tenants make them at once, and no records of their own.
        for notice in similar.notices(of: survey.tenants.map { .tenant($0) }, line: nil) {
            report.tell(notice, limit: options.rejectionLimit)
        }
        report.unknownColumns = lines.unknownColumns
        return report
    }

    /// Commits the tenants that the lines imply.
    private func commit(
        _ tenants: [Tenant], _ id: CommitID, _ start: Revision, _ report: inout ImportReport
    ) async throws {
        guard !tenants.isEmpty else { return }
        var changes = ChangeSet(id: id)
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

    private func tell(_ pass: SourcePass, _ report: ImportReport) -> ImportProgress {
        let now = ImportProgress(
            phase: .committing, bytes: pass.byteCount, lines: report.lines, batches: report.batches,
            rejected: report.rejected)
        progress(now)
        return now
    }

    /// Commits a batch whole, or else what the repository takes of it.
    private func take(
        _ lines: [ImportBatch.Line], _ id: CommitID, _ start: Revision, _ report: inout ImportReport
    ) async throws {
        while true {
            var set = LinedChanges(id: id)
            set.add(lines)
            do {
                report.add(try await repository.commit(set.changes), since: start)
                report.accepted += lines.count
                return
            } catch let error as BillingError where error.code == .refused {
                let wrong = set.rejections(for: error.violations)
                guard !wrong.isEmpty else { throw error }
                if options.isStrict {
                    for rejection in wrong { report.reject(rejection, limit: options.rejectionLimit) }
                    report.isComplete = false
                    return
                }
            } catch let error as BillingError where error.code == .conflict {}
            var parts = PartialBatch(id, lines, in: repository)
            guard let outcome = try await parts.take(isStrict: options.isStrict) else {
                try Task.checkCancellation()
                continue
            }
            report.add(outcome, of: lines.count, since: start, limit: options.rejectionLimit)
            return
        }
    }
}

extension ImportReport {
    /// Counts what a commit did, or had done before the import began; one that holds no record is no batch.
    mutating func add(_ commit: CommitRecord, since start: Revision) {
        revision = max(revision ?? commit.revision, commit.revision)
        let changes = commit.inserted + commit.corrected + commit.retracted
        guard changes + commit.unchanged > 0 else { return }
        batches += 1
        list(commit.id)
        if commit.revision > start {
            inserted += commit.inserted
            unchanged += commit.unchanged
            corrected += commit.corrected
            retracted += commit.retracted
        } else {
            unchanged += commit.unchanged + changes
            if changes > 0 { resumed += 1 }
        }
    }

    /// Counts what became of a batch of some lines that was not taken whole.
    mutating func add(_ outcome: PartialBatch.Outcome, of lines: Int, since start: Revision, limit: Int) {
        for commit in outcome.commits { add(commit, since: start) }
        for id in outcome.unread {
            batches += 1
            resumed += 1
            list(id)
        }
        unchanged += outcome.unreadRecords + outcome.superseded.count
        for (line, record) in outcome.superseded {
            tell(
                ImportNotice(
                    .superseded, line: line,
                    rule: "what was said since a record was refused stays as it is",
                    detail: "a \(record.kind) of tenant '\(record.tenant)'"), limit: limit)
        }
        for rejection in outcome.rejections.sorted(by: { $0.line < $1.line }) {
            reject(rejection, limit: limit)
        }
        if outcome.isStopped {
            isComplete = false
        } else {
            accepted += lines - Set(outcome.rejections.map(\.line)).count
        }
    }
}
