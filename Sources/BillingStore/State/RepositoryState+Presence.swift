public import BillingModel
import BillingTime

extension RepositoryState {
    /// Reads one page of activity.
    ///
    /// - Complexity: O(*p* + *t* log *n*) for a page of *p* rows of *t* tenants.
    public func presence(_ request: PresenceRequest) throws(BillingError) -> PresencePage {
        try BillingError.only { try presence(request) {} }
    }

    /// Reads one page, and calls `step` before each tenant.
    func presence(_ request: PresenceRequest, step: () throws -> Void) throws -> PresencePage {
        let (revision, opened) = try opening(
            request.cursor, of: request.form, request.knownAt, limit: request.limit)
        let place = opened.flatMap { Self.place($0) }
        if opened != nil, place == nil { throw PageCursor.invalid }
        let range = try Self.quarterHours(try Instants.microseconds(request.range))
        var page = PresencePage(blocks: [], next: nil, revision: revision)
        var room = request.limit
        for tenant in try tenants(request.tenants, at: revision) {
            try step()
            if let place, tenant < place.tenant { continue }
            guard let columns = tenants[tenant]?.activity[request.kind] else { continue }
            var start = ActivityRow(quarterHour: range.lowerBound, number: 0)
            if let place, place.tenant == tenant { start = max(start, place.row) }
            let (quarterHours, numbers, next) = columns.read(
                from: start, to: range.upperBound, at: revision, limit: room)
            if !numbers.isEmpty {
                page.blocks.append(
                    PresenceBlock(
                        tenant: tenant, subjects: columns.subjects(at: revision),
                        presence: try Presence(quarterHours: quarterHours, subjects: numbers)))
                room -= numbers.count
            }
            if let next {
                page.next = PageCursor.cursor(
                    for: request.form, revision: revision, place: Self.form(tenant, next))
                return page
            }
        }
        return page
    }

    /// The quarter hours that a range touches.
    static func quarterHours(_ range: Range<Int64>) throws(BillingError) -> Range<Int32> {
        if range == .min ..< .max { return .min ..< .max }
        guard !range.isEmpty else { return 0..<0 }
        let start = floorDivide(range.lowerBound, QuarterHour.length)
        let end = floorDivide(range.upperBound - 1, QuarterHour.length) + 1
        return Int32(clamping: start)..<Int32(clamping: end)
    }

    private static func place(_ reader: CanonicalReader) -> (tenant: TenantID, row: ActivityRow)? {
        var reader = reader
        guard let tenant = reader.id(of: Tenant.self), let quarterHour = reader.number(),
            let number = reader.number(), reader.isAtEnd, let quarterHour = Int32(exactly: quarterHour),
            let number = UInt32(exactly: number)
        else { return nil }
        return (tenant, ActivityRow(quarterHour: quarterHour, number: number))
    }

    private static func form(_ tenant: TenantID, _ row: ActivityRow) -> CanonicalBytes {
        var form = CanonicalBytes()
        form.add(tenant)
        form.add(Int64(row.quarterHour))
        form.add(Int64(row.number))
        return form
    }
}
