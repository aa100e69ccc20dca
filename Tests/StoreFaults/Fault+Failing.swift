import BillingModel
import BillingStoreFile
import BillingTestSupport
import BillingTime
import Foundation

/// An error of the system, as a name and a number.
struct SystemFailure: Sendable {
    let name: String
    let number: Int32

    static let io = SystemFailure(name: "EIO", number: EIO)
    static let space = SystemFailure(name: "ENOSPC", number: ENOSPC)
}

/// A run of commits while calls of the system fail, and what is found afterwards.
struct FailingRun {
    let world: World
    let path: String
    /// How often the repository is opened anew.
    var stretch = 4
    /// What a refusal may say: that the storage failed, and not that there is damage or a wrong call.
    let codes: Set<BillingError.Code>
    var acknowledged = 0
    var attempted = 0
    var verdict = Verdict()
    private var repository: FileRepository?
    /// Whether the storage failed under the repository: what the disk holds is not known then, and no commit is to be taken.
    private var hasFailed = false

    init(
        _ world: World, _ path: String,
        codes: Set<BillingError.Code> = [.storageFailed, .noSpace, .unavailable, .readOnly, .busy]
    ) {
        (self.world, self.path, self.codes) = (world, path, codes)
    }

    /// Commits step after step until one is refused twice.
    ///
    /// - Parameter whenRefused: Called between the two.
    mutating func commit(whenRefused: () throws -> Void = {}) async throws {
        for (index, step) in world.steps.enumerated() {
            for attempt in 0..<2 {
                do {
                    if index.isMultiple(of: stretch) { await close() }
                    let open = try await opened()
                    attempted = index + 1
                    try await step.run(on: open)
                    acknowledged = index + 1
                    if hasFailed { verdict.wrong.append("step \(index + 1) was taken after a failure") }
                    break
                } catch let error as BillingError {
                    if repository != nil, error.code == .storageFailed { hasFailed = true }
                    if !codes.contains(error.code) {
                        verdict.wrong.append("step \(index + 1): \(error)")
                    }
                    if attempt == 1 { return }
                    try whenRefused()
                }
            }
        }
    }

    private mutating func opened() async throws -> FileRepository {
        if let repository { return repository }
        let opened = try await World.open(path, .create, .full)
        repository = opened
        verdict =
            await verdict
            + world.judge(
                opened, acknowledged...max(acknowledged, attempted), revisions: [acknowledged], tells: true)
        return opened
    }

    mutating func close() async {
        await repository?.close()
        repository = nil
        hasFailed = false
    }

    /// Reads through the repository that met the fault, opens the file again, compares, and commits the rest.
    mutating func finish(whenClosed: () async throws -> Void) async throws {
        let found = acknowledged...max(acknowledged, attempted)
        if let repository {
            verdict = await verdict + world.judge(repository, found, revisions: [acknowledged], tells: true)
        }
        await close()
        try await whenClosed()
        verdict = await verdict + world.judge(path, found, access: .create)
        let again = try await World.open(path, .create, .full)
        for step in world.steps.dropFirst(acknowledged) { try await step.run(on: again) }
        await again.close()
        verdict = try await verdict + world.judgeWhole(path)
    }
}

extension Fault {
    /// One call of the system fails, or all from one on.
    static func failing(_ call: FaultySystem.Call, _ failure: SystemFailure) -> Fault {
        Fault(
            name: "\(failure.name.lowercased())-\(call)",
            how: "\(failure.name) at the N-th \(call), for all N, once and from there on"
        ) { setting in
            let world = try World(setting, more: 4)
            FaultySystem.begin(nil)
            var sound = FailingRun(world, setting.freshFile())
            try await sound.commit()
            await sound.close()
            let count = FaultySystem.state.withLock { $0.calls[call, default: 0] }
            return Cases(count * 2) { number in
                FaultySystem.begin(
                    FaultySystem.Plan(
                        call: call, number: number / 2, outcome: .fails(failure.number),
                        isLasting: !number.isMultiple(of: 2)))
                var run = FailingRun(world, setting.freshFile())
                try await run.commit()
                try await run.finish { _ = FaultySystem.end() }
                return run.verdict
            }
        }
    }

    static let smallDisk = Fault(
        name: "small-disk",
        how: "a file system in memory of 32 KiB, 64 KiB and so on, which grows after the first refusal"
    ) { setting in
        guard geteuid() == 0 else { throw Skipped(reason: "only the superuser mounts a file system") }
        let place = setting.file("disk")
        mkdir(place, 0o700)
        func system(_ words: String...) throws -> Int32 {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = words
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus
        }
        guard try system("mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", place) == 0 else {
            throw Skipped(reason: "a file system in memory cannot be mounted")
        }
        _ = try system("umount", place)
        let world = try World(setting, more: 4)
        return Cases(64) { number in
            _ = try system("mount", "-t", "tmpfs", "-o", "size=\((number + 1) * 32)k", "tmpfs", place)
            var run = FailingRun(world, "\(place)/case", codes: [.noSpace])
            try await run.commit {
                _ = try system("mount", "-o", "remount,size=64m", place)
            }
            if run.acknowledged < world.steps.count { run.verdict.wrong.append("refused with room") }
            try await run.finish {}
            _ = try system("umount", place)
            return run.verdict
        }
    }

    static let sizeLimit = Fault(
        name: "size-limit", how: "no file may be longer than 8 KiB, 16 KiB and so on, until the first refusal"
    ) { setting in
        let world = try World(setting, more: 4)
        // Otherwise the system ends the process.
        signal(SIGXFSZ, SIG_IGN)
        func limit(_ bytes: Int?) {
            #if canImport(Darwin)
            let resource = RLIMIT_FSIZE
            #else
            let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
            #endif
            var limit = rlimit()
            getrlimit(resource, &limit)
            limit.rlim_cur = bytes.map { min(rlim_t($0), limit.rlim_max) } ?? limit.rlim_max
            setrlimit(resource, &limit)
        }
        return Cases(256) { number in
            limit((number + 1) * 8_192)
            var run = FailingRun(world, setting.freshFile(), codes: [.noSpace])
            try await run.commit { limit(nil) }
            limit(nil)
            if run.acknowledged < world.steps.count { run.verdict.wrong.append("refused with room") }
            try await run.finish {}
            return run.verdict
        }
    }
}
