import BillingModel
import BillingStore

extension ReaderTrial {
    /// What is found by an id or a number is what the pages give, and nothing else is.
    mutating func checkFinders() async {
        let listed = await whole(records(.commit))?.rows ?? []
        for row in Self.some(of: listed) {
            if case .record(.commit(let commit)) = row {
                await expect(.commit(commit), .commit(commit.id))
            }
        }
        if let id = try? CommitID("no commit has this id \(seed)") { await expect(nil, .commit(id)) }
        let invoices = await whole(records(.invoice))?.rows ?? []
        for row in Self.some(of: invoices) {
            if case .record(.invoice(let invoice)) = row {
                await expect(
                    .invoice(invoice), .invoice(invoice.number, of: invoice.tenant, at: latest))
            }
        }
        guard let tenant = tenants.first, let number = try? InvoiceNumber("no invoice has this \(seed)")
        else {
            return
        }
        await expect(nil, .invoice(number, of: tenant, at: latest))
    }

    /// The first rows, the last one, and one between.
    private static func some(of rows: [ResultRow]) -> [ResultRow] {
        guard rows.count > 4 else { return rows }
        return [rows[0], rows[1], rows[rows.count / 2], rows[rows.count - 1]]
    }

    private mutating func expect(_ record: BillingRecord?, _ find: RepositoryOperation.Find) async {
        let (wanted, came) = (OperationResult.found(record), await OperationResult(reader, find))
        if !wanted.agrees(with: came, isCounted: true) {
            note(.finders, [.find(find)], OperationResult.text(wanted), OperationResult.text(came))
        }
    }
}
