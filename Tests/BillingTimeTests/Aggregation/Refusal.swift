import BillingModel

/// The code with which something is refused; nil if it is not.
func refusal<Result>(of body: () throws -> Result) -> BillingError.Code? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? BillingError)?.code
    }
}
