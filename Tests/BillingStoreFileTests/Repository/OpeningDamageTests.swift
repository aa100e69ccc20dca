import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@testable import BillingStoreFile

@Suite("Damage that keeps a file from being opened is found by a verification, and never thrown")
struct OpeningDamageTests {
    private let folder: TemporaryFolder
    private let path: String
    private let sound: [UInt8]

    init() async throws {
        folder = try TemporaryFolder()
        path = folder.file("file")
        let bytes = try await StoredWorld.sound.value.bytes
        sound = Array(bytes)
        try bytes.write(to: URL(filePath: path))
    }

    /// What a verification finds once the file has other bytes.
    private func findings(_ bytes: some Collection<UInt8>) async throws -> [FileRepository.Finding] {
        try Data(bytes).write(to: URL(filePath: path))
        return try await FileRepository.verify(at: path)
    }

    private func flipped(_ place: Int, _ bit: UInt8) -> [UInt8] {
        var bytes = sound
        bytes[place] ^= bit
        return bytes
    }

    @Test("A file that is cut short, also within its header")
    func truncated() async throws {
        let sizes = [
            0, 1, 15, 16, 17, 71, 72, 99, 100, 101, 511, 512, 4_096, 16_383, 16_384, 16_385, 20_000, 32_768,
            50_000, sound.count - 16_384, sound.count - 1,
        ]
        for size in sizes where size < sound.count {
            let findings = try await findings(sound.prefix(size))
            #expect(!findings.isEmpty, "\(size) bytes")
            #expect(
                findings.allSatisfy { !$0.place.isEmpty && !$0.problem.contains("PRAGMA") }, "\(findings)")
        }
        #expect(try await findings([]).map(\.description) == ["the file: it is empty"])
        let pages = sound.count / 16_384
        #expect(
            try await findings(sound.prefix(20_000)).map(\.description) == [
                "the file: it has 20000 bytes, and its header states \(pages) pages of 16384"
            ])
        #expect(try await findings(sound) == [])
    }

    @Test(
        "Flipped bits of the header, each byte in turn", arguments: Sweep.cases([UInt64(11), 12], every: 2))
    func header(_ seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        for place in 0..<100 {
            let bit = UInt8(1) << UInt8(random.below(8))
            // The format of the next release is no damage.
            if place == 63, Schema.version ^ Int32(bit) == Schema.version + 1 { continue }
            let found = await Result { try await findings(flipped(place, bit)) }
            #expect(throws: Never.self, "byte \(place), bit \(bit)") { try found.get() }
            // What says whose file it is, of which format it is, and how its pages are cut.
            let told = [0..<18, 20..<24, 60..<64, 68..<72]
            if told.contains(where: { $0.contains(place) }) {
                #expect(try !found.get().isEmpty, "byte \(place), bit \(bit)")
            }
        }
    }

    @Test(
        "Flipped bits of the first pages, among them the definitions of the tables",
        arguments: Sweep.cases([UInt64(21), 22], every: 2))
    func flips(_ seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let full = sound.indices.prefix(3 * 16_384).filter { sound[$0] != 0 }
        var found = 0
        for _ in 0..<80 {
            let (place, bit) = (full[random.below(full.count)], UInt8(1) << UInt8(random.below(8)))
            let result = await Result { try await findings(flipped(place, bit)) }
            #expect(throws: Never.self, "byte \(place), bit \(bit)") { try result.get() }
            if (try? result.get().isEmpty) == false { found += 1 }
        }
        #expect(found > 40)
    }

    @Test("Definitions of tables that cannot be read are named")
    func schema() async throws {
        var bytes = sound
        bytes.replaceSubrange(100..<112, with: Array(repeating: 0xFF, count: 12))
        #expect(
            try await findings(bytes).map(\.description) == [
                "the schema: the definitions of the tables cannot be read"
            ])
    }

    @Test("What lies beside the damage is verified as well")
    func marks() async throws {
        let other = try await findings(flipped(71, 1))
        #expect(other.map(\.place) == ["the header of the file"])
        #expect(other.map(\.problem)[0].hasSuffix("and the tables of a repository"))
        let format = try await findings(flipped(63, 2))
        #expect(
            format.map(\.description) == [
                "the header of the file: it has format 7, and the tables of format 5"
            ])
    }

    @Test("A file that is something else, or is not there, stays an error")
    func others() async throws {
        let text = Array(repeating: UInt8(ascii: "a"), count: 40_000)
        #expect(await billingError { try await findings(text) }?.code == .corruptData)
        #expect(await billingError { try await findings(text.prefix(20)) }?.code == .corruptData)
        try FileManager.default.removeItem(atPath: path)
        #expect(await billingError { try await FileRepository.verify(at: path) }?.code == .notFound)
        let connection = try Connection(opening: path, path: path, flags: 0x6, wait: 0)
        try connection.runAll("CREATE TABLE words (word TEXT); INSERT INTO words VALUES ('a')")
        connection.close()
        #expect(await billingError { try await FileRepository.verify(at: path) }?.code == .malformed)
        let foreign = Array(try Data(contentsOf: URL(filePath: path)))
        #expect(await billingError { try await findings(foreign.prefix(5_000)) }?.code != nil)
        // A later format, whose tables may be those of this one.
        let other = UInt8(truncatingIfNeeded: Schema.version ^ (Schema.version + 1))
        #expect(await billingError { try await findings(flipped(63, other)) }?.code == .newerFormat)
    }

    @Test("Damage that comes while the file is open is found too")
    func whileOpen() async throws {
        let repository = try await StoredWorld.open(path)
        let file = try FileHandle(forUpdating: URL(filePath: path))
        try file.seek(toOffset: 100)
        try file.write(contentsOf: Array(repeating: UInt8(0xFF), count: 12))
        try file.close()
        #expect(try await !repository.verify().isEmpty)
        await repository.close()
        #expect(await billingError { try await repository.verify() }?.code == .closed)
    }
}

extension Result where Failure == any Error {
    /// What a call gives or throws.
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
