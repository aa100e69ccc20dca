package import BillingModel

/// The code of the error that `body` throws; nil if it throws none, or one of another type.
package func refusal<Value>(_ body: () throws -> Value) -> BillingError.Code? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? BillingError)?.code
    }
}

/// The code of the error that the work of a queue throws; nil if it throws none, or one of another type.
package func queueRefusal<Value: Sendable>(
    _ body: @Sendable () async throws -> Value
) async -> BillingError.Code? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? BillingError)?.code
    }
}
