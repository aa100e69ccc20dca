import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension OperationResult {
    /// What was expected and what came, with an eye to where they differ.
    static func texts(
        _ expected: OperationResult, _ actual: OperationResult
    ) -> (expected: String, actual: String) {
        if case .rows(let wanted, let revision) = expected, case .rows(let came, let other) = actual,
            revision == other, wanted.count + came.count > 8
        {
            let place = zip(wanted, came).prefix { $0 == $1 }.count
            func part(_ rows: [ResultRow]) -> String {
                let rest = rows.dropFirst(place).prefix(2)
                return "\(rows.count) rows at revision \(revision)"
                    + (rest.isEmpty
                        ? "" : ", from row \(place + 1) on \(rest.map(\.text).joined(separator: "; "))")
            }
            return (part(wanted), part(came))
        }
        if case .refusal(let left) = expected, case .refusal(let right) = actual, left.code == right.code {
            let place = zip(left.places, right.places).prefix { $0 == $1 }.count
            func part(_ error: BillingError) -> String {
                "error \(error.code) with \(error.places.count) violations"
                    + (place < error.places.count
                        ? ", number \(place + 1) of them \(error.places[place])" : "")
            }
            return (part(left), part(right))
        }
        return (text(expected), text(actual))
    }

    static func text(_ answer: OperationResult) -> String {
        switch answer {
        case .commit(let commit):
            return
                "\(commit.kind == .changes ? "commit" : "erasure") \(name(commit.id)) at revision \(commit.revision), recorded \(BillingTestKit.text(commit.recordedAt)): "
                + "\(commit.inserted) inserted, \(commit.unchanged) unchanged, "
                + "\(commit.corrected) corrected, \(commit.retracted) retracted"
        case .revision(let revision): return "revision \(revision)"
        case .rows(let rows, let revision): return text(rows) + " at revision \(revision)"
        case .found(let record): return record.map(\.text) ?? "nothing"
        case .refusal(let error):
            let places = error.places.prefix(4).joined(separator: "; ")
            return "error \(error.code)" + (places.isEmpty ? "" : " (\(places))")
        case .failure(let type): return "an error of type \(type)"
        }
    }

    static func text(_ rows: [ResultRow]) -> String {
        guard !rows.isEmpty else { return "no row" }
        let shown = rows.prefix(8).map(\.text).joined(separator: "; ")
        return shown + (rows.count > 8 ? "; and \(rows.count - 8) more" : "")
    }
}

extension ResultRow {
    /// The row in few words.
    var text: String {
        switch self {
        case .record(let record): record.text
        case .sample(let key, let position, let value, let revision, let zone, let isDate):
            "\(BillingTestKit.text(key)) at \(BillingTestKit.text(MetricSeries.time(position, isDate ? .dates : .instants))) = \(value)"
                + (zone.map { " in \($0.name)" } ?? "") + " of revision \(revision)"
        case .active(let tenant, let quarterHour, let subject):
            "\(name(tenant))/\(name(subject)) active at quarter hour \(quarterHour)"
        case .summary(let row): row.text
        }
    }
}

extension SummaryRow {
    fileprivate var text: String {
        let figures: String =
            switch content {
            case .states(let states): states.map(\.text).joined(separator: ", ")
            case .distinct(let counts): "\(counts) distinct"
            case .distinctToDate(let counts):
                "[\(counts.map { $0.map { "\($0)" } ?? "-" }.joined(separator: ", "))] to date"
            }
        return "\(BillingTestKit.text(key)): \(figures)" + (previous.map { ", after \($0.value)" } ?? "")
    }
}

extension AggregateState {
    fileprivate var text: String {
        func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "-" }
        return "{count \(count), sum \(number(try? sum())), min \(number(minimum)), max \(number(maximum)), "
            + "first \(number(first)), last \(number(last)), increase \(number(try? increase())), "
            + "resets \((try? resets()).map { "\($0)" } ?? "-"), "
            + "variance \(number(try? populationVariance()))}"
    }
}

extension BillingRecord {
    /// The record in few words.
    var text: String {
        switch self {
        case .tenant(let tenant): "tenant " + BillingTestKit.text(tenant)
        case .metric(let owner, let metric): "metric " + BillingTestKit.text(metric, of: owner)
        case .invoice(let invoice): "invoice " + BillingTestKit.text(invoice)
        case .entry(let entry): BillingTestKit.text(entry)
        case .action(let action): "action " + BillingTestKit.text(action)
        case .coverage(let coverage): "coverage " + BillingTestKit.text(coverage)
        case .floor(let floor): "floor of \(name(floor.tenant))/\(floor.kind.rawValue) at \(floor.date)"
        case .commit(let commit): OperationResult.text(.commit(commit))
        case .plan(let term): BillingTestKit.text(term)
        case .budget(let budget): BillingTestKit.text(budget)
        }
    }
}
