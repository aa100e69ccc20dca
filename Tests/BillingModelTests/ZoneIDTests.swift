import BillingModel
import BillingTestSupport
import Testing

@Suite("A zone name is a relative path below its folder")
struct ZoneIDTests {
    @Test(
        "The names of the database are taken",
        arguments: [
            "UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+12", "Etc/GMT-14", "GMT0",
            "EST5EDT",
            "America/Port-au-Prince", "a", "a.b", "...a", "posix/UTC", String(repeating: "z", count: 255),
        ])
    func taken(_ name: String) throws {
        let zone = try ZoneID(name)
        #expect(zone.name == name)
        #expect(zone.description == name)
        try expectForm([zone], "[\"\(name)\"]")
    }

    @Test(
        "What is no such path is refused",
        arguments: [
            "", "/", "/UTC", "UTC/", "Europe//Berlin", "..", ".", "...", "../UTC", "Europe/../UTC",
            "Europe/.", "./UTC", "Europe/..",
            "Europe\\Berlin", "UTC ", " UTC", "UTC\n", "UTC\u{0}", "Europe/K\u{F6}ln", "UTC+05:30", "C:UTC",
            "~", "$HOME", "a/*",
            "UTC\u{301}", "\u{FF35}TC", "١", String(repeating: "z", count: 256),
            String(repeating: "/", count: 1_000_000),
        ])
    func refused(_ name: String) {
        #expect(refusal { try ZoneID(name) } == .invalidValue)
    }

    @Test("Names are ordered by their bytes, and case counts")
    func order() throws {
        #expect(try ZoneID("Zulu") < ZoneID("a"))
        #expect(try ZoneID("Etc/UTC") < ZoneID("Etc/UTC0"))
        #expect(try !(ZoneID("UTC") < ZoneID("UTC")))
        #expect(try ZoneID("utc") != .utc)
        #expect(try ZoneID("UTC") == .utc)
        #expect(try ZoneID(ZoneID.utc.name) == .utc)
    }

    @Test("JSON is checked like any other text", arguments: [#""""#, #""../x""#, "1", "null", "{}"])
    func malformed(_ form: String) {
        #expect(throws: (any Error).self) { try read(ZoneID.self, form) }
    }
}
