import BillingModel
import BillingTestSupport
import Testing

@Suite("A series is identified by tenant, metric and labels")
struct SeriesKeyTests {
    @Test("Keys are ordered by tenant, then metric, then labels")
    func order() throws {
        var ascending: [SeriesKey] = []
        for tenant in ["A", "a", "ab"] {
            for metric in ["m", "n"] {
                for labels in [Labels.none, try Labels(("x", "1")), try Labels(("x", "2"))] {
                    ascending.append(
                        SeriesKey(tenant: try TenantID(tenant), metric: try MetricID(metric), labels: labels))
                }
            }
        }
        for (place, left) in ascending.enumerated() {
            for (other, right) in ascending.enumerated() {
                #expect((left < right) == (place < other))
                #expect((left == right) == (place == other))
            }
        }
        #expect(Set(ascending).count == 18)
    }

    @Test("Its JSON form holds all three; labels may be left out")
    func codable() throws {
        let plain = SeriesKey(tenant: try TenantID("acme"), metric: Metric.users.id)
        try expectForm(plain, #"{"labels":[],"metric":"users","tenant":"acme"}"#)
        #expect(plain.description == "acme/users")
        #expect(try read(SeriesKey.self, #"{"metric":"users","tenant":"acme"}"#) == plain)
        let split = SeriesKey(
            tenant: try TenantID("acme"), metric: Metric.actions.id, labels: try Labels(("type", "sms")))
        try expectForm(split, #"{"labels":[["type","sms"]],"metric":"actions","tenant":"acme"}"#)
        #expect(split.description == "acme/actions{type=sms}")
        #expect(throws: DecodingError.self) { try read(SeriesKey.self, #"{"metric":"users"}"#) }
    }
}
