#if PostgreSQL
import BillingModel
import BillingStore

/// What a row says of an invoice, or of an entry of one.
enum InvoiceRow {
    static let insertion =
        "INSERT INTO invoice (tenant, id, issued, is_rated, turnover, number, body) VALUES ($1, $2, $3, $4, $5, $6, $7)"

    static func values(_ invoice: Invoice, _ number: PostgresValue) throws -> [PostgresValue] {
        var turnover = AccountTurnover()
        turnover.add(invoice)
        return [
            .text(invoice.tenant.text), .text(invoice.number.text), .integer(invoice.issued),
            .flag(invoice.rating != nil && invoice.period != nil), .real(turnover.total), number,
            .text(try RecordText.text(of: invoice)),
        ]
    }

    static let entryInsertion =
        "INSERT INTO entry (tenant, id, invoice, happened, turnover, number, body) VALUES ($1, $2, $3, $4, $5, $6, $7)"

    static func values(_ entry: InvoiceEntry, _ number: PostgresValue) throws -> [PostgresValue] {
        var turnover = AccountTurnover()
        turnover.add(entry)
        return [
            .text(entry.tenant.text), .text(entry.id.text), .text(entry.invoice.text),
            .integer(entry.happened),
            .real(turnover.total), number, .text(try RecordText.text(of: entry)),
        ]
    }
}
#endif
