#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel

/// How often some actions ran, and what was billed for them.
///
/// The JSON form has the keys `succeeded`, `failed`, `suppressed`, and `billed` if there are any quantities.
public struct ActionTally: Hashable, Sendable {
    /// A billed quantity of one unit.
    ///
    /// The JSON form has the keys `unit` and `quantity`, as decimal text.
    public struct Billed: Hashable, Sendable {
        /// The unit, such as `recipients` or `segments`.
        public var unit: String { name.text }
        /// The exact sum, below zero if more was credited than billed.
        public let quantity: Decimal
        let name: FreeText

        /// Makes a quantity.
        ///
        /// - Throws: `BillingError` with code `invalidValue` if the unit is not 1 to 4,096 bytes of UTF-8 without NUL or
        ///   the quantity is no number; `overflow` if it has more than 38 digits.
        public init(unit: String, quantity: Decimal) throws(BillingError) {
            try self.init(try FreeText(unit), try ExactDecimal(quantity))
        }

        init(_ name: FreeText, _ quantity: ExactDecimal) throws(BillingError) {
            self.name = name
            self.quantity = try quantity.decimal()
        }
    }

    /// Executions that succeeded.
    public let succeeded: Int
    /// Executions that failed.
    public let failed: Int
    /// Triggered but not executed, which are no part of the executed ones.
    public let suppressed: Int
    /// Executions, whether they succeeded or failed.
    public let executed: Int
    /// What was billed for, a sum for each unit, in ascending order of the units.
    public let billed: [Billed]

    /// Nothing at all.
    public static let none = ActionTally()

    private init() {
        (succeeded, failed, suppressed, executed, billed) = (0, 0, 0, 0, [])
    }

    /// Makes a tally.
    ///
    /// - Parameters:
    ///   - succeeded: Executions that succeeded, not negative.
    ///   - failed: Executions that failed, not negative.
    ///   - suppressed: Triggered but not executed, not negative.
    ///   - billed: What was billed for, each unit once.
    /// - Throws: `BillingError` with code `invalidValue` if a count is negative or a unit comes twice, or `overflow` if
    ///   there are more than 2^63 - 1 executions.
    public init(
        succeeded: Int, failed: Int, suppressed: Int, billed: [Billed] = []
    ) throws(BillingError) {
        guard succeeded >= 0, failed >= 0, suppressed >= 0 else {
            throw BillingError(.invalidValue, rule: "a number of actions is not negative")
        }
        let (executed, overflow) = succeeded.addingReportingOverflow(failed)
        guard !overflow else { throw Self.overflow }
        guard Set(billed.map(\.name)).count == billed.count else {
            throw BillingError(.invalidValue, rule: "a unit has one billed quantity")
        }
        self.succeeded = succeeded
        self.failed = failed
        self.suppressed = suppressed
        self.executed = executed
        self.billed = billed.sorted { $0.unit.precedesByBytes($1.unit) }
    }

    /// The quantity billed in a unit; zero if there is none.
    public func billed(in unit: String) -> Decimal {
        billed.first { $0.unit.hasSameBytes(as: unit) }?.quantity ?? 0
    }

    private static let overflow = BillingError(.overflow, rule: "a number of actions fits 64 bits")

    /// The sum of tallies; what is not known adds nothing.
    static func sum(_ tallies: some Sequence<ActionTally?>) throws(BillingError) -> ActionTally {
        var sum = ActionSum()
        for case let tally? in tallies { try sum.add(tally) }
        return try sum.tally()
    }
}

extension ActionTally: Codable {
    private enum Key: String, CodingKey { case succeeded, failed, suppressed, billed }

    /// Reads a tally, with the rules of the initializer.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        try self.init(
            succeeded: try values.decode(Int.self, forKey: .succeeded),
            failed: try values.decode(Int.self, forKey: .failed),
            suppressed: try values.decode(Int.self, forKey: .suppressed),
            billed: try values.decodeIfPresent([Billed].self, forKey: .billed) ?? [])
    }

    /// Writes the counts, and the quantities if there are any.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(succeeded, forKey: .succeeded)
        try values.encode(failed, forKey: .failed)
        try values.encode(suppressed, forKey: .suppressed)
        if !billed.isEmpty { try values.encode(billed, forKey: .billed) }
    }
}

extension ActionTally.Billed: Codable {
    private enum Key: String, CodingKey { case unit, quantity }

    /// Reads a quantity, with the rules of the initializer.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        try self.init(
            unit: try values.decode(String.self, forKey: .unit),
            quantity: try values.decode(Decimal.self, forKey: .quantity))
    }

    /// Writes the unit, and the quantity as decimal text.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(unit, forKey: .unit)
        try values.encode(quantity, forKey: .quantity)
    }
}

/// Actions as they are added up.
struct ActionSum {
    private var succeeded = 0
    private var failed = 0
    private var suppressed = 0
    private var billed: [FreeText: ExactDecimal] = [:]

    mutating func add(succeeded: Int = 0, failed: Int = 0, suppressed: Int = 0) throws(BillingError) {
        self.succeeded = try Self.sum(self.succeeded, succeeded)
        self.failed = try Self.sum(self.failed, failed)
        self.suppressed = try Self.sum(self.suppressed, suppressed)
    }

    mutating func add(_ quantity: ExactDecimal, in unit: FreeText) throws(BillingError) {
        billed[unit] = try (billed[unit] ?? .zero) + quantity
    }

    mutating func add(_ tally: ActionTally) throws(BillingError) {
        try add(succeeded: tally.succeeded, failed: tally.failed, suppressed: tally.suppressed)
        for part in tally.billed { try add(try ExactDecimal(part.quantity), in: part.name) }
    }

    func tally() throws(BillingError) -> ActionTally {
        var parts: [ActionTally.Billed] = []
        for (name, quantity) in billed { parts.append(try ActionTally.Billed(name, quantity)) }
        return try ActionTally(succeeded: succeeded, failed: failed, suppressed: suppressed, billed: parts)
    }

    private static func sum(_ left: Int, _ right: Int) throws(BillingError) -> Int {
        let (sum, overflow) = left.addingReportingOverflow(right)
        guard !overflow else {
            throw BillingError(
                .overflow, rule: "a number of actions fits 64 bits", detail: "\(left) + \(right)")
        }
        return sum
    }
}
