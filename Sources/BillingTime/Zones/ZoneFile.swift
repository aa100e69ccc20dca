import BillingModel

/// Reads the content of a TZif file, RFC 9636, version 2 or later.
enum ZoneFile {
    /// The rules that the bytes hold.
    ///
    /// - Throws: `BillingError` with code `corruptData` if the bytes are not such a file, or `unsupported` for
    ///   version 1, which ends in 2038, and for files that count leap seconds.
    static func rules(_ bytes: [UInt8], of id: ZoneID) throws(BillingError) -> ZoneRules {
        var reader = Reader(bytes: bytes, id: id)
        let narrow = try reader.header()
        guard narrow.version >= UInt8(ascii: "2") else {
            throw BillingError(
                .unsupported, rule: "a zone file has version 2 or later", detail: "zone '\(id)'")
        }
        try reader.skip(narrow.size(timeSize: 4))
        let counts = try reader.header()
        guard narrow.leaps == 0, counts.leaps == 0 else {
            throw BillingError(
                .unsupported, rule: "a zone file counts no leap seconds", detail: "zone '\(id)'")
        }
        try reader.check(counts.version >= UInt8(ascii: "2") && counts.types > 0 && counts.characters > 0)
        try reader.check([0, counts.types].contains(counts.utcMarks))
        try reader.check([0, counts.types].contains(counts.standardMarks))
        try reader.check(counts.size(timeSize: 8) <= reader.left)
        let body = try Body(&reader, counts)
        try reader.skip(counts.characters + counts.standardMarks + counts.utcMarks)
        let rule = try reader.footer()
        return ZoneRules(initialSecond: body.offsets[0], stored: body.transitions, rule: rule)
    }

    private struct Counts {
        let version: UInt8
        let utcMarks: Int
        let standardMarks: Int
        let leaps: Int
        let times: Int
        let types: Int
        let characters: Int

        func size(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4) + standardMarks
                + utcMarks
        }
    }

    private struct Body {
        let offsets: [Int64]
        let transitions: [OffsetTransition]

        init(_ reader: inout Reader, _ counts: Counts) throws(BillingError) {
            var times: [Int64] = []
            for _ in 0..<counts.times {
                let time = Int64(truncatingIfNeeded: try reader.number(bytes: 8))
                if let last = times.last { try reader.check(last < time) }
                times.append(time)
            }
            var types: [Int] = []
            for _ in 0..<counts.times {
                let type = Int(try reader.number(bytes: 1))
                try reader.check(type < counts.types)
                types.append(type)
            }
            var offsets: [Int64] = []
            for _ in 0..<counts.types {
                let offset = Int64(Int32(truncatingIfNeeded: try reader.number(bytes: 4)))
                try reader.check(ZoneRules.secondsEast.contains(offset))
                try reader.check(try reader.number(bytes: 1) <= 1)
                try reader.check(Int(try reader.number(bytes: 1)) < counts.characters)
                offsets.append(offset)
            }
            self.offsets = offsets
            // Files may begin with a transition at the Big Bang; arithmetic needs no more than the calendar has.
            let bound = ZoneRules.distantFuture / Instants.perSecond
            transitions = zip(times, types).map { time, type in
                OffsetTransition(second: min(max(time, -bound), bound), offset: offsets[type])
            }
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        let id: ZoneID
        private var place = 0

        init(bytes: [UInt8], id: ZoneID) {
            self.bytes = bytes
            self.id = id
        }

        var left: Int { bytes.count - place }

        func check(_ isRight: Bool) throws(BillingError) {
            guard isRight else {
                throw BillingError(
                    .corruptData, rule: "a zone file has the form of RFC 9636",
                    detail: "zone '\(id)', byte \(place) of \(bytes.count)")
            }
        }

        mutating func skip(_ count: Int) throws(BillingError) {
            try check(count <= left)
            place += count
        }

        mutating func number(bytes count: Int) throws(BillingError) -> UInt64 {
            try check(count <= left)
            var number: UInt64 = 0
            for offset in 0..<count { number = number << 8 | UInt64(bytes[place + offset]) }
            place += count
            return number
        }

        /// A count of things of which each has at least one byte, so no more than there are bytes.
        mutating func count() throws(BillingError) -> Int {
            let number = try number(bytes: 4)
            try check(number <= UInt64(bytes.count))
            return Int(number)
        }

        mutating func header() throws(BillingError) -> Counts {
            try check(try number(bytes: 4) == 0x545a_6966)  // "TZif"
            let version = UInt8(try number(bytes: 1))
            try skip(15)
            return Counts(
                version: version, utcMarks: try count(), standardMarks: try count(), leaps: try count(),
                times: try count(), types: try count(), characters: try count())
        }

        mutating func footer() throws(BillingError) -> FooterRule? {
            let newline = UInt64(UInt8(ascii: "\n"))
            try check(try number(bytes: 1) == newline)
            let text = bytes[place...].prefix { $0 != UInt8(ascii: "\n") }
            try skip(text.count)
            try check(try number(bytes: 1) == newline)
            if text.isEmpty { return nil }
            let rule = FooterRule(text)
            try check(rule != nil)
            return rule
        }
    }
}
