/// Numbers in sentences, without a locale.
enum PlainNumber {
    /// A share in percent, with one decimal if it is not whole, towards zero: `93.1 %`.
    static func percent(_ share: Double) -> String {
        guard abs(share) < 1e12 else { return share < 0 ? "less than -1e14 %" : "more than 1e14 %" }
        // Of the decimals of that length, the nearest may lie beyond the share.
        var tenths = (abs(share) * 1_000).rounded()
        if tenths / 1_000 > abs(share) { tenths -= 1 }
        let number = Int(tenths)
        let decimal = number % 10 == 0 ? "" : ".\(number % 10)"
        return "\(share < 0 && number > 0 ? "-" : "")\(number / 10)\(decimal) %"
    }

    /// A number of magnitude at most 10¹⁵ without its decimals.
    static func whole(_ value: Double) -> String {
        abs(value) <= 1e15 ? "\(Int(value))" : "\(value)"
    }

    /// A number of whole days: `1 day`.
    static func days(_ days: Double) -> String { "\(whole(days)) \(days == 1 ? "day" : "days")" }
}
