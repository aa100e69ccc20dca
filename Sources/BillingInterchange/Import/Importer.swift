import BillingModel
public import BillingStore
import BillingTime

/// Takes a source of records into a repository, in batches, so that a run that ends early is taken up again.
///
/// ```swift
/// let importer = Importer(into: repository)
/// let mapping = CSVMapping.usage(tenant: acme, zone: sydney, currency: .aud)
/// let report = try await importer.run(.file(path), as: mapping)
/// ```
///
/// **Batches.** Each batch is one atomic commit. Its id stands for what its lines and all before them say, the identity of
/// the format, the size of batches, and the tenants that the import may write; so the same import run again finds its
/// batches known, gets their first commits back, and goes on where it ended. A batch ends early before a line that
/// contradicts it, so that the later of two lines wins within one source too.
///
/// **Ends.** A source that breaks off in the middle, such as an array of JSON without its end, gives the batches before;
/// the report says where it ended and what was committed.
///
/// **Lenient**, the default: lines that break a rule are left out. If the repository refuses a batch, the lines of the
/// offending records are left out as a whole, and the others are committed. When the same import is run again, it takes
/// those of them that lacked something, such as their tenant, and that the repository takes by now; nothing else is sent
/// again, and nothing that was said since is undone.
///
/// **Strict**: the whole source is read and checked first, each batch against the repository, and nothing is committed
/// if a line is wrong. What only the commit can find is found then: a record of another writer that came in between. The
/// import stops at such a batch, and the batches before it stand.
///
/// Memory holds one batch; a strict import also some 50 bytes for each invoice, entry, action and versioned sample.
public struct Importer: Sendable {
    /// How an import is made.
    public struct Options: Hashable, Sendable {
        /// Whether nothing is taken if any line is wrong.
        public var isStrict: Bool
        /// The most lines of a batch, 1 to 100,000; another size is another import.
        public var batchLines: Int
        /// The most rejections that the report lists; all are counted.
        public var rejectionLimit: Int

        /// Makes options.
        public init(isStrict: Bool = false, batchLines: Int = 5_000, rejectionLimit: Int = 1_000) {
            self.isStrict = isStrict
            self.batchLines = batchLines
            self.rejectionLimit = rejectionLimit
        }
    }

    let repository: any BillingRepository
    let tenants: TenantSelection
    let options: Options
    let progress: @Sendable (ImportProgress) -> Void

    /// Makes an importer.
    ///
    /// - Parameters:
    ///   - repository: Where the records go.
    ///   - tenants: Whose records are taken; a line that names another tenant is rejected with code `outOfScope`.
    ///   - options: How the import is made.
    ///   - progress: Is told how far the import is, after each chunk that is checked, each batch, and each phase.
    public init(
        into repository: any BillingRepository, tenants: TenantSelection = .all,
        options: Options = Options(),
        progress: @escaping @Sendable (ImportProgress) -> Void = { _ in }
    ) {
        self.repository = repository
        self.tenants = tenants
        self.options = options
        self.progress = progress
    }

    /// Imports a source.
    ///
    /// Between batches the import ends if its task is cancelled; what was committed stays, and a rerun resumes.
    ///
    /// - Returns: What became of each line. A strict import that met a wrong line returns as well, with nothing
    ///   accepted.
    /// - Throws: `BillingError`: what the format throws of a source as a whole, such as `malformed` of its header;
    ///   `unavailable` if it cannot be read, `outdated` if it changes meanwhile; `invalidValue` if an
    ///   option is out of range; what the repository throws but `refused`. `CancellationError` if the task is cancelled.
    /// - Complexity: Two passes over the bytes.
    public func run(_ source: ImportSource, as format: some ImportFormat) async throws -> ImportReport {
        guard (1...100_000).contains(options.batchLines), options.rejectionLimit >= 0 else {
            throw BillingError(
                .invalidValue, rule: "a batch has 1 to 100,000 lines, and no limit is negative",
                detail: "\(options.batchLines) lines")
        }
        let start = try await repository.revision(.latest)
        let survey = try await survey(source, as: format, start)
        guard survey.report.isComplete || !options.isStrict else { return survey.report }
        return try await commit(source, as: format, survey, start)
    }
}

extension Importer {
    /// What the first pass found.
    struct Survey {
        /// What all ids of commits stand on.
        let prefix: String
        /// The digest of the source.
        let source: String
        /// The digest of the source up to the end of each chunk.
        let digests: [String]
        /// Tenants to be committed before the lines.
        let tenants: [Tenant]
        /// What a strict import found.
        let report: ImportReport

        /// The id of the commit of the tenants.
        var tenantsID: CommitID {
            get throws(BillingError) {
                var form = CanonicalBytes()
                form.add(prefix)
                form.add(source)
                return try CommitID("import-\(SHA256.hexadecimal(form.bytes))-tenants")
            }
        }
    }

    /// A line with records that the import may write; none if it says nothing.
    ///
    /// - Throws: ``ImportRejection`` if it names another tenant.
    func records(of line: ImportLine) throws(LineRejected) -> [ImportRecord] {
        switch line.content {
        case .rejected(let rejection): throw LineRejected(rejection: rejection)
        case .passedOver: return []
        case .records(let records):
            guard let stranger = records.first(where: { !tenants.contains($0.tenant) }) else {
                return records
            }
            throw LineRejected(
                rejection: ImportRejection(
                    line: line.line, code: .outOfScope,
                    rule: "an import writes only the tenants of its scope",
                    detail: "tenant '\(stranger.tenant)'"))
        }
    }

    struct LineRejected: Error {
        let rejection: ImportRejection
    }

    /// What the ids of the commits of an import stand on, beside what the lines say.
    func prefix(of format: some ImportFormat) -> String {
        var form = CanonicalBytes()
        form.add("import 2")
        form.add(format.identity)
        form.add(count: options.batchLines)
        switch tenants {
        case .all: form.add("all")
        case .one(let tenant): form.add([tenant]) { $0.add($1) }
        case .set(let set): form.add(set.sorted()) { $0.add($1) }
        }
        return SHA256.hexadecimal(form.bytes)
    }
}
