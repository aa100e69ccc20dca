#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Runs `body` as a user whom the permissions of files bind; on this thread alone, so that other tests go on.
///
/// Where there is no such thread, `body` is left out for the superuser.
func withoutPrivileges(_ body: () throws -> Void) throws {
    guard geteuid() == 0 else { return try body() }
    // Only Linux has it, in a header that no module of the toolchain shows.
    guard let address = dlsym(nil, "setfsuid") else { return }
    let setUser = unsafeBitCast(address, to: (@convention(c) (UInt32) -> Int32).self)
    _ = setUser(65_534)
    defer { _ = setUser(0) }
    try body()
}
