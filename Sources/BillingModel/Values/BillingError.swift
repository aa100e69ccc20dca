/// What went wrong, in a form that a program can branch on and an operator can act on.
///
/// ``code`` says what kind of failure it is, ``rule`` which rule was broken, in one sentence that holds no data
/// of a customer. ``detail`` names the offending value, record or place, and so may name a customer: it is part
/// of ``debugDescription`` only. A refused batch lists each offending record in ``violations``.
public struct BillingError: Error, Sendable {
    /// What kind of failure it is.
    public let code: Code
    /// The rule that was broken, as one sentence without data: safe to log.
    public let rule: String
    /// The value, record, line or place that broke it; may name customers.
    public let detail: String
    /// The records of a refused batch, in their order, at most ``violationLimit``.
    public let violations: [Violation]
    /// The error underneath, if another system raised one.
    public let cause: (any Error)?

    /// The most violations that one error lists.
    public static let violationLimit = 1_000

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: What kind of failure it is.
    ///   - rule: The rule that was broken, as one sentence that holds no data.
    ///   - detail: The value, record or place that broke it.
    ///   - violations: The offending records of a batch; those beyond ``violationLimit`` are dropped.
    ///   - cause: The error underneath.
    public init(
        _ code: Code, rule: String, detail: String = "", violations: [Violation] = [],
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.rule = rule
        self.detail = detail
        self.violations = Array(violations.prefix(Self.violationLimit))
        self.cause = cause
    }
}

extension BillingError {
    /// The kind of a failure, coarse enough to branch on; a minor release may add codes.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Name: String, CaseIterable {
            case invalidValue, malformed, unsupported, limitExceeded, overflow
            case notFound, outOfScope, conflict, expired, outdated, refused, invalidCursor
            case corruptData, unavailable
            case busy, closed, readOnly, noSpace, storageFailed, newerFormat
            case replaced, rolledBack
        }

        private let name: Name

        private init(_ name: Name) { self.name = name }

        /// A value breaks a rule of its type; send another value.
        public static let invalidValue = Self(.invalidValue)
        /// A text or a file cannot be read as what it should be; its place is in the detail.
        public static let malformed = Self(.malformed)
        /// The operation makes no sense for this kind of metric or this width; ask for another.
        public static let unsupported = Self(.unsupported)
        /// More was asked for than a stated limit allows; ask for less.
        public static let limitExceeded = Self(.limitExceeded)
        /// A result does not fit its type; nothing was rounded or wrapped.
        public static let overflow = Self(.overflow)
        /// What was named does not exist.
        public static let notFound = Self(.notFound)
        /// What was named lies outside the scope that asks.
        public static let outOfScope = Self(.outOfScope)
        /// Other content is already known under the same identity; a retry cannot help.
        public static let conflict = Self(.conflict)
        /// The record lies before the retention floor of its kind; send the others without it.
        public static let expired = Self(.expired)
        /// The repository has moved on since the basis of the change; read again, then retry.
        public static let outdated = Self(.outdated)
        /// A batch was refused as a whole; the violations name the records and rules.
        public static let refused = Self(.refused)
        /// A cursor was made for another request or is damaged; begin again without one.
        public static let invalidCursor = Self(.invalidCursor)
        /// Stored data is damaged; the place is in the detail.
        public static let corruptData = Self(.corruptData)
        /// Something that is needed is missing or cannot be reached now; a retry may help once it is there.
        public static let unavailable = Self(.unavailable)
        /// Another writer held the repository for longer than this one may wait; nothing was changed.
        public static let busy = Self(.busy)
        /// The repository was closed; open it again.
        public static let closed = Self(.closed)
        /// The repository can be read but not written, because it was opened so or because its place is read-only.
        public static let readOnly = Self(.readOnly)
        /// The disk, the quota or the largest size of a file is used up; nothing was changed.
        public static let noSpace = Self(.noSpace)
        /// The storage failed at a read, write or sync; open the repository again, then send the commit again.
        public static let storageFailed = Self(.storageFailed)
        /// The data were written by a newer release of this package; use that release or a later one.
        public static let newerFormat = Self(.newerFormat)

        /// The file of the repository was renamed, removed or replaced while it was open; open it again, then send again what was not
        /// acknowledged.
        public static let replaced = Self(.replaced)
        /// The repository does not know a revision that its host has seen; put the newer copy back.
        public static let rolledBack = Self(.rolledBack)

        /// Every code of this release, in the order of their declaration.
        package static let allCases = Name.allCases.map(Self.init)

        /// Whether a retry helps.
        public var retry: RetryAdvice {
            switch name {
            case .unavailable, .busy, .noSpace:
                .later
            case .invalidValue, .malformed, .unsupported, .limitExceeded, .overflow, .notFound, .outOfScope,
                .conflict, .expired, .outdated, .refused, .invalidCursor, .closed, .readOnly, .storageFailed,
                .replaced, .rolledBack:
                .afterChange
            case .corruptData, .newerFormat:
                .never
            }
        }

        /// The stable name of the code, fit for a metric label.
        public var description: String { name.rawValue }

        /// Lets a caller write `catch BillingError.Code.conflict`.
        public static func ~= (code: Self, error: any Error) -> Bool {
            (error as? BillingError)?.code == code
        }
    }

    /// One offending record of a refused batch.
    public struct Violation: Hashable, Sendable, CustomStringConvertible {
        /// The place of the record among those of its kind in the batch, from 0.
        public let index: Int
        /// The kind of the record, such as `sample` or `invoice`.
        public let kind: String
        /// The identity of the record; may name customers.
        public let record: String
        /// What kind of failure it is.
        public let code: Code
        /// The rule that was broken, as one sentence without data.
        public let rule: String

        /// Makes a violation.
        public init(index: Int, kind: String, record: String, code: Code, rule: String) {
            self.index = index
            self.kind = kind
            self.record = record
            self.code = code
            self.rule = rule
        }

        /// The kind and place of the record, and the rule: safe to log.
        public var description: String { "\(kind) \(index): \(code): \(rule)" }
    }
}

extension BillingError: CustomStringConvertible, CustomDebugStringConvertible {
    /// The code and the rule, and how many violations are listed: safe to log.
    public var description: String {
        violations.isEmpty ? "\(code): \(rule)" : "\(code): \(rule) (\(violations.count) violations)"
    }

    /// Everything that is known, which may name customers.
    public var debugDescription: String {
        var text = "\(code): \(rule)"
        if !detail.isEmpty { text += " [\(detail)]" }
        for violation in violations {
            text += "\n  \(violation.kind) \(violation.index) (\(violation.record)): "
            text += "\(violation.code): \(violation.rule)"
        }
        if let cause { text += "\n  cause: \(String(reflecting: cause))" }
        return text
    }
}
