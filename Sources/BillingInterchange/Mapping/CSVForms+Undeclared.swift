import BillingModel

extension CSVForms {
    /// Whether a text has the digits of a number alone, however many.
    static func isPlain(_ digits: String) -> Bool {
        let parts = (digits.hasPrefix("-") ? digits.dropFirst() : digits[...])
            .split(separator: ".", omittingEmptySubsequences: false)
        return parts.count <= 2
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
            && (parts[0].utf8.count == 1 || parts[0].utf8.first != 0x30)
    }

    /// The error of a cell that is no number as the mapping declares them; by the form that would have to be declared, if it is one.
    func noNumber(_ text: String, isAmount: Bool) -> BillingError {
        BillingError(
            .malformed, rule: undeclaredForm(Self.trimmed(text), isAmount) ?? plainRule,
            detail: "text '\(text.prefix(64))'")
    }

    private var plainRule: String {
        mapping.hasDecimalComma
            ? "a number is written in digits, with a comma before decimals as declared, such as -12,5"
            : "a number is written in digits, with a point before decimals, such as -12.5"
    }

    private func undeclaredForm(_ text: String, _ isAmount: Bool) -> String? {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last else { return nil }
        func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }
        guard scalars.contains(where: isDigit) else {
            return "a text that says that nothing is known is declared: CSVMapping.missing"
        }
        if first == "(", last == ")", !mapping.numbers.contains(.parentheses) {
            return "a negative number in parentheses is declared: .parentheses of CSVMapping.numbers"
        }
        if last == "-" || last == "\u{2212}", !mapping.numbers.contains(.trailingMinus) {
            return "a minus behind a number is declared: .trailingMinus of CSVMapping.numbers"
        }
        let divided = zip(zip(scalars, scalars.dropFirst()), scalars.dropFirst(2))
            .contains { isDigit($0.0) && isDigit($1) && isDivider($0.1) }
        if divided { return "what stands between thousands is declared: CSVMapping.thousands" }
        if isAmount, !mapping.numbers.contains(.currency), isSign(first) || isSign(last) {
            return
                "the sign or code of a currency beside an amount is declared: .currency of CSVMapping.numbers"
        }
        return nil
    }

    /// Whether a scalar may divide thousands, though not by this mapping.
    private func isDivider(_ scalar: Unicode.Scalar) -> Bool {
        let known = CSVMapping.Thousands.space.scalars.union(CSVMapping.Thousands.apostrophe.scalars)
        return known.contains(scalar) && !mapping.thousands.scalars.contains(scalar)
    }

    private func isSign(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.generalCategory == .currencySymbol
    }
}
