/// The state of a repository after so many commits that changed something: 0 is the empty one.
public struct Revision: Hashable, Comparable, Sendable {
    /// How many commits led to this state.
    public let number: Int64

    /// The empty repository.
    public static let zero = Revision(unchecked: 0)

    private init(unchecked number: Int64) { self.number = number }

    /// Makes a revision of its number.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the number is negative.
    public init(_ number: Int64) throws(BillingError) {
        guard number >= 0 else {
            throw BillingError(.invalidValue, rule: "a revision is not negative", detail: "\(number)")
        }
        self.number = number
    }

    /// The state after one more commit.
    package func next() throws(BillingError) -> Revision {
        guard number < .max else {
            throw BillingError(.limitExceeded, rule: "a repository has at most 2^63 - 1 revisions")
        }
        return Revision(unchecked: number + 1)
    }

    /// Whether the left state is the earlier one.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

extension Revision: CustomStringConvertible {
    /// The number.
    public var description: String { "\(number)" }
}

extension Revision: Codable {
    /// Reads a revision from a number, and checks it.
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Writes the number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }
}
