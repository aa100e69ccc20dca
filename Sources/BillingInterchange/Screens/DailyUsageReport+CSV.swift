import BillingModel
public import BillingReports
import BillingTime

extension DailyUsageReport: CSVScreen {
    /// A row for each date, in the columns of the platform's own report, so that an import of usage reads it again.
    ///
    /// The tenant comes first, then the date and the numbers under the names that the platform gives them: `Assets`,
    /// `Devices`, `DAD`, `MAD`, `Users`, `DAU`, `MAU`, `Rules`, `Geofences`, `Dashboards`, `Asset Groups`, `Security
    /// Groups`. A missing figure is an empty cell. Behind them stand the weakest `Phase` and the least `Coverage` of the
    /// numbers on the row, or of its missing ones if there are no others. `Filled` names the columns, in alphabetical order
    /// and set apart by `; `, whose number was not sent for this date but follows from the gap rule of its kind. The
    /// zone, the instant and the revision of the report come last.
    public func csvTable() throws -> CSVTable {
        let titles = columns.map { UsageColumns.title(of: $0.metric) }
        var table = CSVTable(
            columns: ["Tenant", "Date"] + titles
                + ["Phase", "Coverage", "Filled", "Report Zone", "Report Instant", "Revision"])
        for row in rows {
            // A number that is missing shows itself, and would hide how far the others can be relied on.
            let shown = row.figures.filter { $0.value != nil }
            let weakest = try Completeness.weakest(
                of: (shown.isEmpty ? row.figures : shown).map(\.completeness))
            let filled = zip(titles, row.figures).filter {
                $1.value != nil && $1.completeness.origin == .filled
            }
            .map(\.0).sorted()
            var cells: [CSVValue] = [.id(tenant), .date(row.date)]
            for figure in row.figures { cells.append(try .number(figure.value)) }
            cells += [
                .text(weakest?.phase.rawValue), try .number(weakest?.coverage),
                filled.isEmpty ? .missing : .text(filled.joined(separator: "; ")),
            ]
            try table.append(cells + .stamp(stamp))
        }
        return table
    }
}

/// The names that the platform's usage report gives its columns.
enum UsageColumns {
    static let titles = PlatformMetric.all.filter(\.isInUsageReport).compactMap { row in
        row.header.map { (metric: row.metric, title: $0) }
    }

    /// The platform's name of a metric; the id of one that its report does not have.
    static func title(of metric: MetricID) -> String {
        titles.first { $0.metric.id == metric }?.title ?? metric.text
    }
}
