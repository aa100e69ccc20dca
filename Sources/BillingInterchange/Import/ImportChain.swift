import BillingModel
import BillingStore
import BillingTime

/// Gives each batch of an import its id, which stands for all that the source says up to the end of the batch.
///
/// So the same lines come again under the same ids, also in a source that goes on after them, or that was cut the first
/// time; and what is said, taken back and said again in one source has an id each time.
struct ImportChain {
    private var digest: String

    /// Begins a chain.
    ///
    /// - Parameter prefix: Stands for all that changes what lines mean, and whose they may be.
    init(prefix: String) { digest = prefix }

    /// The id of the next batch.
    mutating func id(of lines: [ImportBatch.Line]) throws(BillingError) -> CommitID {
        var set = LinedChanges(id: CommitID(constant: "batch"))
        set.add(lines)
        var form = CanonicalBytes()
        form.add(digest)
        form.add(set.changes.digest)
        digest = SHA256.hexadecimal(form.bytes)
        return try CommitID("import-\(digest)")
    }
}
