@testable import BillingStoreFile

extension ConnectionOptions {
    /// Options of a test: a made-up format, and no more than a tenth of a second of waiting.
    static func test(_ access: Access = .create, wait: Duration = .milliseconds(100)) -> ConnectionOptions {
        var options = ConnectionOptions(applicationID: 0x7465_7374)
        options.access = access
        options.wait = wait
        return options
    }
}

extension Connection {
    /// Opens a file that has one table, of texts.
    static func test(_ path: String, wait: Duration = .milliseconds(100)) throws -> Connection {
        let connection = try open(path, .test(wait: wait))
        try connection.write {
            guard try connection.userVersion() == 0 else { return }
            try connection.runAll("CREATE TABLE words (word TEXT NOT NULL) STRICT")
            try connection.setFormat(applicationID: 0x7465_7374, userVersion: 1)
        }
        return connection
    }

    func add(_ words: String...) throws {
        try write { for word in words { try run("INSERT INTO words VALUES (?)", [.text(word)]) } }
    }

    func words() throws -> [String] {
        var words: [String] = []
        try each("SELECT word FROM words ORDER BY rowid") { words.append(try $0.text(0)) }
        return words
    }
}
