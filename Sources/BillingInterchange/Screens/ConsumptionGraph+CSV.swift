import BillingModel
public import BillingReports
import BillingTime

extension ConsumptionGraph: CSVScreen {
    /// A row for each point of each line, in the order of the screen, and then one for each annotation.
    ///
    /// The column `section` tells `point` from `part`, which is the figure to date at the end of one part of a bucket that
    /// crosses a reset; it follows its point and has nothing but an end and a value. `start` and `end` are the
    /// instants of the whole bucket, `first` and `last` its dates in `zone`. An `annotation` has its id in the
    /// column of that name, its text in `title`, its own `kind`, its instant in `sampled`, and the bucket that holds it.
    public func csvTable() throws -> CSVTable {
        var table = CSVTable(
            columns: [
                "section", "metric", "labels", "title", "unit", "kind", "start", "end", "first", "last",
                "value", "minimum", "maximum", "mean", "sampled",
            ] + CSVTable.completeness + ["members", "reporting", "shared", "widened"]
                + ["annotation", "tenant", "future"] + CSVTable.stamp)
        let stamps = try [CSVValue].stamp(stamp)
        for line in series {
            let titles: [CSVValue] = [
                .id(line.metric), try .labels(line.labels), .text(line.name), .text(line.unit),
                .text(line.kind.rawValue),
            ]
            for point in line.points {
                // A screen that a host decoded may have a point without a bucket.
                let bucket = buckets.indices.contains(point.index) ? buckets[point.index] : nil
                var cells = [.text("point")] + titles
                cells += [
                    try .instant(bucket?.start), try .instant(bucket?.end), .date(bucket?.firstDate),
                    .date(bucket?.lastDate), try .number(point.value), try .number(point.minimum),
                    try .number(point.maximum), try .number(point.mean), try .time(point.sampled),
                ]
                cells += try .completeness(point.completeness)
                cells += [
                    .integer(line.members), .integer(point.reporting), .flag(line.shared),
                    .flag(point.widened), .missing, .missing, .missing,
                ]
                try table.append(cells + stamps)
                for part in point.parts {
                    var cells = [.text("part")] + titles
                    cells += [.missing, try .instant(part.end), .missing, .missing, try .number(part.value)]
                    cells += .missing(table.columns.count - cells.count - stamps.count)
                    try table.append(cells + stamps)
                }
            }
        }
        for mark in annotations {
            let note = mark.annotation
            let bucket = buckets.indices.contains(mark.index) ? buckets[mark.index] : nil
            var cells: [CSVValue] = [
                .text("annotation"), .id(note.metric), .missing, .text(note.text), .missing, .id(note.kind),
                try .instant(bucket?.start), try .instant(bucket?.end), .date(bucket?.firstDate),
                .date(bucket?.lastDate), .missing, .missing, .missing, .missing, try .instant(note.instant),
            ]
            let own: [CSVValue] = [.id(note.id), .id(note.tenant), .flag(mark.future)]
            cells += .missing(table.columns.count - cells.count - own.count - stamps.count)
            try table.append(cells + own + stamps)
        }
        return table
    }
}
