import BillingModel
import BillingReports
import BillingStore
import BillingTime

/// The amounts of a budget as lengths and as texts.
///
/// Lengths are in the currency's major unit. Texts are exact, also where a difference of two amounts fits no amount.
struct BudgetAmounts {
    let report: BudgetReport

    private var currency: Currency { report.budget.amount.currency }

    var limit: Double { length(report.budget.amount.minorUnits) }
    var fixed: Int128 { Int128(report.fixed.minorUnits) }
    /// What is spent for usage.
    var usage: Int128 { Int128(report.spent.minorUnits) - fixed }
    var ahead: Int128 { Int128(report.ahead.minorUnits) }
    /// What is spent beyond the budget; nil if it is kept.
    var over: Int128? {
        let left = Int128(report.budget.amount.minorUnits) - Int128(report.spent.minorUnits)
        return left < 0 ? -left : nil
    }

    func length(_ units: some BinaryInteger) -> Double {
        let divisor = (0..<currency.digits).reduce(1.0) { size, _ in size * 10 }
        return Double(units) / divisor
    }

    /// An amount without its currency: `1,179.31`.
    func text(_ units: Int128) -> String { Self.text(units, digits: currency.digits) }

    private static func text(_ units: Int128, digits: Int) -> String {
        let number = String(units.magnitude)
        let padded = String(repeating: "0", count: max(0, digits + 1 - number.utf8.count)) + number
        let decimal = digits > 0 ? "\(padded.dropLast(digits)).\(padded.suffix(digits))" : padded
        return NumberText.amount((units < 0 ? "-" : "") + decimal)
    }

    func text(_ amount: Money) -> String { text(Int128(amount.minorUnits)) }

    /// An amount with its currency: `12.00 USD`.
    func full(_ units: Int128) -> String { "\(text(units)) \(currency.code)" }

    /// What is spent, and what is left or too much: `over by 12.00 USD`.
    var headline: (spent: String, rest: String) {
        let bound = report.isWhole ? "" : "at least "
        let spent = "\(bound)\(text(report.spent)) of \(full(Int128(report.budget.amount.minorUnits))) spent"
        if let over { return (spent, "over by \(bound)\(full(over))") }
        return (spent, "\(report.isWhole ? "" : "at most ")\(full(Int128(report.left.minorUnits))) left")
    }

    /// How much of the period has passed.
    var time: String {
        report.elapsed >= 1
            ? "the period is over"
            : "\(NumberText.share(of: report.elapsed, in: 1) ?? NumberText.missing) of the time has passed"
    }

    /// What a forecast expects to be spent; nil without a forecast.
    var expected: String? {
        report.forecast?.amount.map { "expected \(full(Int128($0.value.minorUnits)))" }
    }

    /// Where that will lie.
    var interval: String? {
        report.forecast?.amount.map {
            "80 %: \(text($0.interval80.lower)) to \(text($0.interval80.upper))"
        }
    }

    /// How probable it is that the budget does not last.
    var chance: String? {
        report.forecast?.probability.map { "above the budget in \(BudgetReport.chance($0)) of all cases" }
    }

    /// What would be spent at an even pace; nil if a forecast knows better.
    private var projected: String? {
        guard report.forecast?.amount == nil, usage != 0, report.stamp.now < report.time.end else {
            return nil
        }
        return report.projected.map {
            "If usage goes on as it did, \(full(Int128($0.minorUnits))) will be spent."
        }
    }

    /// What the bar does not tell, a sentence each.
    var sentences: [String] {
        var sentences = [projected].compactMap { $0 }
        let parts = [fixed, usage]
        if parts.contains(where: { $0 < 0 }), parts.contains(where: { $0 > 0 }) {
            sentences.append(
                "What was given back lies left of zero: spent is what lies right of it, less that.")
        }
        if !report.excluded.isEmpty {
            let sums = Dictionary(grouping: report.excluded, by: \.share.currency).map { currency, parts in
                let sum = parts.reduce(Int128(0)) { $0 + Int128($1.share.minorUnits) }
                return (currency, sum)
            }.sorted { $0.0.code < $1.0.code }
            let texts = sums.map { currency, sum in
                "\(Self.text(sum, digits: currency.digits)) \(currency.code)"
            }
            sentences.append("In other currencies, counted nowhere: \(texts.joined(separator: ", ")).")
        }
        return sentences + report.doubts + (report.forecast?.notes ?? [])
    }
}
