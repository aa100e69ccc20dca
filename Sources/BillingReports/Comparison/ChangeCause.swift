/// Why a figure differs between two states of knowledge.
///
/// The domain is closed: a repository learns, replaces, takes back or erases records, and is told what is covered and
/// what things mean.
public enum ChangeCause: String, CaseIterable, Hashable, Sendable, Codable {
    /// Records that were not known then: samples, activity, actions, invoices, payments.
    case late
    /// A value that was replaced, or an action that was amended.
    case corrected
    /// A value that was taken back, or an action or invoice that became void.
    case retracted
    /// Records that were erased since, or dropped because they are older than is kept.
    case erased
    /// A feed said since that it is complete for some of the time, so that silence there means something.
    case coverage
    /// The metric follows other rules by now, or the dates are those of another zone.
    case redefined
}
