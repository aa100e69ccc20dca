import BillingModel
import BillingTestSupport
import Foundation
import Testing

@Suite("A tenant has an id, a name, zones and a currency")
struct TenantTests {
    @Test("The short form makes a tenant that never moved")
    func short() throws {
        let tenant = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)
        #expect(tenant.id.text == "acme")
        #expect(tenant.name == "Acme")
        #expect(tenant.zones == ZoneHistory(try ZoneID("Australia/Sydney")))
        #expect(tenant.zone(at: instant(0)).name == "Australia/Sydney")
        #expect(tenant.currency == .aud)
        #expect(tenant.organisation == nil && tenant.parent == nil)
    }

    @Test(
        "What is malformed is refused by its rule",
        arguments: [
            ("", "n", "UTC", "an id or label text has 1 to 255 bytes of UTF-8 and no NUL"),
            (
                "t", "", "UTC",
                "a name, unit, description or reference has 1 to 4096 bytes of UTF-8 and no NUL"
            ),
            (
                "t", "a\u{0}", "UTC",
                "a name, unit, description or reference has 1 to 4096 bytes of UTF-8 and no NUL"
            ),
            (
                "t", "n", "/etc/passwd",
                "a zone name has 1 to 255 letters, digits, '_', '-', '+' or '.', in parts divided by '/'"
            ),
        ])
    func refused(_ id: String, _ name: String, _ zone: String, _ rule: String) {
        #expect(brokenRule { try Tenant(id: id, name: name, zone: zone, currency: .eur) } == rule)
    }

    @Test("No tenant is its own parent, byte by byte")
    func parent() throws {
        func tenant(_ id: String, under parent: String) throws -> Tenant {
            try Tenant(
                id: TenantID(id), name: "n", zones: ZoneHistory(.utc), currency: .eur,
                parent: TenantID(parent))
        }
        #expect(brokenRule { try tenant("a", under: "a") } == "a tenant is not its own parent")
        #expect(try tenant("caf\u{E9}", under: "cafe\u{301}").parent?.text == "cafe\u{301}")
        #expect(try tenant("a", under: "A").parent?.text == "A")
    }

    @Test("Names are compared byte by byte")
    func names() throws {
        let composed = try Tenant(id: "t", name: "Caf\u{E9}", zone: "UTC", currency: .eur)
        let decomposed = try Tenant(id: "t", name: "Cafe\u{301}", zone: "UTC", currency: .eur)
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed, composed]).count == 2)
    }

    @Test("The JSON form is pinned, with and without what is optional")
    func codable() throws {
        try expectForm(
            Tenant(id: "acme", name: "Acme / \"Co\"", zone: "UTC", currency: .jpy),
            #"{"currency":"JPY","id":"acme","name":"Acme / \"Co\"","zones":{"changes":[],"first":"UTC"}}"#)
        try expectForm(
            Tenant(
                id: TenantID("acme"), name: "Acme",
                zones: ZoneHistory(.utc).changing(to: ZoneID("Europe/Paris"), from: instant(0, micro: 1)),
                currency: .eur,
                organisation: OrganisationID("group"), parent: TenantID("root")),
            #"{"currency":"EUR","id":"acme","name":"Acme","organisation":"group","parent":"root","#
                + #""zones":{"changes":[{"from":"1970-01-01T00:00:00.000001Z","zone":"Europe/Paris"}],"first":"UTC"}}"#
        )
    }

    @Test(
        "JSON that breaks a rule is refused",
        arguments: [
            (#""parent":"p""#, #""parent":"t""#), (#""parent":"p""#, #""parent":"""#),
            (#""currency":"EUR""#, #""currency":"eu""#),
            (#""first":"UTC""#, #""first":"..""#), (#""name":"n""#, #""name":"""#), (#""name":"n","#, ""),
            (#""zones":{"first":"UTC"}"#, #""zones":"UTC""#), (#""zones":{"first":"UTC"}"#, #""zones":{}"#),
        ])
    func malformed(_ part: String, _ other: String) {
        let form = #"{"currency":"EUR","id":"t","name":"n","parent":"p","zones":{"first":"UTC"}}"#
        #expect(throws: Never.self) { try read(Tenant.self, form) }
        let broken = form.replacing(part, with: other)
        #expect(broken != form)
        #expect(throws: (any Error).self) { try read(Tenant.self, broken) }
    }
}
