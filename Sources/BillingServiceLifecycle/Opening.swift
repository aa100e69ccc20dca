#if ServiceLifecycle
/// Opens what several ask for, once; and again for the next one who asks if that failed.
actor Opening<Value: Sendable> {
    private let open: @Sendable () async throws -> Value
    private var task: Task<Value, any Error>?

    init(_ open: @escaping @Sendable () async throws -> Value) { self.open = open }

    var value: Value {
        get async throws {
            let task = task ?? Task { [open] in try await open() }
            self.task = task
            do {
                return try await task.value
            } catch {
                if self.task == task { self.task = nil }
                throw error
            }
        }
    }
}
#endif
