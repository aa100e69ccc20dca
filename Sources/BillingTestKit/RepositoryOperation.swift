#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingStore

/// One operation of a sequence, as a value that can be made again on another repository.
public enum RepositoryOperation: Hashable, Sendable {
    /// A commit, while the repository's clock stands at an instant.
    case commit(ChangeSet, clock: Date)
    /// An erasure, while the repository's clock stands at an instant.
    case erase(ErasureRequest, clock: Date)
    /// The revision that a read would see.
    case revision(KnownAt)
    /// A read of all pages, each as long as the limit of the request.
    case read(Read)
    /// A read of the first page; the cursor is kept under a number.
    case begin(Read, reader: Int)
    /// A read of the next page with the cursor kept under a number; nothing if there is none.
    case proceed(reader: Int, limit: Int)
    /// A read with the cursor kept under a number, used in a way that is refused; nothing if there is none.
    case misuse(reader: Int, Misuse)
    /// A record that is found by what identifies it.
    case find(Find)
    /// Commits at once, each in a task of its own, while the clock stands at an instant.
    case together([ChangeSet], clock: Date)
}

extension RepositoryOperation {
    /// A request of any kind.
    public enum Read: Hashable, Sendable {
        /// Records of one kind.
        case records(RecordRequest)
        /// Series as columns.
        case series(SeriesRequest)
        /// Activity as columns.
        case activity(ActivityRequest)
        /// States per bucket.
        case summaries(SummaryRequest)
    }

    /// What is found by what identifies it.
    public enum Find: Hashable, Sendable {
        /// The commit that made a revision under an id.
        case commit(CommitID)
        /// The invoice of a tenant with a number, at a revision.
        case invoice(InvoiceNumber, of: TenantID, at: Revision)
    }

    /// How a cursor is used that is refused.
    public enum Misuse: Hashable, Sendable {
        /// With another request.
        case with(Read)
        /// With a character replaced, at a place counted modulo the length.
        case replaced(Int)
        /// Without its end, from a place on that is counted modulo the length.
        case cut(Int)
        /// With more behind it.
        case longer
        /// Another text in its place.
        case foreign(String)
        /// With a limit of less than 1.
        case limit(Int)
    }
}

extension RepositoryOperation.Read {
    /// As of which state of knowledge is read.
    public var knownAt: KnownAt {
        get {
            switch self {
            case .records(let request): request.knownAt
            case .series(let request): request.knownAt
            case .activity(let request): request.knownAt
            case .summaries(let request): request.knownAt
            }
        }
        set {
            change({ $0.knownAt = newValue }, { $0.knownAt = newValue }, { $0.knownAt = newValue }) {
                $0.knownAt = newValue
            }
        }
    }

    /// Whose rows are read.
    public var tenants: TenantSelection {
        get {
            switch self {
            case .records(let request): request.tenants
            case .series(let request): request.tenants
            case .activity(let request): request.tenants
            case .summaries(let request): request.tenants
            }
        }
        set {
            change({ $0.tenants = newValue }, { $0.tenants = newValue }, { $0.tenants = newValue }) {
                $0.tenants = newValue
            }
        }
    }

    /// The most rows of a page.
    public var limit: Int {
        get {
            switch self {
            case .records(let request): request.limit
            case .series(let request): request.limit
            case .activity(let request): request.limit
            case .summaries(let request): request.limit
            }
        }
        set {
            change({ $0.limit = newValue }, { $0.limit = newValue }, { $0.limit = newValue }) {
                $0.limit = newValue
            }
        }
    }

    /// Where the page begins.
    var cursor: PageCursor? {
        get {
            switch self {
            case .records(let request): request.cursor
            case .series(let request): request.cursor
            case .activity(let request): request.cursor
            case .summaries(let request): request.cursor
            }
        }
        set {
            change({ $0.cursor = newValue }, { $0.cursor = newValue }, { $0.cursor = newValue }) {
                $0.cursor = newValue
            }
        }
    }

    private mutating func change(
        _ records: (inout RecordRequest) -> Void, _ series: (inout SeriesRequest) -> Void,
        _ activity: (inout ActivityRequest) -> Void, _ summaries: (inout SummaryRequest) -> Void
    ) {
        switch self {
        case .records(var request):
            records(&request)
            self = .records(request)
        case .series(var request):
            series(&request)
            self = .series(request)
        case .activity(var request):
            activity(&request)
            self = .activity(request)
        case .summaries(var request):
            summaries(&request)
            self = .summaries(request)
        }
    }
}
