#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import BillingStore
import InauroBilling

/// What one tenant used on each local date, as the repository knows it: what gauges and invoices are made of.
struct TenantUsage {
    /// The devices that reported on a date, as numbers from 0.
    private var devices: [LocalDate: Set<Int>] = [:]
    /// The automations and alerts that ran on a date.
    private var billedActions: [LocalDate: Int] = [:]

    static let billedCategories: [ActionCategory] = [.automation, .alert]

    /// Reads the usage of a tenant by the dates of a zone, up to an instant, or all of it.
    init(
        reading reader: any BillingReader, of tenant: TenantID, in zone: Zone, before end: Date? = nil,
        at revision: Revision
    ) async throws {
        let first = QuarterHour.earliest.start
        let range = first..<max(first, end ?? zone.interval(of: .max).upperBound)
        let knownAt = KnownAt.revision(revision)
        try await readDevices(reader, tenant, zone, range, knownAt)
        try await readActions(reader, tenant, zone, range, knownAt)
    }

    private mutating func readDevices(
        _ reader: any BillingReader, _ tenant: TenantID, _ zone: Zone, _ range: Range<Date>,
        _ knownAt: KnownAt
    ) async throws {
        var numbers: [SubjectID: Int] = [:]
        var days = DayFinder(zone)
        var request = ActivityRequest(of: .one(tenant), kind: .device, in: range, knownAt: knownAt)
        repeat {
            let page = try await reader.activity(request)
            for block in page.blocks {
                var numbersOfBlock: [Int] = []
                for subject in block.subjects {
                    let number = numbers[subject] ?? numbers.count
                    numbers[subject] = number
                    numbersOfBlock.append(number)
                }
                for (quarter, subject) in zip(block.activity.quarterHours, block.activity.subjects) {
                    let date = try days.date(holding: Int64(quarter) * QuarterHour.length)
                    devices[date, default: []].insert(numbersOfBlock[Int(subject)])
                }
            }
            request.cursor = page.next
        } while request.cursor != nil
    }

    private mutating func readActions(
        _ reader: any BillingReader, _ tenant: TenantID, _ zone: Zone, _ range: Range<Date>,
        _ knownAt: KnownAt
    ) async throws {
        let categories = Set(try Self.billedCategories.map { try LabelText($0.text) })
        var days = DayFinder(zone)
        var request = SeriesRequest(
            of: .one(tenant), metrics: [Metric.actions.id], instants: range, knownAt: knownAt)
        repeat {
            let page = try await reader.series(request)
            for series in page.series {
                guard let category = series.key.labels[.category], categories.contains(category) else {
                    continue
                }
                for (position, value) in zip(series.positions, series.values) {
                    billedActions[try days.date(holding: position), default: 0] += Int(value)
                }
            }
            request.cursor = page.next
        } while request.cursor != nil
    }

    /// The distinct devices of some dates, and the automations and alerts.
    func total(of dates: some Sequence<LocalDate>) -> (devices: Int, actions: Int) {
        var union: Set<Int> = []
        var actions = 0
        for date in dates {
            union.formUnion(devices[date] ?? [])
            actions += billedActions[date] ?? 0
        }
        return (union.count, actions)
    }

    /// The gauges of some ascending dates.
    ///
    /// Assets are the devices that have reported so far; those that report did so in the last 30 dates, the one asked
    /// for included.
    func gauges(on dates: [LocalDate]) throws -> [(date: LocalDate, assets: Int, reporting: Int)] {
        guard let first = dates.first, let last = dates.last else { return [] }
        var seen: Set<Int> = []
        // How many of the last 30 dates a device reported on.
        var recent: [Int: Int] = [:]
        var gauges: [(date: LocalDate, assets: Int, reporting: Int)] = []
        gauges.reserveCapacity(dates.count)
        var wanted = dates[...]
        var day = min(first, devices.keys.min() ?? first)
        while day <= last {
            for device in devices[day] ?? [] {
                seen.insert(device)
                recent[device, default: 0] += 1
            }
            for device in devices[try day.adding(days: -30)] ?? [] {
                recent[device] = recent[device] == 1 ? nil : (recent[device] ?? 1) - 1
            }
            if wanted.first == day {
                gauges.append((day, seen.count, recent.count))
                wanted.removeFirst()
            }
            guard day < .max else { break }
            day = try day.adding(days: 1)
        }
        return gauges
    }
}

/// Finds the local date to which an instant belongs; quick while instants stay on one date.
private struct DayFinder {
    private let zone: Zone
    private var date = LocalDate.min
    private var interval: Range<Int64> = 0..<0

    init(_ zone: Zone) { self.zone = zone }

    mutating func date(holding instant: Int64) throws(BillingError) -> LocalDate {
        if !interval.contains(instant) {
            let number = zone.dayNumber(holding: instant)
            date = try LocalDate(dayNumber: number)
            interval = zone.startOfDay(number)..<zone.startOfDay(number + 1)
        }
        return date
    }
}
