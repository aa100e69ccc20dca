import Dispatch
import Foundation

/// A browser without a window, which listens on its descriptors 3 and 4.
///
/// It ends with this value, with a signal that ends this process, and by itself once the pipes are closed.
final class Chromium {
    let pipes: Pipes
    private let process: pid_t
    private let folder: URL
    private var signals: [any DispatchSourceSignal] = []
    private var isEnded = false

    init() throws {
        let program = try Self.find()
        folder = FileManager.default.temporaryDirectory.appending(path: "page-checks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        do {
            pipes = try Pipes()
            process = try Self.start(program, pipes, folder)
        } catch {
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
        pipes.closeTheirs()
        // A browser that has ended is told by the answer, not by a signal.
        signal(SIGPIPE, SIG_IGN)
        signals = [SIGINT, SIGTERM, SIGHUP].map { Self.ending(process, folder, on: $0) }
    }

    deinit { end() }

    /// Ends the browser and removes what it wrote.
    func end() {
        guard !isEnded else { return }
        isEnded = true
        for source in signals { source.cancel() }
        pipes.closeOurs()
        Self.end(process, folder)
    }

    /// What the browser said of itself, for a message.
    var output: String {
        let text = (try? String(contentsOf: folder.appending(path: "output"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(5).joined(separator: "\n")
    }

    private static let names = ["chromium", "chromium-headless-shell", "google-chrome"]

    private static func find() throws -> String {
        let environment = ProcessInfo.processInfo.environment
        if let path = environment["CHROMIUM"], !path.isEmpty { return path }
        for name in names {
            for folder in (environment["PATH"] ?? "").split(separator: ":") {
                let path = "\(folder)/\(name)"
                if FileManager.default.isExecutableFile(atPath: path) { return path }
            }
        }
        throw BrowserError.missing(names)
    }

    private static func arguments(_ folder: URL) -> [String] {
        var arguments = [
            "--headless=new", "--remote-debugging-pipe", "--user-data-dir=\(folder.path())/profile",
            "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--mute-audio",
            "--force-device-scale-factor=1", "--force-color-profile=srgb", "--lang=en-US",
            "--no-first-run", "--no-default-browser-check", "--disable-extensions", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
            "--disable-breakpad", "--password-store=basic", "--use-mock-keychain",
            // No page and no part of the browser finds a host.
            "--host-resolver-rules=MAP * ~NOTFOUND",
            // The names and roles of elements, as the browser itself tells them to a screen reader.
            "--enable-blink-features=ComputedAccessibilityInfo",
        ]
        // Only files of ours are opened. The sandbox does not start for root, nor in many containers, whose shared memory is small.
        arguments += ["--no-sandbox", "--disable-dev-shm-usage"]
        return arguments + ["about:blank"]
    }

    private static func start(_ program: String, _ pipes: Pipes, _ folder: URL) throws -> pid_t {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #else
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, pipes.theirReading, 3)
        posix_spawn_file_actions_adddup2(&actions, pipes.theirWriting, 4)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        let output = folder.appending(path: "output").path()
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // A group of its own, so that its helpers end with it.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)

        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments(folder)).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        let status = posix_spawnp(&process, program, &actions, &attributes, words, environ)
        guard status == 0 else {
            throw BrowserError.notStarted("\(program): \(String(cString: strerror(status)))")
        }
        return process
    }

    private static func end(_ process: pid_t, _ folder: URL) {
        kill(-process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        // A helper that is not gone yet may still write into the folder.
        for _ in 0..<50 {
            try? FileManager.default.removeItem(at: folder)
            if !FileManager.default.fileExists(atPath: folder.path()) { return }
            usleep(20_000)
        }
    }

    private static func ending(_ process: pid_t, _ folder: URL, on number: Int32) -> any DispatchSourceSignal
    {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            end(process, folder)
            exit(128 + number)
        }
        source.activate()
        return source
    }
}
