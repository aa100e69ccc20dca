import Foundation

/// Waits for asynchronous work where the time of a question is taken.
enum Blocking {
    static func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
        let done = DispatchSemaphore(value: 0)
        let result = Box<Value>()
        Task.detached {
            do { result.value = .success(try await work()) } catch { result.value = .failure(error) }
            done.signal()
        }
        done.wait()
        guard let value = result.value else { throw Failure("the work ended without a result") }
        return try value.get()
    }

    /// Written before the signal, and read after it.
    private final class Box<Value: Sendable>: @unchecked Sendable {
        var value: Result<Value, any Error>?
    }
}
