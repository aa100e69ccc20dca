import BillingModel
import BillingStore

/// Finds ids that differ from a known one only by case, by blanks around it or by their Unicode normal form.
///
/// Such ids are two, as everywhere; but whoever sends them hardly means so. Known are the tenants of the repository where an
/// import makes tenants, the invoices of the tenants that it brings invoices of, and what earlier lines named.
struct SimilarIDs {
    /// What the texts of one kind have in common that are easily taken for each other.
    ///
    /// `String` compares by canonical equivalence, which is what is wanted here.
    private struct Key: Hashable {
        let kind: String
        /// The tenant within which the id is one; nil for tenants themselves.
        let tenant: TenantID?
        let folded: String
    }

    private var spellings: [Key: [String]] = [:]
    private var tenantsWithInvoices: Set<TenantID> = []

    /// How many ids are kept; of further ones nothing is told.
    private static let limit = 200_000

    /// Takes in the tenants that a repository has.
    mutating func know(_ tenants: [Tenant]) {
        for tenant in tenants { _ = similar("tenant", nil, tenant.id.text) }
    }

    /// Takes in the invoices of tenants of which records bring some.
    mutating func prepare(
        for records: [ImportRecord], in reader: any BillingReader, at revision: Revision
    ) async throws {
        for case .invoice(let invoice) in records where tenantsWithInvoices.insert(invoice.tenant).inserted {
            do {
                let known = try await reader.invoices(of: .one(invoice.tenant), at: revision)
                for invoice in known { _ = similar("invoice", invoice.tenant, invoice.number.text) }
            } catch let error as BillingError where error.code == .notFound {
                // A tenant that is not known has no invoices.
            }
        }
    }

    /// What is to be told of the ids of records.
    mutating func notices(of records: [ImportRecord], line: Int?) -> [ImportNotice] {
        var notices: [ImportNotice] = []
        for record in records {
            for (kind, text) in Self.ids(of: record) {
                let tenant = kind == "tenant" ? nil : record.tenant
                guard let known = similar(kind, tenant, text) else { continue }
                notices.append(
                    ImportNotice(
                        .similarID, line: line,
                        rule:
                            "an id that differs only by case, blanks or normal form from a known one is another",
                        detail: "\(kind) '\(text)' beside '\(known)'"))
            }
        }
        return notices
    }

    /// The known spelling that a new one may be taken for; nil if there is none, or the new one is known too.
    private mutating func similar(_ kind: String, _ tenant: TenantID?, _ text: String) -> String? {
        let key = Key(kind: kind, tenant: tenant, folded: CSVForms.trimmed(text).lowercased())
        guard let known = spellings[key] else {
            if spellings.count < Self.limit { spellings[key] = [text] }
            return nil
        }
        guard !known.contains(where: { $0.hasSameBytes(as: text) }) else { return nil }
        spellings[key] = known + [text]
        return known.first
    }

    /// The ids of a record that name something which other records name too.
    private static func ids(of record: ImportRecord) -> [(kind: String, text: String)] {
        var ids = [("tenant", record.tenant.text)]
        switch record {
        case .sample(let write):
            ids.append(("metric", write.series.metric.text))
            for pair in write.series.labels.pairs {
                ids.append(("label", pair.name.text))
                ids.append(("label \(pair.name.text)", pair.value.text))
            }
        case .metric(let metric, _): ids.append(("metric", metric.id.text))
        case .action(.record(let action)), .action(.amend(let action)):
            ids.append(("source", action.source.text))
            ids.append(("type", action.type.text))
            ids.append(("category", action.category.text))
            if let workflow = action.workflow { ids.append(("workflow", workflow.text)) }
        case .activity(let activity): ids.append(("kind", activity.kind.text))
        case .invoice(let invoice): ids.append(("invoice", invoice.number.text))
        case .tenant, .action(.void), .inventory, .usage, .coverage, .entry: break
        }
        return ids
    }
}

extension ImportNotice.Kind {
    /// An id that differs from a known one only by case, by blanks around it or by its Unicode normal form.
    public static let similarID = Self("similar-id")
}
