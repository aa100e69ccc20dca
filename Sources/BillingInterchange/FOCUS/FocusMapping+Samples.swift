import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension FocusMapping {
    /// What a row of a file says: its samples, or the first rule that it breaks.
    func line(_ line: FocusLine, reading columns: Set<String>) -> ImportLine {
        let broken = line.rejections.first { rejection in
            checks == .all || rejection.column.map(columns.contains) ?? true
        }
        if let broken { return ImportLine(rejection: broken) }
        guard let row = line.row else { return ImportLine(line: line.line, records: []) }
        var records: [ImportRecord] = []
        for series in series where series.takes(row) {
            do throws(FocusRowError) { records.append(.sample(try sample(of: series, row))) } catch {
                return ImportLine(line: line.line, error: error.error, column: error.column.rawValue)
            }
        }
        let notices = notices(of: row, line.line, isTaken: !records.isEmpty)
        if records.isEmpty {
            let type = row[.chargeCategory] ?? ""
            return ImportLine(line: line.line, passedOver: type, notices: notices)
        }
        return ImportLine(line: line.line, records: records, notices: notices)
    }

    /// What is wrong with a row, and in which column.
    private struct FocusRowError: Error {
        let column: FocusColumn
        let error: BillingError
    }

    private func sample(of series: FocusSeries, _ row: FocusRow) throws(FocusRowError) -> SampleWrite {
        func read<Value>(
            _ column: FocusColumn, _ body: (String) throws(BillingError) -> Value
        ) throws(FocusRowError) -> Value {
            do throws(BillingError) {
                guard let text = row[column] else {
                    throw BillingError(.malformed, rule: "a column that is read is not null")
                }
                return try body(text)
            } catch { throw FocusRowError(column: column, error: error) }
        }
        try read(series.unitColumn) { text throws(BillingError) in
            guard text.hasSameBytes(as: series.unit) else {
                throw BillingError(
                    .invalidValue,
                    rule: "the rows of a series have one unit or currency, which its mapping states",
                    detail: "'\(text.prefix(64))', and not '\(series.unit)'")
            }
        }
        let tenant: TenantID =
            switch owner {
            case .tenant(let tenant): tenant
            case .column(let column): try read(column) { text throws(BillingError) in try TenantID(text) }
            }
        let value = try read(series.value) { text throws(BillingError) in
            guard let value = Double(try FocusForms.number(text).text), value.isFinite else {
                throw BillingError(.overflow, rule: "a value of a sample is a finite number")
            }
            return value
        }
        let start = try read(.chargePeriodStart) { text throws(BillingError) in try FocusForms.instant(text) }
        var pairs: [Labels.Pair] = []
        for (name, column) in series.labels where row[column] != nil {
            pairs.append(
                try read(column) { text throws(BillingError) in
                    Labels.Pair(name: name, value: try LabelText(text))
                })
        }
        return try read(.chargePeriodStart) { _ throws(BillingError) in
            let key = SeriesKey(tenant: tenant, metric: series.metric, labels: try Labels(pairs))
            guard series.isDaily else {
                return SampleWrite(key, at: .instant(Instants.date(start)), value: value)
            }
            let day = floorDivide(start, Instants.perDay)
            return SampleWrite(key, at: .date(try LocalDate(dayNumber: Int(day))), value: value, zone: .utc)
        }
    }

    /// A notice of an amount below zero.
    private func notices(of row: FocusRow, _ line: Int, isTaken: Bool) -> [ImportNotice] {
        guard let billed = (try? row.number(.billedCost)) ?? nil, billed < .zero else { return [] }
        return [
            ImportNotice(
                .negativeAmount, line: line, column: FocusColumn.billedCost.rawValue,
                rule: isTaken
                    ? "an amount below zero counts with its sign"
                    : "an amount below zero is in no series of the mapping",
                detail: "\(billed.text) \(row[.billingCurrency] ?? ""), \(row[.chargeCategory] ?? "")")
        ]
    }
}
