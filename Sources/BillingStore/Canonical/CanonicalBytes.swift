package import BillingModel

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// A byte form of values that is the same for the same content, on every machine and in every release.
///
/// Whole numbers take eight bytes, most significant first; texts and lists begin with their count, so that no two
/// contents run into one another.
package struct CanonicalBytes: Hashable, Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func add(_ number: Int64) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Bytes that tell their end themselves.
    package mutating func add(bytes added: [UInt8]) { bytes += added }

    package mutating func add(count: Int) { add(Int64(count)) }

    package mutating func add(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    /// 0.0 and -0.0 are one value.
    package mutating func add(_ value: Double) { add(Int64(bitPattern: (value + 0.0).bitPattern)) }

    package mutating func add(_ text: String) {
        add(count: text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func add<Owner>(_ id: EntityID<Owner>) { add(id.text) }

    package mutating func add(_ labels: Labels) {
        add(labels.pairs) { form, pair in
            form.add(pair.name)
            form.add(pair.value)
        }
    }

    /// An instant that is out of range has a form too: a set that holds one is refused, and refused again.
    package mutating func add(_ instant: Date) {
        let seconds = instant.timeIntervalSinceReferenceDate
        add((try? Instants.microseconds(instant)) ?? Int64(bitPattern: seconds.bitPattern))
    }

    package mutating func add(_ range: Range<Date>) {
        add(range.lowerBound)
        add(range.upperBound)
    }

    package mutating func add<Value>(_ value: Value?, _ write: (inout CanonicalBytes, Value) -> Void) {
        add(value != nil)
        if let value { write(&self, value) }
    }

    package mutating func add<Values: Collection>(
        _ values: Values, _ write: (inout CanonicalBytes, Values.Element) -> Void
    ) {
        add(count: values.count)
        for value in values { write(&self, value) }
    }
}

/// Reads what ``CanonicalBytes`` wrote; nil where the bytes end early or make no sense.
package struct CanonicalReader {
    private let bytes: [UInt8]
    private var place = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var isAtEnd: Bool { place == bytes.count }

    package mutating func number() -> Int64? {
        guard bytes.count - place >= 8 else { return nil }
        let number = bytes[place..<(place + 8)].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        place += 8
        return number
    }

    package mutating func flag() -> Bool? {
        guard place < bytes.count, bytes[place] < 2 else { return nil }
        place += 1
        return bytes[place - 1] == 1
    }

    package mutating func text() -> String? {
        guard let count = number(), (0...Int64(bytes.count - place)).contains(count) else { return nil }
        let text = String(validating: bytes[place..<(place + Int(count))], as: UTF8.self)
        place += Int(count)
        return text
    }

    package mutating func id<Owner>(of owner: Owner.Type) -> EntityID<Owner>? {
        text().flatMap { try? EntityID<Owner>($0) }
    }

    package mutating func labels() -> Labels? {
        guard let count = number(), (0...Int64(Labels.limit)).contains(count) else { return nil }
        var pairs: [Labels.Pair] = []
        for _ in 0..<count {
            guard let name = id(of: Labels.self), let value = id(of: Labels.self) else { return nil }
            pairs.append(Labels.Pair(name: name, value: value))
        }
        return try? Labels(pairs)
    }
}
