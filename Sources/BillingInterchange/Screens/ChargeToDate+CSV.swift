import BillingModel
import BillingRating
public import BillingReports
import BillingTime

extension ChargeToDate: CSVScreen {
    /// A row for each charge, each product of its arithmetic and each of its buckets, then one for the total.
    ///
    /// The column `section` tells them apart:
    ///
    /// | section | what |
    /// | --- | --- |
    /// | `charge` | a charge: what was used, is included and is beyond; the amount before and after its rounding |
    /// | `part` | a product of a charge: `quantity` × `price` = `unrounded`, of `tier` if it has tiers |
    /// | `day`, `week` or another width | what the bucket that begins on `date` adds to a charge; `quantity` is that from the start of the period to its end |
    /// | `total` | the sum of the charges that have an amount |
    ///
    /// Amounts are in major units of `currency`; `included` of the total is missing, and `reason` tells why a charge has no
    /// amount.
    public func csvTable() throws -> CSVTable {
        var sheet = try Sheet(self)
        for line in lines {
            try sheet.add(line)
            for part in line.rated?.parts ?? [] { try sheet.add(part, of: line) }
            for (bucket, part) in zip(buckets, line.parts) { try sheet.add(part, of: line, in: bucket) }
        }
        try sheet.add(total, completeness)
        return sheet.table
    }

    private struct Sheet {
        var table = CSVTable(
            columns: [
                "section", "tenant", "name", "plan", "title", "first", "last", "start", "end", "charge",
                "charge_name", "unit", "model", "reason", "date", "tier", "quantity", "included", "used",
                "billable", "price", "unrounded", "rounding", "currency", "amount",
            ] + CSVTable.completeness + CSVTable.stamp)
        private let whose: [CSVValue]
        private let currency: Currency
        private let granularity: String
        private let stamp: [CSVValue]

        init(_ screen: ChargeToDate) throws {
            whose = [
                .id(screen.tenant), .text(screen.name), .id(screen.plan), .text(screen.title),
                .date(screen.first), .date(screen.last), try .instant(screen.period.start),
                try .instant(screen.period.end),
            ]
            currency = screen.total.currency
            granularity = screen.granularity?.description ?? ""
            stamp = try .stamp(screen.stamp)
        }

        private func titles(_ section: String, _ line: Line) -> [CSVValue] {
            [.text(section)] + whose + [
                .id(line.id), .text(line.name), .text(line.unit), .text(line.rated?.model.rawValue),
            ]
        }

        mutating func add(_ line: Line) throws {
            var cells = titles("charge", line)
            cells += [.text(line.reason?.statement), .missing, .missing]
            if let rated = line.rated {
                cells += [
                    try .decimal(rated.quantity), try .decimal(rated.included), try .number(rated.usedShare),
                    try .decimal(rated.billable), .missing, try .decimal(rated.unrounded),
                    .text(rated.rounding.rawValue),
                ]
            } else {
                cells += [.missing, try .decimal(line.included)] + .missing(5)
            }
            try append(cells, line.rated?.amount, line.completeness)
        }

        mutating func add(_ part: PricedQuantity.Part, of line: Line) throws {
            var cells = titles("part", line)
            cells += [.missing, .missing, .integer(part.tier), try .decimal(part.quantity)]
            cells += .missing(3)
            cells += [try .decimal(part.unitPrice), try .decimal(part.amount), .missing]
            try append(cells, nil, line.completeness)
        }

        mutating func add(_ part: Part, of line: Line, in bucket: Bucket) throws {
            var cells = titles(granularity, line)
            cells += [.missing, .date(bucket.firstDate), .missing]
            cells += [try part.quantity.map { try .decimal($0) } ?? .missing]
            cells += .missing(6)
            try append(cells, part.amount, part.completeness)
        }

        mutating func add(_ total: Money, _ known: Completeness) throws {
            try append([.text("total")] + whose + .missing(14), total, known)
        }

        private mutating func append(
            _ cells: [CSVValue], _ amount: Money?, _ known: Completeness
        ) throws {
            var cells = cells
            cells += [.currency(currency), .money(amount)]
            cells += try .completeness(known)
            try table.append(cells + stamp)
        }
    }
}
