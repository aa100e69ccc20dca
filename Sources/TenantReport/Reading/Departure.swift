#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import InauroBilling

/// One departure as a telematics platform sees it: a carrier is a tenant, a tail its asset with one device.
///
/// A departure is one action of the carrier: more than 15 minutes late an alert, cancelled (without a delay) a
/// notification, any other an automation. One that was not cancelled is the device reporting at the scheduled instant.
struct Departure {
    /// The feed that departures come from.
    static let source = SourceID(constant: "flights")
    static let columns = ["scheduled", "carrier", "tail", "origin", "dest", "delay_minutes"]
    /// The most bytes of an event's id, as of any other.
    private static let idLimit = 255

    let carrier: TenantID
    /// What the departure makes the platform do.
    let action: ActionRecord
    /// The device that reported; nil if the departure was cancelled.
    let activity: ActivityRecord?

    /// Reads the fields of a row.
    ///
    /// - Throws: ``BillingError`` with the rule that the row breaks.
    init(_ fields: [String]) throws(BillingError) {
        guard fields.count == Self.columns.count else {
            throw Self.malformed("a row has the fields \(Self.columns.joined(separator: ", "))")
        }
        let (scheduled, tail) = (fields[0], fields[2])
        guard !fields[1].isEmpty, !fields[3].isEmpty, !fields[4].isEmpty else {
            throw Self.malformed("a row names a carrier, an origin and a destination")
        }
        guard !fields.contains(where: { $0.utf8.contains(UInt8(ascii: "|")) }) else {
            throw Self.malformed("a field holds no '|', which joins the fields of an event's id")
        }
        let id = fields.dropLast().joined(separator: "|")
        guard id.utf8.count <= Self.idLimit else {
            throw BillingError(
                .invalidValue,
                rule: "scheduled|carrier|tail|origin|dest, the id of an event, has at most 255 bytes")
        }
        let at = try Self.instant(scheduled)
        let delay = try Self.delay(fields[5])
        let quarter = try QuarterHour(holding: at)
        carrier = try TenantID(fields[1])
        let (category, type): (ActionCategory, ActionType) =
            switch delay {
            case nil: (.notification, .sendSMS)
            case .some(16...): (.alert, .sendEmail)
            case .some: (.automation, .updateAsset)
            }
        action = try ActionRecord(
            tenant: carrier, source: Self.source, id: try ActionID(id), at: at, type: type,
            category: category)
        if delay != nil {
            guard !tail.isEmpty else {
                throw Self.malformed("a departure with a delay names the tail that reported")
            }
            activity = ActivityRecord(
                tenant: carrier, kind: .device, subject: try SubjectID(tail), quarter: quarter)
        } else {
            activity = nil
        }
    }

    private static func malformed(_ rule: String) -> BillingError { BillingError(.malformed, rule: rule) }

    /// Only one spelling of an instant is taken, because it is part of the event's id.
    private static func instant(_ text: String) throws(BillingError) -> Date {
        guard text.utf8.count == 17, text.utf8.last == UInt8(ascii: "Z"),
            let microseconds = try? Instants.microseconds(text)
        else { throw Self.malformed("a scheduled instant is written as 2013-03-10T06:30Z") }
        guard microseconds < end else {
            throw BillingError(.invalidValue, rule: "an event lies before the year 2200")
        }
        return Instants.date(microseconds)
    }

    /// 2200-01-01T00:00Z.
    private static let end = 7_258_118_400 * Instants.perSecond

    /// The delay in minutes, negative if early; nil if the departure was cancelled.
    private static func delay(_ text: String) throws(BillingError) -> Int? {
        if text.isEmpty { return nil }
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard (1...6).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let delay = Int(text)
        else { throw Self.malformed("a delay is a whole number of minutes, of at most six digits") }
        return delay
    }
}
