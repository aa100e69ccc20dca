import BillingModel

/// Numbers for machines: the shortest digits that read back as the same `Double`, without grouping.
enum PlainNumber {
    /// The digits of a finite number, `5` and not `5.0`.
    ///
    /// An exponent is written from 10^21 up, and below 10^-6, where the digits would be mostly zeros: `1E+21`, `2.5E-7`.
    static func text(_ number: Double) throws(BillingError) -> String {
        guard number.isFinite else {
            throw BillingError(.invalidValue, rule: "a number of a table is finite", detail: "\(number)")
        }
        // Swift writes the shortest digits, as `1234.5`, `1e-07` or `1e+16`.
        let parts = number.magnitude.description.split(separator: "e", maxSplits: 1)
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = mantissa.count == 2 && mantissa[1] != "0" ? String(mantissa[1]) : ""
        let digits = String(mantissa[0]) + fraction
        // The value is 0.digits · 10^point.
        let point = mantissa[0].utf8.count + (parts.count == 2 ? Int(parts[1]) ?? 0 : 0)
        let sign = number.sign == .minus ? "-" : ""
        guard number != 0 else { return sign + "0" }
        return sign + (plain(digits, point: point) ?? exponential(digits, point: point))
    }

    private static func plain(_ digits: String, point: Int) -> String? {
        let first = digits.utf8.prefix { $0 == UInt8(ascii: "0") }.count
        guard (-5...21).contains(point - first) else { return nil }
        let padded =
            String(repeating: "0", count: max(0, 1 - point)) + digits
            + String(repeating: "0", count: max(0, point - digits.utf8.count))
        let whole = padded.prefix(max(point, 1)).drop { $0 == "0" }
        let fraction = trimmed(padded.dropFirst(max(point, 1)))
        return (whole.isEmpty ? "0" : String(whole)) + (fraction.isEmpty ? "" : "." + fraction)
    }

    private static func exponential(_ digits: String, point: Int) -> String {
        let significant = digits.drop { $0 == "0" }
        let exponent = point - (digits.utf8.count - significant.utf8.count) - 1
        let fraction = trimmed(significant.dropFirst())
        return String(significant.prefix(1)) + (fraction.isEmpty ? "" : "." + fraction)
            + "E" + (exponent < 0 ? "-" : "+") + String(exponent.magnitude)
    }

    private static func trimmed(_ digits: Substring) -> Substring {
        var digits = digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return digits
    }
}
