import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A billing period with the instants that it is served by, and the term whose plan it is rated by.
struct BillingPeriod: Hashable {
    /// The dates on the tenant's clock, and the instants of an invoice or of the clock.
    let bucket: Bucket
    let term: PlanTerm
}

extension BillingPeriod {
    /// The period on the clock.
    init(_ period: PlanBook.Period) { self.init(bucket: period.bucket, term: period.term) }
}

/// The billing periods of a tenant with the instants that invoices gave them.
///
/// An issued period keeps its instants, also when a move that is told later changes where its dates begin and end on the
/// clock. The periods beside it begin where it ends and end where it begins, so that no time is billed twice or never.
struct IssuedPeriods {
    /// An invoice that serves a billing period.
    struct Issued {
        let invoice: Invoice
        let served: Range<Int64>
        /// What a run issued it in; nil if it is of another making, or stands for its period on the clock whoever made it.
        let commit: CommitRecord?
        let isVoid: Bool
        /// Its period on the clock.
        let bucket: Bucket
    }

    let tenant: Tenant
    let book: PlanBook?
    let clock: Zone
    let issued: [Issued]
    /// Every invoice that is not void and serves some time.
    let standing: [Invoice]

    /// Reads the invoices and the plan book of a tenant at the revision of a screen.
    ///
    /// `asOfNow` leaves out what was issued or became void at the screen's instant or later. On another clock than the
    /// tenant's own all periods are those of the dates there.
    init(_ context: ScreenContext, onOwnClock: Bool = true, asOfNow: Bool = true) async throws {
        tenant = try context.tenant()
        clock = try context.zone()
        let (reader, id) = (context.reader, tenant.id)
        book = try await reader.planBooks(of: .one(id), at: context.revision)[id]
        guard onOwnClock else {
            (issued, standing) = ([], [])
            return
        }
        let invoices = try await reader.invoices(of: .one(id), at: context.revision)
            .filter { $0.served != nil && (!asOfNow || $0.issued < context.now) }
        guard let book, !invoices.isEmpty else {
            (issued, standing) = ([], invoices)
            return
        }
        let voids = Set(
            try await reader.entries(of: .one(id), at: context.revision)
                .filter { $0.kind == .void && (!asOfNow || $0.instant < Instants.date(context.now)) }
                .map(\.invoice))
        var issued: [Issued] = []
        for invoice in invoices {
            guard let served = invoice.served, let bucket = try Self.bucket(of: served, book, clock)
            else { continue }
            let isVoid = voids.contains(invoice.number)
            let time = bucket.startMicroseconds..<bucket.endMicroseconds
            // Who issued it matters only where its time or its void does not tell what it is.
            let commit =
                served != time || isVoid ? try await Self.commit(of: invoice, served, reader) : nil
            var isPeriod = served == time || commit != nil
            if !isPeriod {
                isPeriod = try await Self.wasPeriod(invoice, served, book, context, issued)
            }
            // A void of another making leaves its period to a run.
            guard isPeriod, commit != nil || !isVoid else { continue }
            issued.append(
                Issued(invoice: invoice, served: served, commit: commit, isVoid: isVoid, bucket: bucket))
        }
        self.issued = issued.sorted { $0.served.lowerBound < $1.served.lowerBound }
        standing = invoices.filter { !voids.contains($0.number) }
    }

    // MARK: The period of an invoice

    /// The period on the clock that service of some time is for; nil if it is for none.
    ///
    /// Clocks differ by hours, so that the middle lies in the period by each, and its ends are near those on the clock.
    static func bucket(
        of served: Range<Int64>, _ book: PlanBook, _ clock: Zone
    ) throws(BillingError) -> Bucket? {
        let middle = served.lowerBound + (served.upperBound - served.lowerBound) / 2
        guard let bucket = try book.period(holding: middle, clock: clock)?.bucket, bucket.isNear(served)
        else { return nil }
        return bucket
    }

    /// The commit of the run that issued an invoice; nil if it is of another making.
    private static func commit(
        of invoice: Invoice, _ served: Range<Int64>, _ reader: any BillingReader
    ) async throws -> CommitRecord? {
        let id = try BillingRun.commitID(of: invoice.tenant, served: served)
        guard let commit = try await reader.commit(withID: id) else { return nil }
        let before = try Revision(commit.revision.number - 1)
        let isOld = try await reader.invoice(invoice.number, of: invoice.tenant, at: before) != nil
        let isKnown =
            try await reader.invoice(invoice.number, of: invoice.tenant, at: commit.revision) != nil
        return isKnown && !isOld ? commit : nil
    }

    /// Whether an invoice of another making served a period on the clock that was known when it was rated, or the time
    /// between others.
    private static func wasPeriod(
        _ invoice: Invoice, _ served: Range<Int64>, _ book: PlanBook, _ context: ScreenContext,
        _ issued: [Issued]
    ) async throws -> Bool {
        guard let rating = invoice.rating else { return false }
        do {
            let revision = try Revision(Int64(rating.revision))
            guard revision <= context.revision,
                let then = try await context.reader.tenants(.one(invoice.tenant), at: revision).first,
                let bucket = try Self.bucket(of: served, book, context.zones.zone(then.zones))
            else { return false }
            let bounds = issued.flatMap { [$0.served.lowerBound, $0.served.upperBound] }
            return (bounds + [bucket.startMicroseconds]).contains(served.lowerBound)
                && (bounds + [bucket.endMicroseconds]).contains(served.upperBound)
        } catch BillingError.Code.notFound {
            return false
        }
    }

