import BillingModel
import BillingTime

extension ReadSnapshot {
    /// Reads one page of activity, as ``BillingReader/activity(_:)`` says.
    ///
    /// - Parameters:
    ///   - request: What is asked for.
    ///   - checkCancellation: Is called before each tenant, and ends the read by throwing.
    /// - Returns: The page.
    /// - Throws: What the reader throws, and what the lookups and `checkCancellation` throw.
    public func activity(
        _ request: ActivityRequest, checkCancellation: () throws -> Void = { try Task.checkCancellation() }
    ) throws -> ActivityPage {
        try checkCancellation()
        let start = try start(request.form, request.cursor, request.knownAt, limit: request.limit)
        let place = try start.place.map { reader throws(BillingError) in try ActivityPlace(reader) }
        let range = QuarterHour.numbers(touching: try Instants.microseconds(request.range))
        var page = ActivityPage(blocks: [], next: nil, revision: start.revision)
        var room = request.limit
        try scanTenants(request.tenants, from: place?.tenant, at: start.revision) { tenant in
            try checkCancellation()
            var first = ActivityRow(quarterHour: range.lowerBound, number: 0)
            if let place, place.tenant == tenant.id { first = max(first, place.row) }
            let rows = try tenant.activity(
                request.kind, ActivityWindow(from: first, to: range.upperBound, limit: room))
            if !rows.numbers.isEmpty {
                page.blocks.append(
                    ActivityBlock(
                        tenant: tenant.id, subjects: try tenant.subjects(request.kind),
                        activity: try DistinctActivity(
                            quarterHours: rows.quarterHours, subjects: rows.numbers)))
                room -= rows.numbers.count
            }
            if let next = rows.next {
                page.next = start.cursor { ActivityPlace(tenant: tenant.id, row: next).write(to: &$0) }
                return false
            }
            return true
        }
        return page
    }
}

/// Where a page of activity begins.
private struct ActivityPlace {
    let tenant: TenantID
    let row: ActivityRow

    init(tenant: TenantID, row: ActivityRow) {
        self.tenant = tenant
        self.row = row
    }

    init(_ reader: CanonicalReader) throws(BillingError) {
        var reader = reader
        guard let tenant = reader.id(of: Tenant.self), let quarterHour = reader.number(),
            let number = reader.number(), reader.isAtEnd, let quarterHour = Int32(exactly: quarterHour),
            let number = UInt32(exactly: number)
        else { throw CursorContent.invalid }
        self.init(tenant: tenant, row: ActivityRow(quarterHour: quarterHour, number: number))
    }

    func write(to form: inout CanonicalBytes) {
        form.add(tenant)
        form.add(Int64(row.quarterHour))
        form.add(Int64(row.number))
    }
}

extension QuarterHour {
    /// The quarter hours that a range of instants touches, by their numbers.
    static func numbers(touching range: Range<Int64>) -> Range<Int32> {
        if range == .min ..< .max { return .min ..< .max }
        guard !range.isEmpty else { return 0..<0 }
        let start = Int32(clamping: floorDivide(range.lowerBound, QuarterHour.length))
        return start..<Int32(clamping: floorDivide(range.upperBound - 1, QuarterHour.length) + 1)
    }
}
