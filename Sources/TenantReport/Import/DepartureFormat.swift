#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import InauroBilling
import Synchronization

/// A CSV of departures as records: of each row an action and the activity of a device, and before the first row of a
/// carrier the carrier as a tenant, whose active devices are counted from activity.
final class DepartureFormat: ImportFormat {
    /// What the rows of a file tell beside their records.
    struct Extent: Sendable {
        var carriers: Set<TenantID> = []
        /// The first and the last instant; nil if there is no row.
        var span: ClosedRange<Date>?
    }

    /// The zone of the carriers.
    private let home: ZoneID
    private let found = Mutex(Extent())

    init(home: ZoneID) { self.home = home }

    var identity: String { "departures 1 \(home)" }

    /// Whose rows were read, and of when.
    var extent: Extent { found.withLock { $0 } }

    func lines(of chunks: @escaping () throws -> [UInt8]) throws -> any ImportLines {
        var reader = CSVReader(chunks: chunks)
        let rule = "the first line of the events is \(Departure.columns.joined(separator: ","))"
        let header = try reader.next()
        if let fault = header?.fault { throw BillingError(.malformed, rule: rule, detail: fault.rule) }
        guard header?.texts == Departure.columns else { throw BillingError(.malformed, rule: rule) }
        return DepartureLines(reader, of: self)
    }

    fileprivate func note(_ departure: Departure) {
        let at = departure.action.at
        found.withLock { extent in
            extent.carriers.insert(departure.carrier)
            extent.span = extent.span.map { min($0.lowerBound, at)...max($0.upperBound, at) } ?? at...at
        }
    }

    /// What a carrier needs before its first row is taken.
    fileprivate func definitions(of carrier: TenantID) throws(BillingError) -> [ImportRecord] {
        let tenant = try Tenant(id: carrier, name: carrier.text, zones: ZoneHistory(home), currency: .usd)
        var records = [ImportRecord.tenant(tenant)]
        for metric in [Metric.dailyActiveDevices, .monthlyActiveDevices] {
            records.append(.metric(try metric.derived(from: .activity(of: .device)), tenant: carrier))
        }
        return records
    }
}

/// The rows of one pass.
private struct DepartureLines: ImportLines {
    private let format: DepartureFormat
    private var reader: CSVReader
    private var record = CSVRecord()
    private var known: Set<TenantID> = []

    init(_ reader: CSVReader, of format: DepartureFormat) {
        self.reader = reader
        self.format = format
    }

    mutating func next() throws -> ImportLine? {
        guard try reader.next(into: &record) else { return nil }
        do throws(BillingError) {
            // A row of another length breaks a rule of departures.
            let departure = try Departure(record.count > 0 ? record.texts : record.checked())
            var records: [ImportRecord] = []
            if known.insert(departure.carrier).inserted {
                records = try format.definitions(of: departure.carrier)
            }
            records.append(.action(.record(departure.action)))
            if let activity = departure.activity { records.append(.activity(activity)) }
            format.note(departure)
            return ImportLine(line: record.line, records: records)
        } catch {
            return ImportLine(line: record.line, error: error)
        }
    }
}
