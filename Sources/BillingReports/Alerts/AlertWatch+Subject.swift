import BillingInsights
import BillingModel
import BillingStore
import BillingTime

extension AlertWatch {
    /// What is observed: of a tenant a budget by its period and basis, a limit by its name, a metric by its id and labels, or an
    /// invoice by its number.
    func subject(of tenant: TenantID, invoice: InvoiceNumber? = nil) throws(BillingError) -> AlertSubjectID {
        let parts: [String] =
            switch topic {
            case .budget(let budget, _, _): ["budget", budget.period.description, budget.basis.rawValue]
            case .limit(let limit): ["limit", limit.name]
            case .metric(let metric, let labels):
                ["metric", metric.text] + labels.pairs.flatMap { [$0.name.text, $0.value.text] }
            case .invoices: ["invoice", invoice?.text ?? ""]
            }
        return try AlertSubjectID(parts: [tenant.text] + parts)
    }

    /// What it is about, for people, who know a metric by its name.
    func title(_ metric: String? = nil, invoice: InvoiceNumber? = nil) -> String {
        switch topic {
        case .budget(let budget, _, _): "Budget per \(budget.period)"
        case .limit(let limit): limit.name
        case .metric(let id, let labels): ScreenText.title(metric ?? id.text, labels)
        case .invoices: "Invoice \(invoice?.text ?? "")"
        }
    }
}

extension AlertSubjectID {
    /// Joins texts by `/`, so that no two lists of them give one id; what is too long for an id is told by its SHA-256 digest.
    init(parts: [String]) throws(BillingError) {
        let text = parts.map(Self.escaped).joined(separator: "/")
        try self.init(text.utf8.count <= 255 ? text : SHA256.hexadecimal(Array(text.utf8)))
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": escaped += "%25"
            case "/": escaped += "%2F"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
