package import BillingModel

/// The error that `body` throws; nil if it throws none, or one of another type.
package func syncBillingError<Value>(_ body: () throws -> Value) -> BillingError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? BillingError
    }
}

/// The error that `body` throws; nil if it throws none, or one of another type.
package func billingError<Value>(_ body: () async throws -> Value) async -> BillingError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? BillingError
    }
}

/// The code of the error that `body` throws.
package func refusal<Value>(_ body: () throws -> Value) -> BillingError.Code? { syncBillingError(body)?.code }
