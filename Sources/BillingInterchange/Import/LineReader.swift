import BillingModel
import BillingStore

/// The lines of a pass, up to where the source is cut.
struct LineReader {
    private var lines: any ImportLines
    private var last = 0
    /// Where the source ends in the middle; nil if it does not, or is not read so far.
    private(set) var cut: ImportRejection?

    /// - Parameters:
    ///   - lines: The lines.
    ///   - needsTenants: Whether ``tenants(of:in:at:)`` is asked at the end.
    init(_ lines: any ImportLines, needsTenants: Bool = false) {
        self.lines = lines
        if !needsTenants { self.lines.skipTenants() }
    }

    var unknownColumns: [String] { lines.unknownColumns }

    mutating func next() throws -> ImportLine? {
        do {
            let line = try lines.next()
            if let line { last = line.line }
            return line
        } catch let error as BillingError where error.code == .malformed {
            cut = ImportRejection(line: last + 1, error: error)
            return nil
        }
    }

    func tenants(
        of scope: TenantSelection, in reader: any BillingReader, at revision: Revision
    ) async throws -> [Tenant] {
        try await lines.tenants(of: scope, in: reader, at: revision)
    }
}
