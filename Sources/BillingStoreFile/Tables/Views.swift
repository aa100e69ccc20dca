/// What people read with the `sqlite3` shell: the latest state, instants as text, amounts in whole units of money.
enum Views {
    static let script = """
        CREATE VIEW tenants AS
          SELECT t.id, v.name, v.zone, v.currency, v.organisation, v.parent, v.moves
          FROM tenant AS t JOIN tenant_version AS v ON v.tenant = t.number
          WHERE v.revision = (SELECT max(revision) FROM tenant_version WHERE tenant = t.number);
        CREATE VIEW invoices AS
          SELECT t.id AS tenant, i.number, \(instant("i.issued")) AS issued, i.currency,
            \(amount("i.payable")) AS payable, \(amount("i.paid")) AS paid,
            \(amount("i.subtotal")) AS subtotal, \(amount("i.tax")) AS tax,
            \(instant("i.period_start")) AS period_start, \(instant("i.period_end")) AS period_end,
            i.plan, i.plan_revision, i.document, i.link, i.lines
          FROM invoice AS i JOIN tenant AS t ON t.number = i.tenant;
        CREATE VIEW invoice_entries AS
          SELECT t.id AS tenant, i.invoice, i.id, i.kind, \(instant("i.happened")) AS happened,
            \(amount("i.amount")) AS amount, i.currency
          FROM entry AS i JOIN tenant AS t ON t.number = i.tenant;
        CREATE VIEW actions AS
          SELECT t.id AS tenant, a.source, a.id, \(instant("a.at")) AS at, a.category, a.type,
            a.succeeded, a.failed, a.suppressed, a.quantity, a.unit, a.workflow, a.run
          FROM action AS a JOIN tenant AS t ON t.number = a.tenant
          WHERE a.until IS NULL;
        CREATE VIEW commits AS
          SELECT revision, \(instant("recorded")) AS recorded, id, kind, inserted, unchanged, corrected, retracted
          FROM commit_log WHERE made = 1;

        """

    /// Microseconds since 1970 as ISO 8601 text in UTC, to the microsecond.
    private static func instant(_ column: String) -> String {
        // The remainder of a negative number is negative, hence the second one.
        let rest = "((\(column) % 1000000 + 1000000) % 1000000)"
        return "(strftime('%Y-%m-%dT%H:%M:%S', (\(column) - \(rest)) / 1000000, 'unixepoch')"
            + " || printf('.%06dZ', \(rest)))"
    }

    /// Minor units as a decimal number of the currency's digits, which stand in the same row.
    private static func amount(_ column: String) -> String {
        let text = "ltrim(\(column), '-')"
        let padded = "substr('0000' || \(text), -max(length(\(text)), i.digits + 1))"
        return "CASE WHEN i.digits = 0 THEN CAST(\(column) AS TEXT) ELSE "
            + "iif(\(column) < 0, '-', '') || substr(\(padded), 1, length(\(padded)) - i.digits) || '.' "
            + "|| substr(\(padded), -i.digits) END"
    }
}
