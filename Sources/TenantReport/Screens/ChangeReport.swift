import InauroBilling

/// What changed on the screens of one report since a revision.
struct ChangeReport {
    /// Whom the screens are about, in the order of the ids.
    let tenants: [TenantID]
    /// What changed on each screen, in their order.
    let screens: [(name: ScreenName, screen: ScreenComparison)]
    /// What follows the invoices and is no screen of its own.
    let ended: ScreenComparison?

    /// Compares the screens about the tenants of a scope with what was known at a revision.
    init(
        _ reader: ScreenReader, of scope: BillingScope, tenants: [TenantID], since revision: Revision
    ) async throws {
        let since = KnownAt.revision(revision)
        var screens: [(name: ScreenName, screen: ScreenComparison)] = []
        for name in reader.names { screens.append((name, try await reader.comparison(name, scope, since))) }
        self.tenants = tenants
        self.screens = screens
        ended =
            reader.names.contains(.invoices) && reader.hasEndedPeriods
            ? try await scope.comparison(since: since, of: reader.endedPeriods) : nil
    }

    /// Whom the screens are about, then what changed on each, one below the other, as text for a terminal.
    func text(width: Int) -> String {
        let texts = screens.map { name, screen in
            screen.text(width: width)
                + (name == .invoices ? ended.map { "\n" + $0.text(width: width) } ?? "" : "")
        }
        return ([Report.subject(tenants)] + texts).joined(separator: "\n")
    }
}

/// One JSON object with `tenants`, a key for each screen, and of ended periods `charges` beside `invoices`.
extension ChangeReport: Encodable {
    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: ReportKey.self)
        try members.encode(tenants, forKey: .tenants)
        for (name, screen) in screens { try members.encode(screen, forKey: ReportKey(name)) }
        try members.encodeIfPresent(ended, forKey: ReportKey(.charges))
    }
}
