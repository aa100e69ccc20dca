import BillingModel
import BillingReports
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A stamp and a change are values with a stable JSON form")
struct ScreenStampTests {
    @Test("The JSON form of a stamp depends on no strategy of the encoder")
    func form() throws {
        let stamp = ScreenStamp(
            now: Date(timeIntervalSince1970: 1_385_870_400.000_001), zone: try ZoneID("America/New_York"),
            release: nil, digest: "00ff", revision: try Revision(7),
            moves: [
                .init(
                    tenant: try TenantID("a"), from: Date(timeIntervalSince1970: 0),
                    zone: try ZoneID("Asia/Tokyo"))
            ])
        let text = try json(stamp, strategies: true)
        #expect(
            text == """
                {"digest":"00ff","moves":[{"from":"1970-01-01T00:00:00.000000Z","tenant":"a","zone":"Asia/Tokyo"}],\
                "now":"2013-12-01T04:00:00.000001Z","revision":7,"zone":"America/New_York"}
                """)
        #expect(try read(ScreenStamp.self, text) == stamp)
    }

    @Test("An instant that is no text is refused when a stamp is read")
    func malformed() {
        let text = #"{"digest":"","moves":[],"now":"yesterday","revision":7,"zone":"UTC"}"#
        #expect(throws: BillingError.self) {
            try JSONDecoder().decode(ScreenStamp.self, from: Data(text.utf8))
        }
    }

    @Test(
        "A percent has the sign of the difference, and none where the base is zero",
        arguments: [
            (-32.0, 1431.0, -3200.0 / 1431 as Double?), (5, 0, nil), (0, 5, 0), (5, -10, 50), (-5, -10, -50),
            (1e308, 1e-10, nil),
        ])
    func percent(difference: Double, base: Double, percent: Double?) throws {
        let whole = try Completeness(phase: .settled, coverage: 1, samples: 1, origin: .observed)
        #expect(FigureChange(difference: difference, base: base, completeness: whole).percent == percent)
    }
}
