public import BillingModel

public import BillingModel
public import BillingStore

/// How the bytes of a source are read as records.
///
/// A format is a pure function of the bytes and of what its identity tells: read twice, the same bytes give the same
/// lines. On that a rerun relies.
public protocol ImportFormat: Sendable {
    /// Everything about the format and its options that changes what bytes mean.
    ///
    /// It is part of the id of each commit, so that the same bytes read otherwise are another import.
    var identity: String { get }

    /// Whether ``ImportLines/tenants(of:in:at:)`` needs a pass over all lines before the first is committed.
    var needsSurvey: Bool { get }

    /// Begins a pass.
    ///
    /// - Parameter chunks: Gives the next bytes of the source; none at the end.
    /// - Returns: The lines, from the first.
    /// - Throws: `BillingError` if the source as a whole is wrong, such as its header; what `chunks` throws.
    func lines(of chunks: @escaping () throws -> [UInt8]) throws -> any ImportLines
}

extension ImportFormat {
    /// By default no pass is needed.
    public var needsSurvey: Bool { false }
}

/// The lines of one pass over a source.
public protocol ImportLines {
    /// The next line that says something; nil at the end.
    ///
    /// - Throws: What ends the pass, such as a file that cannot be read further; what is wrong with a line is its
    ///   content.
    mutating func next() throws -> ImportLine?

    /// The columns that the format does not know, as the source spells them.
    var unknownColumns: [String] { get }

    /// Is told before the first line that ``tenants(of:in:at:)`` will not be asked, so that nothing need be kept for it.
    mutating func skipTenants()

    /// The tenants that the lines of a whole pass imply, to be committed before the lines.
    ///
    /// - Parameters:
    ///   - scope: The tenants that the import may write; of others nothing is asked.
    ///   - reader: What is known already.
    ///   - revision: As of which revision.
    /// - Returns: Each tenant once, as it is to be.
    /// - Throws: `BillingError` if zones are needed and there is no database of them; what the reader throws.
    func tenants(
        of scope: TenantSelection, in reader: any BillingReader, at revision: Revision
    ) async throws -> [Tenant]
}

extension ImportLines {
    /// By default all columns are known.
    public var unknownColumns: [String] { [] }

    /// By default nothing is kept.
    public mutating func skipTenants() {}

    /// By default lines imply no tenants.
    public func tenants(
        of scope: TenantSelection, in reader: any BillingReader, at revision: Revision
    ) async throws -> [Tenant] { [] }
}
