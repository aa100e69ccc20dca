#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import BillingReports
import InauroBilling

/// The screens of one report.
struct Report {
    /// Whom the screens are about, in the order of the ids.
    let tenants: [TenantID]
    /// The screens, in their order.
    let screens: [(name: ScreenName, screen: any BillingScreen)]
    /// What follows the invoices and is no screen of its own.
    let ended: EndedPeriods?
    /// What stands below the screens of a report that names none, if anything is worth a look.
    let hint: String?

    /// Reads the screens about the tenants of a scope.
    init(_ reader: ScreenReader, of scope: BillingScope, tenants: [TenantID]) async throws {
        var screens: [(name: ScreenName, screen: any BillingScreen)] = []
        for name in reader.names { screens.append((name, try await reader.screen(name, scope))) }
        self.tenants = tenants
        self.screens = screens
        ended =
            reader.names.contains(.invoices) && reader.hasEndedPeriods
            ? try await reader.endedPeriods(scope) : nil
        hint = tenants.count == 1 && reader.names == ScreenName.plain ? try await reader.hint(scope) : nil
    }

    /// Whom the screens are about, then these one below the other, as text for a terminal.
    func text(width: Int) -> String {
        let texts = screens.map { name, screen in
            screen.text(width: width) + (name == .invoices ? ended.map { "\n" + $0.text } ?? "" : "")
        }
        return ([Self.subject(tenants)] + texts + [hint].compactMap(\.self)).joined(separator: "\n")
    }

    /// Whom screens are about, as a line.
    static func subject(_ tenants: [TenantID]) -> String {
        let subject = tenants.count == 1 ? "Tenant \(tenants[0])" : "All \(tenants.count) tenants"
        return "\(DisplayText(subject).text)\n"
    }
}

/// One JSON object with `tenants`, a key for each screen, and of ended periods `charges` beside `invoices`.
extension Report: Encodable {
    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: ReportKey.self)
        try members.encode(tenants, forKey: .tenants)
        for (name, screen) in screens { try members.encode(screen, forKey: ReportKey(name)) }
        try members.encodeIfPresent(ended, forKey: ReportKey(.charges))
    }
}

/// A key of a report: a screen, or the tenants.
struct ReportKey: CodingKey {
    static let tenants = Self(stringValue: "tenants")

    let stringValue: String
    let intValue: Int? = nil

    init(_ name: ScreenName) { stringValue = name.rawValue }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
