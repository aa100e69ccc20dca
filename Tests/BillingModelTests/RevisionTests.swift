import BillingModel
import BillingTestSupport
import Testing

@Suite("A revision is a number of commits")
struct RevisionTests {
    @Test("It is not negative, and ordered by its number")
    func order() throws {
        #expect(try Revision(0) == .zero)
        #expect(try Revision(1) < Revision(2))
        #expect(try !(Revision(2) < Revision(2)))
        #expect(try Revision(.max).number == .max)
        #expect(try Revision(7).description == "7")
        #expect(refusal { try Revision(-1) } == .invalidValue)
        #expect(refusal { try Revision(.min) } == .invalidValue)
    }

    @Test("The next one is one more, until there is none")
    func next() throws {
        #expect(try Revision.zero.next() == Revision(1))
        #expect(try Revision(.max - 1).next() == Revision(.max))
        #expect(refusal { try Revision(.max).next() } == .limitExceeded)
    }

    @Test("Its JSON form is the number")
    func codable() throws {
        try expectForm([Revision.zero, Revision(42), Revision(.max)], "[0,42,9223372036854775807]")
        #expect(refusal { try read(Revision.self, "-1") } == .invalidValue)
        for form in ["9223372036854775808", "1.5", #""1""#, "null"] {
            #expect(throws: DecodingError.self) { try read(Revision.self, form) }
        }
    }
}
