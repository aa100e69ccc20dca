import BillingModel
import Testing

@Suite("An error is safe to log, and tells all when debugged")
struct BillingErrorTests {
    private struct Underlying: Error, CustomDebugStringConvertible {
        var debugDescription: String { "disk 3 is gone" }
    }

    private func violation(_ index: Int) -> BillingError.Violation {
        .init(
            index: index, kind: "sample", record: "acme/users", code: .invalidValue,
            rule: "a sample has a finite value")
    }

    @Test("The description holds code and rule, and no data")
    func description() {
        let error = BillingError(
            .refused, rule: "a batch is taken whole or not at all", detail: "batch of acme",
            violations: [violation(4), violation(7)], cause: Underlying())
        #expect("\(error)" == "refused: a batch is taken whole or not at all (2 violations)")
        #expect(violation(4).description == "sample 4: invalidValue: a sample has a finite value")
        #expect(
            BillingError(.notFound, rule: "a tenant is known", detail: "acme").description
                == "notFound: a tenant is known")
    }

    @Test("The debug description holds all of it")
    func debugDescription() {
        let error = BillingError(
            .refused, rule: "a batch is taken whole or not at all", detail: "batch of acme",
            violations: [violation(4)], cause: Underlying())
        #expect(
            String(reflecting: error) == """
                refused: a batch is taken whole or not at all [batch of acme]
                  sample 4 (acme/users): invalidValue: a sample has a finite value
                  cause: disk 3 is gone
                """)
        #expect(String(reflecting: BillingError(.overflow, rule: "a sum fits")) == "overflow: a sum fits")
    }

    @Test(
        "The list of violations ends at its limit, from the front",
        arguments: [0, 1, 999, 1_000, 1_001, 5_000])
    func limit(_ count: Int) {
        let error = BillingError(.refused, rule: "r", violations: (0..<count).map(violation))
        #expect(BillingError.violationLimit == 1_000)
        #expect(error.violations.map(\.index) == Array(0..<min(count, 1_000)))
    }

    @Test("A code can be caught by name")
    func pattern() {
        func outcome(_ error: any Error) -> String {
            do {
                throw error
            } catch BillingError.Code.conflict {
                return "conflict"
            } catch BillingError.Code.outdated {
                return "outdated"
            } catch {
                return "other"
            }
        }
        #expect(outcome(BillingError(.conflict, rule: "r")) == "conflict")
        #expect(outcome(BillingError(.outdated, rule: "r")) == "outdated")
        #expect(outcome(BillingError(.notFound, rule: "r")) == "other")
        #expect(outcome(Underlying()) == "other")
    }

    @Test("The names of codes and the advice on a retry are pinned, and no two codes share a name")
    func names() {
        let codes: [BillingError.Code] = [
            .invalidValue, .malformed, .unsupported, .limitExceeded, .overflow, .notFound, .outOfScope,
            .conflict, .expired, .outdated, .refused, .invalidCursor, .corruptData, .unavailable, .busy,
            .closed,
            .readOnly, .noSpace, .storageFailed, .newerFormat, .replaced, .rolledBack,
        ]
        #expect(BillingError.Code.allCases == codes)
        #expect(
            codes.map { "\($0) \($0.retry)" } == [
                "invalidValue afterChange", "malformed afterChange", "unsupported afterChange",
                "limitExceeded afterChange", "overflow afterChange", "notFound afterChange",
                "outOfScope afterChange", "conflict afterChange", "expired afterChange",
                "outdated afterChange",
                "refused afterChange", "invalidCursor afterChange", "corruptData never", "unavailable later",
                "busy later", "closed afterChange", "readOnly afterChange", "noSpace later",
                "storageFailed afterChange", "newerFormat never", "replaced afterChange",
                "rolledBack afterChange",
            ])
        #expect(Set(codes.map(\.description)).count == codes.count)
    }
}
