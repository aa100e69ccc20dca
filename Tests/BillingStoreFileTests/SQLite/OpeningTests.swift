import BillingModel
import BillingTestSupport
import Testing

@testable import BillingStoreFile

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("A database is opened as it should be, or the path is named with what is wrong")
struct OpeningTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(_ path: String, _ access: ConnectionOptions.Access) throws -> Connection {
        try Connection.open(path, .test(access))
    }

    private func expect(
        _ code: BillingError.Code, _ path: String, _ accesses: [ConnectionOptions.Access],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for access in accesses {
            let error = #expect(throws: BillingError.self, sourceLocation: sourceLocation) {
                try open(path, access)
            }
            #expect(
                error?.code == code, "\(access): \(String(reflecting: error))", sourceLocation: sourceLocation
            )
            #expect(error?.detail.contains(path) == true, sourceLocation: sourceLocation)
            #expect(error?.rule.contains(path) == false, sourceLocation: sourceLocation)
        }
    }

    private func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(filePath: folder.file(name)))
        return folder.file(name)
    }

    @Test("The owner alone may read and write what is made")
    func modes() throws {
        let connection = try Connection.test(folder.file("store"))
        try connection.add("a")
        #expect(try folder.names() == ["store", "store-shm", "store-wal"])
        for name in try folder.names() { #expect(folder.mode(name) == 0o600, "\(name)") }
        connection.close()
        #expect(try folder.names() == ["store"])
    }

    @Test("The settings of the file and the connection")
    func settings() throws {
        let connection = try Connection.test(folder.file("store"))
        let expected: [(String, Int64)] = [
            ("page_size", 16_384), ("synchronous", 2), ("wal_autocheckpoint", 0), ("secure_delete", 1),
            ("trusted_schema", 0), ("foreign_keys", 1), ("cell_size_check", 1), ("temp_store", 2),
            ("mmap_size", 0), ("application_id", 0x7465_7374), ("user_version", 1),
        ]
        for (name, value) in expected {
            let read = try connection.first("PRAGMA \(name)") { try $0.integer(0) }
            #expect(read == value, "\(name)")
        }
        #expect(try connection.first("PRAGMA journal_mode") { try $0.text(0) } == "wal")
        var options = ConnectionOptions.test(.readWrite)
        options.synchronous = .normal
        let other = try Connection.open(folder.file("store"), options)
        #expect(try other.first("PRAGMA synchronous") { try $0.integer(0) } == 1)
    }

    @Test("Nothing can be put into the schema behind SQLite's back")
    func defensive() throws {
        let connection = try Connection.test(folder.file("store"))
        try connection.run("PRAGMA writable_schema = ON")
        #expect(throws: BillingError.self) { try connection.run("DELETE FROM sqlite_schema") }
    }

    @Test(
        "The wait keeps to its bounds",
        arguments: [
            (Duration.seconds(-1), Int32(0)), (.zero, 0), (.milliseconds(1_500), 1_500),
            (.seconds(Int64.max), 86_400_000),
        ])
    func wait(_ wait: Duration, _ milliseconds: Int32) {
        #expect(ConnectionOptions.test(wait: wait).waitMilliseconds == milliseconds)
    }

    @Test(
        "A missing file or folder, a folder in the file's place, a file in the folder's, a path that is none")
    func places() throws {
        expect(.notFound, folder.file("missing"), [.readWrite, .readOnly])
        expect(.notFound, folder.file("missing/store"), [.create, .readWrite, .readOnly])
        expect(.invalidValue, folder.path, [.create, .readWrite, .readOnly])
        let file = try write([1], to: "file")
        expect(.notFound, "\(file)/store", [.create, .readWrite, .readOnly])
        expect(.invalidValue, "/dev/null", [.create, .readWrite, .readOnly])
        expect(
            .invalidValue, folder.file(String(repeating: "x", count: 300)), [.create, .readWrite, .readOnly])
        #expect(refusal { try open("", .create) } == .invalidValue)
        #expect(refusal { try open("a\u{0}b", .create) } == .invalidValue)
        #expect(try folder.names() == ["file"])
    }

    @Test(
        "Names that SQLite would take for something else",
        arguments: [
            ":memory:", "file:store?mode=memory", "a b%41?immutable=1#x", "%00", "é\"'*", "-",
        ])
    func names(_ name: String) throws {
        try Connection.test(folder.file(name)).add("a")
        #expect(try folder.names().contains { $0.utf8.elementsEqual(name.utf8) })
        #expect(try open(folder.file(name), .readOnly).words() == ["a"])
        // What the reader of a read-only folder opens.
        let file = try DatabaseFile(folder.file(name))
        let connection = try Connection(opening: file.immutableURI, path: name, flags: 0x1 | 0x40, wait: 0)
        #expect(try connection.words() == ["a"])
    }

    @Test(
        "A relative path stays a path, and its folder is known",
        arguments: [
            ("store", "./store", "."), ("a/b", "./a/b", "./a"), ("/store", "/store", "/"),
            ("/a/b", "/a/b", "/a"),
            (":memory:", "./:memory:", "."),
        ])
    func relative(_ path: String, _ resolved: String, _ parent: String) throws {
        #expect(try DatabaseFile(path).path == resolved)
        #expect(try DatabaseFile(path).folder == parent)
    }

    @Test("What is no database, or is another program's, is left as it is")
    func strangers() throws {
        let text = try write(Array(String(repeating: "not a database. ", count: 100).utf8), to: "text")
        expect(.corruptData, text, [.create, .readWrite, .readOnly])
        let empty = try write([], to: "empty")
        expect(.malformed, empty, [.readWrite, .readOnly])
        let stranger = folder.file("stranger")
        let other = try Connection(opening: stranger, path: stranger, flags: 0x2 | 0x4, wait: 0)
        try other.runAll("CREATE TABLE t (a); PRAGMA application_id = 7")
        other.close()
        let before = try Data(contentsOf: URL(filePath: stranger))
        expect(.malformed, stranger, [.create, .readWrite, .readOnly])
        #expect(try Data(contentsOf: URL(filePath: stranger)) == before)
        #expect(try Data(contentsOf: URL(filePath: text)).count == 1_600)
    }

    @Test("An empty file, as a crash may leave it, is taken for a new one")
    func resumes() throws {
        let empty = try write([], to: "empty")
        try Connection.test(empty).add("a")
        #expect(try open(empty, .readOnly).words() == ["a"])
    }

    @Test("A file that is cut short is damaged", arguments: [100, 512, 16_383, 16_384, 20_000])
    func truncated(_ size: Int) throws {
        let connection = try Connection.test(folder.file("store"))
        try connection.write {
            for index in 0..<3_000 {
                try connection.run("INSERT INTO words VALUES (?)", [.text("word number \(index)")])
            }
        }
        connection.close()
        let whole = try Data(contentsOf: URL(filePath: folder.file("store")))
        #expect(whole.count > 65_536)
        let path = try write(Array(whole.prefix(size)), to: "cut")
        let error = #expect(throws: BillingError.self) { _ = try open(path, .readOnly).words() }
        #expect(error?.code == .corruptData)
        #expect(error?.detail.contains(path) == true)
    }

    @Test("A reader cannot write, and a file that nobody may write is read")
    func readOnly() throws {
        try Connection.test(folder.file("store")).add("a")
        let reader = try open(folder.file("store"), .readOnly)
        #expect(reader.isReadOnly)
        #expect(try reader.read { try reader.words() } == ["a"])
        #expect(refusal { try reader.add("b") } == .readOnly)
        #expect(try reader.words() == ["a"])
    }

    @Test(
        "In a folder that cannot be written, a repository is read, and is refused by name to who would write")
    func readOnlyFolder() throws {
        try Connection.test(folder.file("store")).add("a")
        chmod(folder.file("store"), 0o666)
        chmod(folder.path, 0o555)
        defer { chmod(folder.path, 0o700) }
        try withoutPrivileges {
            expect(.readOnly, folder.file("store"), [.create, .readWrite])
            expect(.readOnly, folder.file("new"), [.create])
            let reader = try open(folder.file("store"), .readOnly)
            #expect(reader.frozen != nil)
            #expect(try reader.read { try reader.words() } == ["a"])
            #expect(refusal { try reader.add("b") } == .readOnly)
            reader.close()
        }
        #expect(try folder.names() == ["store"])
    }

    @Test("A file that the process may not read is refused by name")
    func forbidden() throws {
        try Connection.test(folder.file("store")).add("a")
        chmod(folder.file("store"), 0o000)
        chmod(folder.path, 0o755)
        try withoutPrivileges {
            expect(.unavailable, folder.file("store"), [.create, .readWrite, .readOnly])
        }
        chmod(folder.file("store"), 0o444)
        try withoutPrivileges { expect(.readOnly, folder.file("store"), [.create, .readWrite]) }
        chmod(folder.path, 0o000)
        defer { chmod(folder.path, 0o700) }
        try withoutPrivileges { expect(.unavailable, folder.file("store"), [.readWrite, .readOnly]) }
    }

    @Test("A file opened on the word that nobody writes it notices when somebody does")
    func stale() throws {
        let path = folder.file("store")
        try Connection.test(path).add("a")
        let file = try DatabaseFile(path)
        let reader = try Connection(opening: file.immutableURI, path: path, flags: 0x1 | 0x40, wait: 0)
        reader.frozen = (file, try file.stamp())
        #expect(try reader.read { try reader.words() } == ["a"])
        let writer = try Connection.test(path)
        try writer.add("b")
        #expect(reader.isStale)
        #expect(refusal { try reader.read { try reader.words() } } == .unavailable)
        writer.close()
        #expect(reader.isStale)
    }
}