    // MARK: The instants of a period

    /// The invoices for a period: those of a run first, then the ones that are not void.
    func invoices(for period: BillingPeriod) -> [Issued] {
        issued.filter { $0.bucket.firstDate == period.bucket.firstDate }
            .sorted { ($0.commit != nil ? 0 : 1) < ($1.commit != nil ? 0 : 1) }
    }

    /// A period of the clock, with the instants that it is served by.
    func served(_ period: BillingPeriod) throws(BillingError) -> BillingPeriod {
        let bucket = period.bucket
        var (start, end) = (bucket.startMicroseconds, bucket.endMicroseconds)
        let own = issued.filter { $0.bucket.firstDate == bucket.firstDate }
        if let first = own.first(where: { !$0.isVoid }) ?? own.first {
            (start, end) = (first.served.lowerBound, first.served.upperBound)
        } else {
            let before = issued.filter { $0.bucket.firstDate < bucket.firstDate }
                .filter { Bucket.areNear($0.served.upperBound, start) }
            let after = issued.filter { $0.bucket.firstDate > bucket.firstDate }
                .filter { Bucket.areNear($0.served.lowerBound, end) }
            if let last = before.last(where: { !$0.isVoid }) ?? before.last { start = last.served.upperBound }
            if let next = after.first(where: { !$0.isVoid }) ?? after.first { end = next.served.lowerBound }
            guard start < end else {
                throw BillingError(
                    .conflict, rule: "a period is invoiced once, and no part of it before",
                    detail: "tenant '\(tenant.id)', the period from \(bucket.firstDate) has no time left")
            }
        }
        return BillingPeriod(
            bucket: Bucket(
                start: start, end: end, firstDate: bucket.firstDate, lastDate: bucket.lastDate,
                clippedStart: bucket.clippedStart, clippedEnd: bucket.clippedEnd), term: period.term)
    }

    /// The period that holds an instant; nil if no plan is in force on its first date.
    func period(holding instant: Int64) throws(BillingError) -> BillingPeriod? {
        guard let book else { return nil }
        guard !issued.isEmpty else {
            return try book.period(holding: instant, clock: clock).map(BillingPeriod.init)
        }
        let near = max(Instants.first, instant - Zone.mostDifference)
        return try periods(meeting: near..<min(Instants.end, instant + Zone.mostDifference))
            .first { $0.bucket.startMicroseconds <= instant && instant < $0.bucket.endMicroseconds }
    }

    /// The last period that has a plan and has ended by an instant; nil if there is none.
    func lastPeriod(endedBy now: Int64) throws(BillingError) -> BillingPeriod? {
        guard let book else { return nil }
        // One that ends earlier by its invoice than on the clock.
        if let early = try book.period(holding: now, clock: clock).map(BillingPeriod.init) {
            let early = try served(early)
            if early.bucket.endMicroseconds <= now { return early }
        }
        var instant = now
        while let last = try book.lastPeriod(endedBy: instant, clock: clock) {
            let served = try served(BillingPeriod(last))
            if served.bucket.endMicroseconds <= now { return served }
            instant = last.bucket.startMicroseconds
        }
        return nil
    }

    /// The periods that meet a range of instants and have a plan, in order.
    func periods(meeting range: Range<Int64>) throws(BillingError) -> [BillingPeriod] {
        guard let book, !range.isEmpty else { return [] }
        let wide =
            max(
                Instants.first, range.lowerBound - Zone.mostDifference)..<min(
                Instants.end, range.upperBound + Zone.mostDifference)
        var result: [BillingPeriod] = []
        for period in try book.periods(meeting: wide, clock: clock) {
            let served = try served(BillingPeriod(period))
            if (served.bucket.startMicroseconds..<served.bucket.endMicroseconds).overlaps(range) {
                result.append(served)
            }
        }
        return result
    }

    /// The clocks that were the tenant's before each of its moves was told, if they were told in order.
    func earlierClocks(_ zones: ZoneDatabase) throws(BillingError) -> [Zone] {
        let history = tenant.zones
        var clocks: [Zone] = []
        for count in 0..<history.changes.count {
            let earlier = try ZoneHistory(first: history.first, changes: Array(history.changes.prefix(count)))
            clocks.append(try zones.zone(earlier))
        }
        return clocks
    }

    /// The dates of what an invoice serves, if it is a period whose instants may be others than those of its dates.
    func dates(of invoice: Invoice) -> ClosedRange<LocalDate>? {
        issued.first { $0.invoice.number == invoice.number }
            .map { $0.bucket.firstDate...max($0.bucket.firstDate, $0.bucket.lastDate) }
    }
}
