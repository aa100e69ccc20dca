import BillingModel

/// How FOCUS 1.2 writes numbers, instants, currencies, units and lists of properties.
enum FocusForms {
    static let numberRule =
        "a number is digits, perhaps with '-' in front, a point and an exponent as in 35.2E-7, and nothing else"
    static let instantRule = "an instant is UTC in whole seconds, written as 2026-03-01T00:00:00Z"

    /// Reads a number: `-100.2`, `4`, `35.2E-7`; no plus sign, separator, blank or unit.
    static func number(_ text: String) throws(BillingError) -> ExactDecimal {
        let parts = text.utf8.split(
            separator: UInt8(ascii: "E"), maxSplits: 1, omittingEmptySubsequences: false
        ).map(Substring.init)
        guard let mantissa = parts.first.map(String.init), mantissa.utf8.count <= 200 else {
            throw malformed(numberRule, text)
        }
        let number: ExactDecimal
        do throws(BillingError) { number = try ExactDecimal(mantissa) } catch {
            throw error.code == .overflow ? error : malformed(numberRule, text)
        }
        guard parts.count == 2 else { return number }
        let digits = parts[1].hasPrefix("-") ? parts[1].dropFirst() : parts[1]
        guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let exponent = Int(parts[1])
        else { throw malformed(numberRule, text) }
        return ExactDecimal(number.coefficient, exponent: number.exponent + exponent)
    }

    /// How many decimal digits a number is written with: 2 for `1.50`, 8 for `35.2E-7`; below zero for `1E3`.
    static func digits(_ number: String) -> Int {
        let parts = number.split(separator: "E", maxSplits: 1)
        let fraction = parts.first?.split(separator: ".", maxSplits: 1).dropFirst().first?.utf8.count ?? 0
        return fraction - (parts.count == 2 ? Int(parts[1]) ?? 0 : 0)
    }

    /// Reads an instant, in microseconds since 1970.
    static func instant(_ text: String) throws(BillingError) -> Int64 {
        guard text.utf8.count == 20, text.utf8.last == UInt8(ascii: "Z"),
            text.utf8.dropFirst(10).first == UInt8(ascii: "T"), let instant = try? Instants.microseconds(text)
        else { throw malformed(instantRule, text) }
        return instant
    }

    /// Writes an instant of a whole second.
    ///
    /// - Throws: `BillingError` with code `unsupported` if it lies inside a second, or at the end of year 9999, which has no
    ///   form here.
    static func text(_ instant: Int64) throws(BillingError) -> String {
        guard instant.isMultiple(of: Instants.perSecond), (Instants.first..<Instants.end).contains(instant)
        else {
            throw BillingError(
                .unsupported, rule: "an instant of a FOCUS row is a whole second of the years 1 to 9999",
                detail: Instants.text(instant))
        }
        return String(Instants.text(instant).dropLast(8)) + "Z"
    }

    /// Whether a text is a code of ISO 4217, in capital letters.
    static func isCurrency(_ text: String) -> Bool {
        (try? Currency(text))?.code.hasSameBytes(as: text) == true
    }

    /// Whether a text is an object of JSON whose values are numbers, texts, truth values or null.
    static func isProperties(_ text: String) -> Bool {
        guard let members = (try? JSONValue(text.utf8))?.members else { return false }
        return members.allSatisfy { member in
            switch member.value {
            case .list, .object: false
            case .null, .flag, .number, .text: true
            }
        }
    }

    /// The properties of prices that FOCUS 1.2 names.
    private static let properties: Set<String> = [
        "CoreCount", "DiskMaxIops", "DiskSpace", "DiskType", "GpuCount", "InstanceType", "InstanceSeries",
        "MemorySize", "NetworkMaxIops", "NetworkMaxThroughput", "OperatingSystem", "Redundancy",
        "StorageClass",
    ]

    /// Whether the names of an object of JSON are those of properties of prices; what is no object breaks another rule.
    static func hasKnownProperties(_ text: String) -> Bool {
        let members = (try? JSONValue(text.utf8))?.members ?? []
        return members.allSatisfy { properties.contains($0.name) || $0.name.hasPrefix("x_") }
    }

    private static func malformed(_ rule: String, _ text: String) -> BillingError {
        BillingError(.malformed, rule: rule, detail: "text '\(text.prefix(64))'")
    }
}
