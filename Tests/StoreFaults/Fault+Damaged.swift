import BillingModel
import BillingStoreFile
import BillingTestSupport
import Foundation

/// A sound file, and the world that it holds.
private struct Sound {
    let world: World
    let path: String
    let bytes: [UInt8]

    /// - Parameter pages: Whether the file keeps its usual pages; otherwise they are as small as they can be.
    init(_ world: World, _ setting: Setting, pages: Bool = true) async throws {
        self.world = world
        path = setting.freshFile()
        try await world.make(path)
        if !pages { try Files.shrink(path) }
        bytes = try Files.bytes(path)
    }

    /// Reads a damaged file: every answer is right, or an error.
    ///
    /// - Parameter revisions: Which revisions are read; nil for all.
    func judge(_ damaged: some Collection<UInt8>, revisions: [Int]?, seen: Int = 0) async throws -> Verdict {
        Files.remove(path)
        try Files.write(damaged, to: path)
        let count = world.steps.count
        return await world.judge(
            path, count...count, revisions: revisions, access: .readOnly, seen: seen, tells: true)
    }

    /// The latest revision, and an earlier one in turn.
    func revisions(_ number: Int) -> [Int] { [world.steps.count, number % world.steps.count] }

    func flipped(_ bit: Int) -> [UInt8] {
        var bytes = bytes
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        return bytes
    }
}

extension Fault {
    static let cutFile = Fault(name: "cut-file", how: "a small file cut at every length") { setting in
        let sound = try await Sound(World(setting, first: 5), setting, pages: false)
        return Cases(sound.bytes.count) { length in
            try await sound.judge(sound.bytes.prefix(length), revisions: nil)
        }
    }

    static let bitsOfSmall = Fault(
        name: "bits-small",
        how: "every bit of a small file; the latest revision is read, and an earlier one in turn"
    ) { setting in
        let sound = try await Sound(World(setting, first: 3), setting, pages: false)
        return Cases(sound.bytes.count * 8) { bit in
            try await sound.judge(sound.flipped(bit), revisions: sound.revisions(bit))
        }
    }

    static let bitsOfLarge = Fault(
        name: "bits-large", how: "10,000 bits of a large file; the latest revision is read"
    ) { setting in
        let sound = try await Sound(World(setting, more: 300), setting)
        return Cases(10_000) { number in
            var random = setting.random(number)
            let bit = random.below(sound.bytes.count * 8)
            return try await sound.judge(sound.flipped(bit), revisions: [sound.world.steps.count])
        }
    }

    /// A file with its log, as a process leaves them that is killed.
    private static func withLog(
        _ setting: Setting, cases: Int, _ damage: @escaping ([UInt8], inout SplitMix64) -> [UInt8]
    ) async throws -> Cases {
        let world = try World(setting, more: 4)
        let path = setting.freshFile()
        let repository = try await World.open(path)
        for step in world.steps { try await step.run(on: repository) }
        let (file, log) = (try Files.bytes(path), try Files.bytes(path + "-wal"))
        await repository.close()
        return Cases(cases) { number in
            var random = setting.random(number)
            Files.remove(path)
            try Files.write(file, to: path)
            try Files.write(damage(log, &random), to: path + "-wal")
            // What the log no longer tells is lost, but only from some commit on.
            return await world.judge(path, 0...world.steps.count, tells: true)
        }
    }

    static let cutLog = Fault(
        name: "cut-log", how: "the log cut at 1,000 lengths; what is there is that of some earlier revision"
    ) { setting in
        try await withLog(setting, cases: 1_000) { log, random in Array(log.prefix(random.below(log.count))) }
    }

    static let bitsOfLog = Fault(
        name: "bits-log", how: "1,000 bits of the log; what is there is that of some earlier revision"
    ) { setting in
        try await withLog(setting, cases: 1_000) { log, random in
            var log = log
            log[random.below(log.count)] ^= 1 << UInt8(random.below(8))
            return log
        }
    }

    /// The file as it was some commits ago.
    private static func older(_ world: World, _ setting: Setting) async throws -> String {
        let path = setting.file("old")
        try await world.make(path, steps: world.steps.count - 6)
        return path
    }

    static let oldPages = Fault(
        name: "old-pages",
        how: "every page, and every two, as they were six commits ago; the host tells what it has seen"
    ) { setting in
        let world = try World(setting, more: 8)
        let old = try Files.bytes(try await older(world, setting))
        let sound = try await Sound(world, setting)
        let size = 16_384
        func page(_ number: Int) -> Range<Int> { (number * size)..<((number + 1) * size) }
        let changed = (0..<(min(old.count, sound.bytes.count) / size)).filter {
            old[page($0)] != sound.bytes[page($0)]
        }
        let pairs = changed.indices.flatMap { one in
            changed[one...].map { (changed[one], $0) }
        }
        return Cases(pairs.count) { number in
            var bytes = sound.bytes
            for place in [page(pairs[number].0), page(pairs[number].1)] {
                bytes.replaceSubrange(place, with: old[place])
            }
            return try await sound.judge(bytes, revisions: nil, seen: world.steps.count)
        }
    }

    static let oldRows = Fault(
        name: "old-rows",
        how:
            "the rows of every table, and of every two, as they were six commits ago, without and with their digests and roots"
    ) { setting in
        let world = try World(setting, more: 8)
        let old = try await older(world, setting)
        let sound = try await Sound(world, setting)
        let tables = try Files.run(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
            on: old
        ).compactMap(\.first)
        let subsets = tables.indices.flatMap { one in
            tables[one...].flatMap { other in
                [[], ["digest"], ["digest", "root"]].map { Set([tables[one], other] + $0) }
            }
        }
        return Cases(subsets.count) { number in
            Files.remove(sound.path)
            try Files.write(sound.bytes, to: sound.path)
            var script = "ATTACH '\(old)' AS old; BEGIN;"
            for table in subsets[number].sorted() {
                script += "DELETE FROM main.\(table); INSERT INTO main.\(table) SELECT * FROM old.\(table);"
            }
            try Files.run(script + "COMMIT; DETACH old", on: sound.path)
            let count = world.steps.count
            return await world.judge(
                sound.path, count...count, revisions: nil, access: .readOnly, seen: count, tells: true)
        }
    }
}
