import BillingModel

extension CSVForms {
    /// A number in the forms that the mapping declares, exactly; the sign of a currency, if one is given, may stand beside it.
    func exact(_ text: String, in currency: Currency? = nil) throws(BillingError) -> ExactDecimal {
        let (digits, exponent) = try parts(text, in: currency)
        guard let number = try? ExactDecimal(digits) else {
            // One that is well formed has too many digits.
            guard Self.isPlain(digits) else { throw noNumber(text, isAmount: currency != nil) }
            return try ExactDecimal(digits)
        }
        guard let exponent else { return number }
        guard mapping.numbers.contains(.exponents) else {
            throw BillingError(
                .malformed, rule: "an exponent in a number is declared: .exponents of CSVMapping.numbers",
                detail: "text '\(text.prefix(64))'")
        }
        guard let power = Int(exponent), (-999...999).contains(power) else {
            throw BillingError(.overflow, rule: Self.numberRule, detail: "text '\(text.prefix(64))'")
        }
        return ExactDecimal(number.coefficient, exponent: number.exponent + power)
    }

    /// A count: a whole number from 0 to 2^53.
    func count(_ text: String) throws(BillingError) -> Int {
        let number = try exact(text)
        guard number.coefficient >= 0, number.exponent >= 0 else {
            throw BillingError(
                .invalidValue, rule: "a count is a whole number, 0 or more",
                detail: "text '\(text.prefix(64))'")
        }
        guard let units = number.units(digits: 0, rule: .towardZero), units <= 1 << 53 else {
            throw BillingError(
                .invalidValue, rule: "a count is from 0 to 2^53", detail: "text '\(text.prefix(64))'")
        }
        return Int(units)
    }

    /// A finite number, perhaps with an exponent.
    func number(_ text: String) throws(BillingError) -> Double {
        let (digits, exponent) = try parts(text, in: nil)
        let isNumber = digits.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.".utf8.contains($0) }
        guard isNumber, let number = Double(digits + (exponent.map { "e\($0)" } ?? "")), number.isFinite
        else {
            guard Self.isPlain(digits) else { throw noNumber(text, isAmount: false) }
            throw BillingError(
                .malformed, rule: Self.numberRule, detail: "text '\(text.prefix(64))'")
        }
        return number
    }

    /// A whole number that `Int64` holds.
    func version(_ text: String) throws(BillingError) -> Int64 {
        guard let version = Int64(Self.trimmed(text)) else {
            throw BillingError(
                .malformed, rule: "a version is a whole number", detail: "text '\(text.prefix(64))'")
        }
        return version
    }

    private static let numberRule = "a number is finite and written in digits, such as -12.5 or 1E+21"

    /// The digits of a number with a point before its decimals and a minus in front if negative; and its exponent.
    private func parts(
        _ text: String, in currency: Currency?
    ) throws(BillingError) -> (digits: String, exponent: String?) {
        var peeling = NumberPeeling(text)
        try peeling.peel(mapping.numbers, currency)
        var body = peeling.body
        var exponent: String?
        if let sign = body.firstIndex(where: { $0 == "e" || $0 == "E" }) {
            let power = String(Substring(body[body.index(after: sign)...]))
            body = body[..<sign]
            guard let first = power.utf8.last, (0x30...0x39).contains(first), Int(power) != nil else {
                throw noNumber(text, isAmount: currency != nil)
            }
            exponent = power
        }
        let digits = try ungrouped(String(Substring(body)), of: text)
        return ((peeling.isNegative ? "-" : "") + digits, exponent)
    }

    /// The digits without what divides thousands, and with a point before the decimals.
    private func ungrouped(_ body: String, of text: String) throws(BillingError) -> String {
        func refuse(_ rule: String) -> BillingError {
            BillingError(.malformed, rule: rule, detail: "text '\(text.prefix(64))'")
        }
        let comma: Unicode.Scalar = mapping.hasDecimalComma ? "," : "."
        let dividers = mapping.thousands.scalars
        guard !dividers.contains(comma) else {
            throw BillingError(
                .invalidValue, rule: "thousands and decimals are divided by different characters")
        }
        var body = Substring(body).unicodeScalars
        if body.contains(where: { dividers.contains($0) }) {
            let whole = body.prefix { $0 != comma }
            let groups = whole.split(omittingEmptySubsequences: false) { dividers.contains($0) }
            guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 }) else {
                throw refuse("thousands are divided into groups of three digits")
            }
            var plain = Substring.UnicodeScalarView()
            for group in groups { plain.append(contentsOf: group) }
            plain.append(contentsOf: body.dropFirst(whole.count))
            body = plain
        }
        if !mapping.hasDecimalComma, body.contains(",") {
            throw refuse("a comma in a number is declared, as decimal comma or between thousands")
        }
        if mapping.hasDecimalComma, body.contains(".") {
            throw refuse("a number with a decimal comma has a point between thousands if declared")
        }
        return String(String.UnicodeScalarView(body.map { $0 == "," ? "." : $0 }))
    }
}

