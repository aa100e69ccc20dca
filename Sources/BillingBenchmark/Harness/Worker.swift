import Foundation

/// A peer's process, which reads a JSON object per line and answers with one.
final class Worker {
    private struct Reply: Decodable {
        let figure: Double?
        let version: String?
        let columns: Int?
        let file: String?
        let error: String?
    }

    let peer: Peer
    private(set) var version = ""
    private let process = Process()
    private let requests = Pipe()
    private let replies = Pipe()

    /// Starts a peer, which loads the data of a line.
    init(_ peer: Peer, line: String, settings: Settings, folder: DataFolder) throws {
        self.peer = peer
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [settings.python ?? "python3", "\(settings.peers)/\(peer.name)_peer.py"]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "OMP_NUM_THREADS": "\(settings.threads)", "POLARS_MAX_THREADS": "\(settings.threads)",
        ]) { $1 }
        process.standardInput = requests
        process.standardOutput = replies
        try process.run()
        let reply = try ask([
            "op": "prepare", "line": line, "folder": folder.path, "threads": "\(settings.threads)",
        ])
        version = reply.version ?? ""
    }

    /// What was measured of an answer, and the answer if it is wanted.
    func query(
        _ request: [String: String], form: String, wantsAnswer: Bool
    ) throws -> (figure: Double, answer: Answer?) {
        let words = ["op": "query", "form": form, "check": wantsAnswer ? "yes" : "no"]
        let reply = try ask(request.merging(words) { $1 })
        guard let figure = reply.figure else { throw Failure("\(peer.name) gave no figure") }
        guard wantsAnswer, let file = reply.file, let columns = reply.columns else { return (figure, nil) }
        return (figure, try DataFolder.take(columns: columns, from: file))
    }

    func stop() {
        try? requests.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    private func ask(_ request: [String: String]) throws -> Reply {
        let line = try JSONEncoder().encode(request) + Data("\n".utf8)
        try requests.fileHandleForWriting.write(contentsOf: line)
        var text = Data()
        while text.last != UInt8(ascii: "\n") {
            guard let byte = try replies.fileHandleForReading.read(upToCount: 1), !byte.isEmpty else {
                throw Failure("the process ended")
            }
            text += byte
        }
        let reply = try JSONDecoder().decode(Reply.self, from: text)
        if let error = reply.error { throw Failure(error) }
        return reply
    }
}
