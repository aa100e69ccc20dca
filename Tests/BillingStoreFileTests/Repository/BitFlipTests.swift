import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@testable import BillingStoreFile

@Suite("A file with flipped bits, or cut short, answers as before or says that it is damaged")
struct BitFlipTests {
    private let folder: TemporaryFolder
    private let path: String
    private let sound: [UInt8]
    private let answers: [Answer]

    init() async throws {
        folder = try TemporaryFolder()
        path = folder.file("file")
        let made = try await StoredWorld.sound.value
        answers = made.answers
        sound = Array(made.bytes)
        try made.bytes.write(to: URL(filePath: path))
    }

    /// What became of a file: how many reads failed, and whether the verification found something.
    private struct Outcome {
        var isOpen = false
        var failures = 0
        var findings = 0
        var isSound: Bool { isOpen && failures == 0 && findings == 0 }
    }

    /// Opens a file, reads everything and verifies it.
    private func outcome(_ what: String, verifies: Bool = true) async throws -> Outcome {
        var outcome = Outcome()
        let repository: FileRepository
        do {
            repository = try await StoredWorld.open(path)
        } catch {
            #expect(error is BillingError, "\(what): \(error)")
            return outcome
        }
        outcome.isOpen = true
        for (found, answer) in zip(try await StoredWorld.answers(of: repository), answers) {
            switch found {
            case .success(let found): #expect(found == answer, "\(what)")
            case .failure(let error):
                outcome.failures += 1
                #expect(error is BillingError, "\(what): \(error)")
            }
        }
        // What is wrong with a file that can be opened is listed, and never thrown.
        if verifies { outcome.findings = try await repository.verify().count }
        await repository.close()
        return outcome
    }

    @Test("Flipped bits", arguments: Sweep.cases([UInt64(1), 2], every: 2))
    func flips(_ seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        // Most of a file is empty space; half of the flips are where there is something.
        let full = sound.indices.filter { sound[$0] != 0 }
        var outcomes: [Outcome] = []
        let rounds = Sweep.count(120, part: 60)
        for round in 0..<rounds {
            let place = round.isMultiple(of: 4) ? random.below(sound.count) : full[random.below(full.count)]
            let bit = UInt8(1) << UInt8(random.below(8))
            try write([sound[place] ^ bit], at: place)
            outcomes.append(try await outcome("seed \(seed), byte \(place), bit \(bit)"))
            try write([sound[place]], at: place)
        }
        // Without damage nothing is found, so what was found was the damage.
        #expect(try await outcome("seed \(seed), restored").isSound)
        #expect(outcomes.count { $0.failures > 0 } > rounds / 5)
        #expect(outcomes.count { $0.findings > 0 } > rounds / 5)
    }

    @Test("The header of the file, byte for byte")
    func header() async throws {
        for place in 0..<100 {
            let bit = UInt8(1) << UInt8(place % 8)
            try write([sound[place] ^ bit], at: place)
            _ = try await outcome("byte \(place), bit \(bit)", verifies: false)
            try write([sound[place]], at: place)
        }
        #expect(try await outcome("restored").isSound)
    }

    /// Makes the file anew with small pages, and gives the bytes of those that hold the actions.
    private func actionPages() throws -> [Int] {
        let connection = try stranger(path)
        defer { connection.close() }
        try connection.runAll(
            "PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM; PRAGMA journal_mode = WAL")
        var pages: [Int] = []
        try connection.each("SELECT pageno FROM dbstat WHERE name = 'action' ORDER BY pageno") {
            pages.append(Int(try $0.integer(0)) - 1)
        }
        return pages.flatMap { ($0 * 512)..<(($0 + 1) * 512) }
    }

    private static var knowsPages: Bool {
        guard let connection = try? Connection(inMemory: "test") else { return false }
        return (try? connection.run("SELECT * FROM dbstat LIMIT 0")) != nil
    }

    @Test(
        "Flipped bits in the pages of a table: a verification lists what it finds, whatever SQLite says of its end",
        .enabled(if: knowsPages, "SQLite has no dbstat"))
    func actions() throws {
        let places = try actionPages()
        let small = Array(try Data(contentsOf: URL(filePath: path)))
        var options = ConnectionOptions(applicationID: Schema.applicationID)
        options.access = .readOnly
        var found = 0
        var flips = 0
        // Primes, so that every place of a page and every bit comes in turn; 1 takes all of them.
        for flip in stride(from: 0, to: places.count * 8, by: Sweep.count(61, part: 181)) {
            let (place, bit) = (places[flip / 8], UInt8(1) << UInt8(flip % 8))
            try write([small[place] ^ bit], at: place)
            let session = Session(try Connection.open(path, options))
            let findings = try Verification.findings(session, Cancellation(), { _, _ in })
            session.connection.close()
            flips += 1
            found += findings.isEmpty ? 0 : 1
            // What is not used of a page may be anything.
            #expect(!findings.isEmpty || small[place] == 0, "byte \(place), bit \(bit)")
            try write([small[place]], at: place)
        }
        #expect(flips > Sweep.count(100, part: 33) && found * 2 > flips)
    }

    @Test("Swapped and lost pages")
    func pages() async throws {
        let size = 16_384
        let count = sound.count / size
        var random = SplitMix64(seed: 5)
        for round in 0..<40 {
            let (one, other) = (1 + random.below(count - 1), 1 + random.below(count - 1))
            let page = Array(sound[(other * size)..<((other + 1) * size)])
            let bytes = round.isMultiple(of: 2) ? page : Array(repeating: 0, count: size)
            try write(bytes, at: one * size)
            let outcome = try await outcome("page \(one) for \(other), \(round)")
            #expect(one == other || !outcome.isSound, "page \(one) for \(other), \(round)")
            try write(Array(sound[(one * size)..<((one + 1) * size)]), at: one * size)
        }
    }

    @Test("A file that is cut short, at each page and at random")
    func truncated() async throws {
        var random = SplitMix64(seed: 7)
        let boundaries = stride(from: 0, to: sound.count, by: 16_384).flatMap { [$0, $0 + 1, $0 + 100] }
        let lengths = boundaries + (0..<60).map { _ in random.below(sound.count) }
        for length in lengths {
            try Data(sound.prefix(length)).write(to: URL(filePath: path))
            #expect(try await !outcome("length \(length)").isSound, "length \(length)")
        }
    }

    private func write(_ bytes: [UInt8], at place: Int) throws {
        let file = try FileHandle(forUpdating: URL(filePath: path))
        defer { try? file.close() }
        try file.seek(toOffset: UInt64(place))
        try file.write(contentsOf: bytes)
    }
}
