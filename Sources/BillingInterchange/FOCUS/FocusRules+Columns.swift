import BillingModel

// What each column demands by itself: whether it may be null, and how it is written.
extension FocusRules {
    static func rules(of column: FocusColumn) -> [FocusRule] {
        var rules: [FocusRule] = []
        if !column.allowsNull {
            rules.append(FocusRule(column, "it is not null") { $0[column] != nil })
        }
        rules.append(
            FocusRule(column, "null is no value at all: neither an empty text nor one of blanks") { row in
                row[column].map { !$0.allSatisfy(\.isWhitespace) } ?? true
            })
        switch column.form {
        case .text: break
        case .decimal, .price:
            rules.append(rule(column, FocusForms.numberRule) { (try? FocusForms.number($0)) != nil })
        case .instant:
            rules.append(rule(column, FocusForms.instantRule) { (try? FocusForms.instant($0)) != nil })
        case .currency where column == .billingCurrency:
            rules.append(
                rule(column, "a currency is the code of three letters of ISO 4217") {
                    FocusForms.isCurrency($0)
                })
        case .currency: break  // Prices may be in tokens or credits of the provider.
        case .unit:
            rules.append(
                FocusRule(
                    column, "each word of a unit begins with a capital letter, and sizes of data are as GB",
                    isRequired: false
                ) { row in
                    row[column].map(FocusUnit.isWritten) ?? true
                })
        case .json:
            rules.append(
                rule(column, "properties are an object of JSON without lists or objects in it") {
                    FocusForms.isProperties($0)
                })
        case .words(let words):
            let words = Set(words)
            rules.append(
                rule(column, "it is one of the words that FOCUS 1.2 has for it") { words.contains($0) })
        }
        if column == .skuPriceDetails {
            rules.append(
                rule(column, "a property of a price is one that FOCUS 1.2 names, or begins with x_") {
                    FocusForms.hasKnownProperties($0)
                })
        }
        if column.form == .price {
            rules.append(
                rule(column, "a price is not negative") {
                    (try? FocusForms.number($0)).map { $0 >= .zero } ?? true
                })
        }
        return rules
    }

    /// A rule about texts; null keeps it, and a text of blanks breaks another one.
    private static func rule(
        _ column: FocusColumn, _ statement: String, _ holds: @escaping @Sendable (String) -> Bool
    ) -> FocusRule {
        FocusRule(column, statement) { row in
            row[column].map { $0.allSatisfy(\.isWhitespace) || holds($0) } ?? true
        }
    }
}
