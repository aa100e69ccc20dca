import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension FocusMapping {
    /// What a row of a file says.
    enum RowContent {
        /// Samples, which add up with those of other rows.
        case samples(FocusSampleLine)
        /// None, or the first rule that it breaks.
        case other(ImportLine)
    }

    /// What a row of a file says: its samples, or the first rule that it breaks.
    func content(of line: FocusLine, reading columns: Set<String>) -> RowContent {
        let broken = line.rejections.first { rejection in
            checks == .all || rejection.column.map(columns.contains) ?? true
        }
        if let broken { return .other(ImportLine(rejection: broken)) }
        guard let row = line.row else { return .other(ImportLine(line: line.line, records: [])) }
        let taking = series.enumerated().filter { $0.element.takes(row) }
        let notices = notices(of: row, line.line, isTaken: !taking.isEmpty)
        guard !taking.isEmpty else {
            let type = row[.chargeCategory] ?? ""
            return .other(ImportLine(line: line.line, passedOver: type, notices: notices))
        }
        do throws(FocusRowError) {
            var samples: [(number: Int, series: FocusSeries, labels: Labels, value: Double)] = []
            for (number, series) in taking {
                try checkUnit(of: series, row)
                _ = try tenant(of: row)
                let value = try value(of: series, row)
                _ = try instant(of: row)
                samples.append((number, series, try labels(of: series, row), value))
            }
            var line = FocusSampleLine(
                line: line.line, tenant: try tenant(of: row), start: try instant(of: row), notices: notices)
            for sample in samples { line.add(sample.number, sample.series, sample.labels, sample.value) }
            return .samples(line)
        } catch {
            return .other(ImportLine(line: line.line, error: error.error, column: error.column.rawValue))
        }
    }

    /// What is wrong with a row, and in which column.
    private struct FocusRowError: Error {
        let column: FocusColumn
        let error: BillingError
    }

    private func read<Value>(
        _ column: FocusColumn, of row: FocusRow, _ body: (String) throws(BillingError) -> Value
    ) throws(FocusRowError) -> Value {
        do throws(BillingError) {
            guard let text = row[column] else {
                throw BillingError(.malformed, rule: "a column that is read is not null")
            }
            return try body(text)
        } catch { throw FocusRowError(column: column, error: error) }
    }

    private func checkUnit(of series: FocusSeries, _ row: FocusRow) throws(FocusRowError) {
        try read(series.unitColumn, of: row) { text throws(BillingError) in
            guard text.hasSameBytes(as: series.unit) else {
                throw BillingError(
                    .invalidValue,
                    rule: "the rows of a series have one unit or currency, which its mapping states",
                    detail: "'\(text.prefix(64))', and not '\(series.unit)'")
            }
        }
    }

    private func tenant(of row: FocusRow) throws(FocusRowError) -> TenantID {
        switch owner {
        case .tenant(let tenant): tenant
        case .column(let column):
            try read(column, of: row) { text throws(BillingError) in
                let id = try TenantID(text)
                guard let tenants else { return id }
                guard let tenant = tenants[id] else {
                    throw BillingError(
                        .notFound, rule: "a mapping that names its tenants names that of each row",
                        detail: "'\(text.prefix(64))'")
                }
                return tenant
            }
        }
    }

    private func value(of series: FocusSeries, _ row: FocusRow) throws(FocusRowError) -> Double {
        try read(series.value, of: row) { text throws(BillingError) in
            guard let value = Double(try FocusForms.number(text).text), value.isFinite else {
                throw BillingError(.overflow, rule: "a value of a sample is a finite number")
            }
            return value
        }
    }

    private func instant(of row: FocusRow) throws(FocusRowError) -> Int64 {
        try read(.chargePeriodStart, of: row) { text throws(BillingError) in try FocusForms.instant(text) }
    }

    private func labels(of series: FocusSeries, _ row: FocusRow) throws(FocusRowError) -> Labels {
        var pairs: [Labels.Pair] = []
        for (name, column) in series.labels where row[column] != nil {
            pairs.append(
                try read(column, of: row) { text throws(BillingError) in
                    Labels.Pair(name: name, value: try LabelText(text))
                })
        }
        return try read(.chargePeriodStart, of: row) { _ throws(BillingError) in try Labels(pairs) }
    }

    /// A notice of an amount below zero.
    private func notices(of row: FocusRow, _ line: Int, isTaken: Bool) -> [ImportNotice] {
        guard let billed = (try? row.number(.billedCost)) ?? nil, billed < .zero else { return [] }
        let detail = "\(billed.text) \(row[.billingCurrency] ?? ""), \(row[.chargeCategory] ?? "")"
        return [Self.notice(line, isTaken: isTaken, detail: detail)]
    }

    static func notice(_ line: Int, isTaken: Bool, detail: String) -> ImportNotice {
        ImportNotice(
            .negativeAmount, line: line, column: FocusColumn.billedCost.rawValue,
            rule: isTaken
                ? "an amount below zero counts with its sign"
                : "an amount below zero is in no series of the mapping",
            detail: detail)
    }
}
