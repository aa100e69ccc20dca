import BillingModel

/// Which places of a column are filled.
enum FilledPlaces {
    static func write(_ filled: [Bool], to writer: inout ByteWriter) {
        guard !filled.isEmpty else { return }
        let missing = filled.count { !$0 }
        writer.count(missing)
        guard missing > 0, missing < filled.count else { return }
        for start in stride(from: 0, to: filled.count, by: 8) {
            var byte: UInt8 = 0
            for place in start..<min(start + 8, filled.count) where filled[place] {
                byte |= 1 << UInt8(place - start)
            }
            writer.byte(byte)
        }
    }

    static func read(_ reader: inout ByteReader, count: Int) throws(BillingError) -> [Bool] {
        guard count > 0 else { return [] }
        let missing = try reader.count(limit: count)
        guard missing > 0, missing < count else { return Array(repeating: missing == 0, count: count) }
        let bits = UnsafeRawBufferPointer(start: try reader.skip((count + 7) / 8), count: (count + 7) / 8)
        let filled = (0..<count).map { bits[$0 / 8] >> UInt8($0 % 8) & 1 == 1 }
        let isTailEmpty = count % 8 == 0 || bits[count / 8] >> UInt8(count % 8) == 0
        guard isTailEmpty, filled.count(where: { !$0 }) == missing else {
            throw reader.damage("filled places that do not add up")
        }
        return filled
    }
}

/// A column of values of which some are missing.
enum OptionalValues {
    static func write(_ values: [Double?], to writer: inout ByteWriter) {
        guard !values.isEmpty else { return }
        let known = values.compactMap(\.self)
        if known.count == values.count { return write(known: known, to: &writer) }
        FilledPlaces.write(values.map { $0 != nil }, to: &writer)
        ValueColumn.Draft(known).write(to: &writer)
    }

    /// Writes a column of which no value is missing.
    static func write(known values: [Double], to writer: inout ByteWriter) {
        guard !values.isEmpty else { return }
        writer.count(0)
        ValueColumn.Draft(values).write(to: &writer)
    }

    static func read(_ reader: inout ByteReader, count: Int) throws(BillingError) -> [Double?] {
        let filled = try FilledPlaces.read(&reader, count: count)
        let known = try ValueColumn(&reader, count: filled.count { $0 }).values()
        if known.count == count { return known }
        var rest = known.makeIterator()
        return filled.map { $0 ? rest.next() : nil }
    }
}

/// The zone names of a blob, which its columns refer to by number: 0 is no zone, 1 the first name.
struct ZoneNames {
    private(set) var names: [ZoneID] = []
    private var numbers: [ZoneID: Int64] = [:]

    init() {}

    /// The number of a zone, which is new if it was not met before.
    mutating func number(of zone: ZoneID?) -> Int64 {
        guard let zone else { return 0 }
        if let number = numbers[zone] { return number }
        names.append(zone)
        numbers[zone] = Int64(names.count)
        return Int64(names.count)
    }

    /// The numbers of a column of zones.
    mutating func runs(_ zones: [ZoneID?]) -> RunColumn.Runs {
        var runs = RunColumn.Runs()
        for zone in zones { runs.append(number(of: zone)) }
        return runs
    }

    func zone(_ number: Int64, _ reader: ByteReader) throws(BillingError) -> ZoneID? {
        if number == 0 { return nil }
        guard number > 0, number <= names.count else { throw reader.damage("a zone that has no name") }
        return names[Int(number) - 1]
    }

    func write(to writer: inout ByteWriter) {
        writer.count(names.count)
        for zone in names { writer.text(zone.name) }
    }

    init(_ reader: inout ByteReader) throws(BillingError) {
        // A name takes two bytes at least.
        let count = try reader.count(limit: reader.remaining / 2)
        for _ in 0..<count {
            let name = try reader.text()
            do { names.append(try ZoneID(name)) } catch { throw reader.damage("no name of a zone") }
        }
    }

    /// Writes a column of zones, which takes no bytes if no zone has a name.
    func write(_ numbers: RunColumn.Runs, to writer: inout ByteWriter) {
        if !names.isEmpty { RunColumn.Draft(numbers).write(to: &writer) }
    }

    /// Reads a column of zones; nil if no zone has a name.
    func read(_ reader: inout ByteReader, count: Int) throws(BillingError) -> [ZoneID?]? {
        guard !names.isEmpty else { return nil }
        var zones: [ZoneID?] = []
        for run in try RunColumn(&reader, count: count).runs(in: 0..<count) {
            zones.append(contentsOf: repeatElement(try zone(run.number, reader), count: run.range.count))
        }
        return zones
    }
}
