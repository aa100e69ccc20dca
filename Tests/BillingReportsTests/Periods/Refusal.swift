import BillingModel
import Testing

/// A call is refused with an error of this code.
func expectRefusal(
    _ code: BillingError.Code, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> some Any
) {
    let error = #expect(throws: BillingError.self, sourceLocation: sourceLocation) { _ = try body() }
    #expect(error?.code == code, sourceLocation: sourceLocation)
}
