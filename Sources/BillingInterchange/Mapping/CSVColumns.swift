import BillingModel

/// Where the fields of a mapping stand in a file.
struct CSVColumns {
    /// The place of each field that has a column, and the name of that.
    private(set) var places: [CSVField: (index: Int, name: String)] = [:]
    /// The columns that belong to no field.
    private(set) var unknown: [String] = []
    /// The labels of samples, in the order of their columns.
    private(set) var labels: [(field: CSVField, name: String)] = []

    /// Finds the columns of a header.
    ///
    /// - Throws: `BillingError` with code `malformed` if two columns are one field, or a field that is needed has none.
    init(_ header: [String], of mapping: CSVMapping) throws(BillingError) {
        let fields = mapping.kind.fields
        for (index, name) in header.enumerated() {
            guard let field = Self.field(named: name, among: fields, of: mapping) else {
                if mapping.kind == .samples, let label = Self.label(name) {
                    labels.append((.label(label), label))
                    try add(.label(label), index, name)
                } else if !mapping.kind.isReport || !CSVField.remarks.contains(CSVField.plain(name)) {
                    unknown.append(name)
                }
                continue
            }
            try add(field, index, name)
        }
        nameTenants(among: fields)
        for group in mapping.kind.needed
        where !group.contains(where: { places[$0] != nil || mapping.constants[$0] != nil }) {
            let names = group.map(\.name)
            throw BillingError(
                .malformed, rule: "each field that is needed has a column or a constant",
                detail: "no column '\(names.prefix(3).joined(separator: "' or '"))'"
                    + (names.count > 3 ? " or another count" : ""))
        }
        for (field, name) in mapping.columns.sorted(by: { $0.key.name < $1.key.name })
        where places[field] == nil {
            throw BillingError(
                .malformed, rule: "a column that a mapping names is in the file", detail: "column '\(name)'")
        }
    }

    /// The columns that have the bare name of a field whose id has a column of its own.
    private var bare: [(field: CSVField, index: Int, name: String)] = []

    /// How many fields a header names: the more, the more likely it is one.
    static func count(_ header: [String], of mapping: CSVMapping) -> Int {
        header.count { field(named: $0, among: mapping.kind.fields, of: mapping) != nil }
    }

    /// Beside `Tenant ID` the column `Tenant` is the name; any other bare name belongs to no field.
    private mutating func nameTenants(among fields: [CSVField]) {
        for column in bare {
            if column.field == .tenant, fields.contains(.tenantName), places[.tenantName] == nil {
                places[.tenantName] = (column.index, column.name)
            } else {
                unknown.append(column.name)
            }
        }
    }

    /// Whether a column has the id of what another one names: `Tenant ID` beside `Tenant`.
    private static func isID(_ name: String, of other: String) -> Bool {
        ["id", "code"].contains { CSVField.plain(name).hasSameBytes(as: CSVField.plain(other) + $0) }
    }

    private mutating func add(_ field: CSVField, _ index: Int, _ name: String) throws(BillingError) {
        if let twin = places[field], Self.isID(name, of: twin.name) {
            bare.append((field, twin.index, twin.name))
            places[field] = (index, name)
            return
        }
        if let twin = places[field], Self.isID(twin.name, of: name) {
            bare.append((field, index, name))
            return
        }
        if let twin = places[field] {
            throw BillingError(
                .malformed, rule: "a field has one column",
                detail: "columns '\(twin.name)' and '\(name)' are both '\(field)'")
        }
        places[field] = (index, name)
    }

    private static func field(
        named name: String, among fields: [CSVField], of mapping: CSVMapping
    ) -> CSVField? {
        if let named = fields.first(where: { field in
            mapping.columns[field].map { CSVField.isSame($0, name) } ?? false
        }) {
            return named
        }
        return fields.first { field in
            mapping.columns[field] == nil
                && ([field.name] + field.variants).contains { CSVField.isSame($0, name) }
        }
    }

    private static func label(_ name: String) -> String? {
        // A combining mark behind the prefix belongs to the label, though it makes one `Character` with the prefix.
        let start = name.utf8.prefix(6).map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        guard ["label.", "label:", "label "].contains(where: { start.elementsEqual($0.utf8) }) else {
            return nil
        }
        let label = String(Substring(name.utf8.dropFirst(6)))
        return label.isEmpty ? nil : label
    }
}

extension CSVMapping.Kind {
    /// Every field that the kind knows.
    var fields: [CSVField] {
        switch self {
        case .usage:
            [.tenant, .tenantName, .date, .zone, .currency, .generated, .filled]
                + CSVField.counts.map(\.field)
        case .samples: [.tenant, .metric, .date, .at, .value, .version, .generated, .zone]
        case .actions:
            [
                .tenant, .source, .id, .at, .type, .category, .succeeded, .failed, .suppressed, .quantity,
                .unit, .workflow, .run, .zone,
            ]
        case .activity: [.tenant, .kind, .subject, .at, .zone]
        case .coverage: [.tenant, .metric, .source, .start, .end, .zone]
        case .invoices:
            [
                .tenant, .number, .issued, .currency, .paid, .payable, .subtotal, .tax, .start, .end,
                .document, .link, .zone,
            ]
        case .entries: [.tenant, .number, .id, .kind, .at, .amount, .currency, .zone]
        case .tenants: [.tenant, .tenantName, .zone, .from, .currency, .organisation, .parent]
        }
    }

    /// Whether this package writes such files with remarks on how far their rows can be relied on.
    var isReport: Bool { self == .usage || self == .samples }

    /// The fields of which one in each group has a column or a constant.
    var needed: [[CSVField]] {
        switch self {
        case .usage: [[.tenant, .tenantName], [.date], CSVField.counts.map(\.field)]
        case .samples: [[.tenant], [.metric], [.date, .at], [.value]]
        case .actions: [[.tenant], [.source], [.id], [.at], [.type], [.category]]
        case .activity: [[.tenant], [.kind], [.subject], [.at]]
        case .coverage: [[.tenant], [.metric], [.source], [.start], [.end]]
        case .invoices: [[.tenant], [.number], [.issued], [.currency], [.paid, .payable]]
        case .entries: [[.tenant], [.number], [.id], [.kind], [.at], [.amount], [.currency]]
        case .tenants: [[.tenant], [.zone], [.currency]]
        }
    }
}
