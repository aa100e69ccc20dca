import BillingModel
import BillingStore

extension Importer {
    /// The first pass: the digest of the source, what its lines imply, and for a strict import whatever is wrong.
    func survey(
        _ source: ImportSource, as format: some ImportFormat, _ start: Revision
    ) async throws -> Survey {
        let pass = try SourcePass(source)
        var report = ImportReport()
        func tell() {
            progress(
                ImportProgress(
                    phase: .checking, bytes: pass.byteCount, lines: report.lines, batches: 0,
                    rejected: report.rejected))
        }
        guard options.isStrict || format.needsSurvey else {
            while try !pass.next().isEmpty {
                try Task.checkCancellation()
                tell()
            }
            return Survey(
                prefix: prefix(of: format), source: pass.digest, digests: pass.digests, tenants: [],
                report: report)
        }
        var lines = LineReader(
            try format.lines {
                try Task.checkCancellation()
                return try pass.next()
            }, needsTenants: true)
        var told = 0
        while let line = try lines.next() {
            report.lines += 1
            do throws(LineRejected) { _ = try records(of: line) } catch {
                report.reject(error.rejection, limit: options.rejectionLimit)
            }
            if pass.byteCount != told {
                told = pass.byteCount
                try Task.checkCancellation()
                tell()
            }
        }
        try pass.drain()
        tell()
        report.unknownColumns = lines.unknownColumns
        report.cut = lines.cut
        report.isComplete = report.rejected == 0 && lines.cut == nil
        let implied = try await lines.tenants(of: tenants, in: repository, at: start)
            .filter { tenants.contains($0.id) }
        let survey = Survey(
            prefix: prefix(of: format), source: pass.digest, digests: pass.digests, tenants: implied,
            report: report)
        guard options.isStrict, report.isComplete else { return survey }
        return try await dryRun(source, as: format, survey)
    }

    /// Asks the repository of every batch whether it would refuse it, and commits nothing.
    private func dryRun(
        _ source: ImportSource, as format: some ImportFormat, _ survey: Survey
    ) async throws -> Survey {
        let pass = try SourcePass(source, expecting: survey.digests)
        var report = survey.report
        var dryRun = DryRun(prefix: survey.prefix, repository: repository)
        for tenant in survey.tenants { dryRun.carry(.tenant(tenant)) }
        var chain = ImportChain(prefix: survey.prefix)
        var batch = ImportBatch()
        var number = 0
        var read = 0
        func tell() {
            progress(
                ImportProgress(
                    phase: .dryRun, bytes: pass.byteCount, lines: read, batches: 0,
                    rejected: report.rejected))
        }
        func finish() async throws {
            try Task.checkCancellation()
            let id = try chain.id(of: batch.lines)
            for rejection in try await violations(in: batch.lines, id, number, &dryRun) {
                report.reject(rejection, limit: options.rejectionLimit)
            }
            tell()
            number += 1
            batch = ImportBatch()
        }
        var lines = LineReader(
            try format.lines {
                try Task.checkCancellation()
                return try pass.next()
            })
        while let line = try lines.next() {
            read += 1
            guard let records = try? records(of: line), !records.isEmpty else { continue }
            if batch.lines.count == options.batchLines || batch.isContradicted(by: records) {
                try await finish()
            }
            batch.append(.init(line: line.line, records: records))
        }
        if !batch.lines.isEmpty { try await finish() }
        try pass.drain()
        tell()
        report.isComplete = report.rejected == 0
        return Survey(
            prefix: survey.prefix, source: survey.source, digests: survey.digests, tenants: survey.tenants,
            report: report)
    }

    /// The lines of a batch that the repository would refuse; none of one that it took before.
    private func violations(
        in lines: [ImportBatch.Line], _ id: CommitID, _ number: Int, _ dryRun: inout DryRun
    ) async throws -> [ImportRejection] {
        while true {
            var parts = PartialBatch(id, lines, in: repository)
            guard try await parts.isBegun() else {
                return try await dryRun.violations(in: lines, of: number)
            }
            if let wrong = try await parts.inspect(&dryRun, number: number) { return wrong }
            var set = LinedChanges(id: id)
            set.add(lines)
            // The id is known, so that this only asks.
            do {
                try await repository.commit(set.changes)
                for record in lines.flatMap(\.records) { dryRun.carry(record) }
                return []
            } catch let error as BillingError where error.code == .conflict {
                try Task.checkCancellation()
            }
        }
    }
}
