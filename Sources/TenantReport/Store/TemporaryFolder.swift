import Foundation
import BillingTime
import InauroBilling

/// A folder that is removed at the end of the process, also if INT, TERM or HUP is its end.
///
/// The signals are taken by a queue and not by a handler, in which next to nothing may be called. A signal that the process was
/// started to ignore, as by `nohup`, stays ignored.
struct TemporaryFolder: Sendable {
    let url: URL

    private struct State {
        var folders: Set<URL> = []
        var isEnding = false
    }

    private static let state = Lock(State())

    /// One for each signal; kept, because a source that is let go listens no more.
    ///
    /// Safe to share: the list is made once and never changed, and nobody uses a source but Dispatch.
    nonisolated(unsafe) private static let sources = [SIGINT, SIGTERM, SIGHUP].compactMap { number in
        guard unsafeBitCast(signal(number, SIG_IGN), to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self)
        else { return nil as (any DispatchSourceSignal)? }
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            removeAll()
            // The end that the signal would have had.
            signal(number, SIG_DFL)
            kill(getpid(), number)
        }
        source.resume()
        return source
    }

    /// Makes a folder that only this user may look into.
    init() throws {
        _ = Self.sources
        url = FileManager.default.temporaryDirectory
            .appending(path: "tenant-report-\(UUID().uuidString)", directoryHint: .isDirectory)
        let url = url
        // Known before it is there, so that no signal falls between; none is made behind one.
        try Self.state.withLock { state in
            if state.isEnding { throw CancellationError() }
            state.folders.insert(url)
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
    }

    func remove() {
        try? FileManager.default.removeItem(at: url)
        _ = Self.state.withLock { $0.folders.remove(url) }
    }

    private static func removeAll() {
        let folders = state.withLock { state in
            state.isEnding = true
            return state.folders
        }
        for folder in folders {
            // A thread may make a file while the others go, until the folder itself is gone.
            for _ in 0..<100 where FileManager.default.fileExists(atPath: folder.path) {
                try? FileManager.default.removeItem(at: folder)
            }
        }
    }
}
