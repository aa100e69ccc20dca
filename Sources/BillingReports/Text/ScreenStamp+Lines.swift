#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
package import BillingModel
import BillingStore
import BillingTime

extension ScreenStamp {
    /// How much of what is left out is told one by one.
    private static let most = 10

    /// What stands below the title of a screen: when and from what it was made, then ``remarks``.
    package var lines: [String] {
        let release = release.map { " (tz \($0))" } ?? ""
        return ["As of \(moment), zone \(zone)\(release), revision \(revision)"] + remarks
    }

    /// Which tenants change their zone in the time shown, and what the screen leaves out.
    package var remarks: [String] {
        let moves = moves.map { move in
            "Tenant \(move.tenant) is in zone \(move.zone) from \(ScreenText.utc(move.from)) on, before in "
                + "another one"
        }
        let unshown = unshown ?? []
        let left = unshown.prefix(Self.most).map { left in
            let invoice = left.invoice.map { ", invoice \($0)" } ?? ""
            return "Not shown: tenant \(left.tenant)\(invoice): \(left.rule)"
        }
        let more = unshown.count - left.count
        return moves + left + (more > 0 ? ["Not shown: \(NumberText.whole(more)) more"] : [])
    }

    /// The instant of a report: midnight is the end of the date before, if the clock had that date.
    package var moment: String {
        guard let local else { return ScreenText.utc(now) }
        return endedDate.map { "the end of \($0)" } ?? ScreenText.clock(local)
    }

    /// The last date that had begun before the report, on the clock of the screen; nil if who made the stamp left it out.
    package var lastDate: LocalDate? { endedDate ?? local.flatMap { try? LocalDate(String($0.prefix(10))) } }

    /// The date that ends with the instant of the report; nil if none does.
    private var endedDate: LocalDate? {
        guard let local, local.dropFirst(10).hasPrefix("T00:00:00"), !local.contains("."),
            let date = try? LocalDate(String(local.prefix(10))), let day = try? date.adding(days: -1),
            !Self.skippedDates.contains("\(day)"), !zones.changes.contains(where: { $0.from == now })
        else { return nil }
        return day
    }

    /// The dates that a zone of the time zone database (2025b) has skipped: the Philippines and their islands, Kwajalein,
    /// Kiritimati, and Samoa with Tokelau changed the side of the date line.
    private static let skippedDates: Set<String> = ["1844-12-31", "1993-08-21", "1994-12-31", "2011-12-30"]
}
