import BillingModel
public import BillingReports
import BillingTime

extension TenantOverview: CSVScreen {
    /// A row for each tenant of the page, then one for all tenants, and one more for each further currency of their charges.
    ///
    /// The column `section` tells `tenant` from `total`. Each count has columns that end with the id of its metric, `count assets`.
    /// `phase` and `coverage` are those of the actions. `unrated` lists the charges without an amount by their ids, as JSON,
    /// and in a total says of how many tenants there are any.
    public func csvTable() throws -> CSVTable {
        var names = ["section", "tenant", "name", "zone"]
        for column in columns {
            for figure in ["count", "phase", "coverage", "asof", "change"] {
                names.append("\(figure) \(column.metric)")
            }
        }
        names += ["period_start", "period_end", "executed", "failed", "suppressed", "phase", "coverage"]
        names += ["plan", "charge", "currency", "charge_phase", "charge_coverage", "unrated", "since"]
        var table = CSVTable(columns: names + ["now", "revision"])
        func actions(_ actions: Actions?) throws -> [CSVValue] {
            [.integer(actions?.executed), .integer(actions?.failed), .integer(actions?.suppressed)]
                + (try known(actions?.completeness))
        }
        func known(_ completeness: Completeness?) throws -> [CSVValue] {
            [.text(completeness?.phase.rawValue), try .number(completeness?.coverage)]
        }
        let tail: [CSVValue] = [
            .date(since), try .instant(stamp.now), .integer(stamp.revision.number),
        ]
        for row in rows {
            let inventory = row.inventory
            var cells: [CSVValue] = [
                .text("tenant"), .id(row.id), .text(inventory.name), .zone(inventory.zone),
            ]
            for count in inventory.counts {
                cells += [try .number(count.value)] + (try known(count.completeness))
                cells += [try .time(count.asof), try .number(count.change?.difference)]
            }
            cells += [try .instant(row.period.start), try .instant(row.period.end)]
            cells += try actions(row.actions)
            cells += [.id(row.charge?.plan), .money(row.charge?.amount)]
            cells.append(row.charge?.amount.map { .currency($0.currency) } ?? .missing)
            cells += try known(row.charge?.completeness)
            let unrated = row.charge?.unrated ?? []
            cells.append(unrated.isEmpty ? .missing : try .json(unrated))
            try table.append(cells + tail)
        }
        for place in 0..<max(1, totals.charges.count) {
            var cells: [CSVValue] = [.text("total"), .missing, .missing, .zone(stamp.zone)]
            if place == 0 {
                for total in totals.counts {
                    cells += [try .number(total.value)] + (try known(total.completeness))
                    cells += [.missing, try .number(total.change?.difference)]
                }
                cells += [.missing, .missing] + (try actions(totals.actions))
            } else {
                cells += .missing(totals.counts.count * 5 + 7)
            }
            let charge = totals.charges.indices.contains(place) ? totals.charges[place] : nil
            cells += [.missing, .money(charge?.amount)]
            cells.append(charge.map { .currency($0.amount.currency) } ?? .missing)
            cells += try known(charge?.completeness)
            cells.append(.integer(charge?.unrated))
            try table.append(cells + tail)
        }
        return table
    }
}
