package import BillingModel

extension BillingError {
    /// Runs work where only errors of the package may come out.
    package static func only<Value>(_ work: () throws -> Value) throws(BillingError) -> Value {
        do {
            return try work()
        } catch let error as BillingError {
            throw error
        } catch {
            throw BillingError(.unavailable, rule: "work that began is finished", cause: error)
        }
    }
}