extension CSVMapping.Thousands {
    /// What may stand between thousands.
    var scalars: Set<Unicode.Scalar> {
        switch self {
        case .none: []
        case .comma: [","]
        case .point: ["."]
        case .space: [" ", "\u{A0}", "\u{2007}", "\u{2009}", "\u{202F}"]
        case .apostrophe: ["'", "\u{2019}"]
        }
    }
}

/// Takes from around a number what is not its digits: spaces, one sign, parentheses, and the sign of a currency.
struct NumberPeeling {
    private let text: String
    private(set) var body: Substring.UnicodeScalarView
    private(set) var isNegative = false
    private var hasSign = false
    private var hasCurrency = false

    init(_ text: String) {
        self.text = text
        body = Substring(text).unicodeScalars
    }

    /// Takes all that is declared; a plus or a minus in front always is.
    ///
    /// - Throws: `BillingError` with code `malformed` for two signs or an unknown sign of a currency, `invalidValue` for that of
    ///   another currency.
    mutating func peel(
        _ forms: CSVMapping.NumberForms, _ currency: Currency?
    ) throws(BillingError) {
        while let (first, last) = ends() {
            if forms.contains(.parentheses), first == "(", last == ")", body.count > 2 {
                try sign(isNegative: true)
                body = body.dropFirst().dropLast()
            } else if first == "+" || Self.isMinus(first) {
                try sign(isNegative: first != "+")
                body = body.dropFirst()
            } else if forms.contains(.trailingMinus), Self.isMinus(last) {
                try sign(isNegative: true)
                body = body.dropLast()
            } else if forms.contains(.currency), let currency, !hasCurrency, try take(currency) {
                hasCurrency = true
            } else {
                return
            }
        }
    }

    /// The first and the last scalar, without spaces around; nil if nothing is left.
    private mutating func ends() -> (Unicode.Scalar, Unicode.Scalar)? {
        body = body.drop(while: CSVForms.isSpace)
        while let last = body.last, CSVForms.isSpace(last) { body = body.dropLast() }
        guard let first = body.first, let last = body.last else { return nil }
        return (first, last)
    }

    private mutating func sign(isNegative: Bool) throws(BillingError) {
        guard !hasSign else {
            throw BillingError(
                .malformed, rule: "a number has one sign", detail: "text '\(text.prefix(64))'")
        }
        (hasSign, self.isNegative) = (true, isNegative)
    }

    /// Takes the sign of a currency from the front or the end; false if there is none.
    private mutating func take(_ currency: Currency) throws(BillingError) -> Bool {
        func isPart(_ scalar: Unicode.Scalar) -> Bool {
            !(0x30...0x39).contains(scalar.value) && !CSVForms.isSpace(scalar) && !Self.isMinus(scalar)
                && !"+().,'\u{2019}".unicodeScalars.contains(scalar)
        }
        var front = body.prefix(while: isPart)
        if !front.isEmpty {
            // `Fr.` and `kr.` may end with a point.
            let next = body.dropFirst(front.count)
            if next.first == ".", next.dropFirst().first.map({ CSVForms.isSpace($0) }) ?? false {
                front = body.prefix(front.count + 1)
            }
            try check(String(Substring(front)), currency)
            body = body.dropFirst(front.count)
            return true
        }
        var count = body.reversed().prefix(while: isPart).count
        if count == 0, body.last == "." {
            let letters = body.dropLast().reversed().prefix(while: isPart).count
            count = letters > 0 ? letters + 1 : 0
        }
        guard count > 0 else { return false }
        try check(String(Substring(body.suffix(count))), currency)
        body = body.dropLast(count)
        return true
    }

    private func check(_ sign: String, _ currency: Currency) throws(BillingError) {
        guard let agrees = CurrencySigns.agrees(sign, with: currency) else {
            throw BillingError(
                .malformed, rule: "what stands beside an amount is the sign or code of a currency",
                detail: "text '\(text.prefix(64))'")
        }
        guard agrees else {
            throw BillingError(
                .invalidValue, rule: "the currency beside an amount is that of its row",
                detail: "text '\(text.prefix(64))' in \(currency)")
        }
    }

    private static func isMinus(_ scalar: Unicode.Scalar) -> Bool { scalar == "-" || scalar == "\u{2212}" }
}
