#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingTime

/// A request for the activity of subjects of one kind.
public struct ActivityRequest: Hashable, Sendable {
    /// Whose activity is read.
    public var tenants: TenantSelection
    /// What kind of subject.
    public var kind: SubjectKind
    /// The time that is read, widened to whole quarter hours; nil for all.
    public var range: Range<Date>?
    /// As of which state of knowledge.
    public var knownAt: KnownAt
    /// The most rows of a page, at least 1.
    public var limit: Int
    /// Where the page begins; nil for the first.
    public var cursor: PageCursor?

    /// Makes a request.
    public init(
        of tenants: TenantSelection, kind: SubjectKind, in range: Range<Date>? = nil,
        knownAt: KnownAt = .latest, limit: Int = 1_000_000, cursor: PageCursor? = nil
    ) {
        self.tenants = tenants
        self.kind = kind
        self.range = range
        self.knownAt = knownAt
        self.limit = limit
        self.cursor = cursor
    }
}

/// The activity of one tenant's subjects as columns.
public struct ActivityBlock: Hashable, Sendable {
    /// Whose subjects they are.
    public var tenant: TenantID
    /// The subjects that the numbers of the columns stand for; they may be more than those in the columns.
    public var subjects: [SubjectID]
    /// Quarter hours and the numbers of the subjects that were active in them.
    public var activity: DistinctActivity

    /// Makes a block.
    public init(tenant: TenantID, subjects: [SubjectID], activity: DistinctActivity) {
        self.tenant = tenant
        self.subjects = subjects
        self.activity = activity
    }
}

/// One page of activity.
public struct ActivityPage: Hashable, Sendable {
    /// A block for each tenant that was active, in ascending order of their ids.
    public var blocks: [ActivityBlock]
    /// Where the next page begins; nil if this is the last.
    ///
    /// The last tenant may go on there.
    public var next: PageCursor?
    /// The revision that was read.
    public var revision: Revision

    /// Makes a page.
    public init(blocks: [ActivityBlock], next: PageCursor?, revision: Revision) {
        self.blocks = blocks
        self.next = next
        self.revision = revision
    }
}
