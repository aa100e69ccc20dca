import BillingInterchange
import BillingModel
import BillingStore
import BillingTime
import Foundation

/// Imports a made-up FOCUS file of a month, and prints how long that took and how much memory it needed at most.
///
/// `ImportMemory [--megabytes N]`, in a release build; Linux tells the peak of the process. The rows of the month come in no order of
/// time, as providers write them, a few for each hour and resource, so that they have to be added up.
@main
enum ImportMemory {
    static let resources = 200
    static let hours = 744
    static let first: Int64 = 1_772_323_200

    static func main() async throws {
        let words = Array(CommandLine.arguments.dropFirst())
        let megabytes = words.first == "--megabytes" ? words.dropFirst().first.flatMap { Int($0) } : 200
        guard let megabytes, words.isEmpty || words.count == 2 else {
            FileHandle.standardError.write(Data("usage: ImportMemory [--megabytes N]\n".utf8))
            exit(64)
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "focus-\(getpid()).csv")
        defer { try? FileManager.default.removeItem(at: file) }
        let rows = try write(file, megabytes << 20)
        let acme = try TenantID("acme")
        let repository = InMemoryRepository(clock: { Date(timeIntervalSince1970: 1_775_000_000) })
        var changes = try ChangeSet(id: CommitID("first"))
        changes.add(try Tenant(id: acme, name: "Acme", zones: ZoneHistory(.utc), currency: .usd))
        changes.add(try Metric(id: MetricID("hours"), unit: "hours", kind: .count), for: acme)
        changes.add(try Metric(id: MetricID("cost"), unit: "USD", kind: .count, cadence: .daily), for: acme)
        try await repository.commit(changes)
        let mapping = FocusMapping(
            tenant: acme,
            [
                try FocusSeries(of: "hours", quantityIn: "Hours", labels: ["resource": .resourceId]),
                try FocusSeries(
                    of: "cost", .billedCost, in: .usd, labels: ["service": .serviceName], isDaily: true),
            ])
        let before = peak()
        let clock = ContinuousClock()
        let began = clock.now
        let report = try await Importer(into: repository).run(.file(file.path), as: mapping)
        let took = clock.now - began
        let size = (try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0) >> 20
        print("file       \(size) MiB, \(rows) rows")
        print("took       \(took.formatted(.units(allowed: [.seconds], fractionalPart: .show(length: 1))))")
        print("accepted   \(report.accepted) rows, \(report.inserted) samples, \(report.batches) batches")
        print("peak       \(peak()) MiB of the process, \(before) MiB before the import")
        guard report.accepted == rows, report.inserted == resources * hours + 3 * 31 else { exit(1) }
    }

    /// The most memory that the process had, in MiB.
    private static func peak() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (line.split(separator: " ").compactMap { Int($0) }.first ?? 0) / 1_024
    }

    /// Writes rows until the file is as long as asked for or more, and each hour of each resource has one at least.
    private static func write(_ file: URL, _ length: Int) throws -> Int {
        try Data().write(to: file)
        let output = try FileHandle(forWritingTo: file)
        var text =
            "AvailabilityZone,BilledCost,BillingAccountId,BillingAccountName,BillingCurrency,BillingPeriodEnd,"
            + "BillingPeriodStart,ChargeCategory,ChargeClass,ChargeDescription,ChargeFrequency,ChargePeriodEnd,"
            + "ChargePeriodStart,ConsumedQuantity,ConsumedUnit,ContractedCost,ContractedUnitPrice,EffectiveCost,"
            + "InvoiceIssuerName,ListCost,ListUnitPrice,PricingCategory,PricingQuantity,PricingUnit,ProviderName,"
            + "PublisherName,ResourceId,ServiceCategory,ServiceName,SkuId,SkuPriceId\n"
        var random = SplitMix64(seed: 7)
        var (written, rows) = (0, 0)
        // A stride that shares no factor with the number of places visits each once in a round.
        let places = resources * hours
        var place = 0
        while written < length || rows % places != 0 {
            place = (place + 61_603) % places
            let (resource, hour) = (place % resources, Int64(place / resources))
            let cents = Int(random.next() % 90) + 10
            text +=
                "zone-\(resource % 3),0.\(cents),123456789012,Example Account,USD,2026-04-01T00:00:00Z,"
                + "2026-03-01T00:00:00Z,Usage,,Compute hours of a machine in the standard class,Usage-Based,"
                + "\(instant(hour + 1)),\(instant(hour)),0.\(cents),Hours,0.\(cents),1,0.\(cents),"
                + "Example Cloud,0.\(cents),1,Standard,0.\(cents),Hours,Example Cloud,Example Cloud,"
                + "arn:example:machine/i-\(1_000_000 + resource),Compute,Machines \(resource % 3),"
                + "SKU-\(resource % 3),SKU-\(resource % 3)-1\n"
            rows += 1
            if text.utf8.count > 1 << 20 {
                try output.write(contentsOf: Data(text.utf8))
                written += text.utf8.count
                text = ""
            }
        }
        try output.write(contentsOf: Data(text.utf8))
        try output.close()
        return rows
    }

    private static func instant(_ hour: Int64) -> String {
        Date(timeIntervalSince1970: Double(first + hour * 3_600)).formatted(.iso8601)
    }
}
