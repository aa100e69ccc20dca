import BillingStoreFile
import BillingTestSupport
import BillingTime
import Foundation

extension Fault {
    private static let more = 20

    /// Opens what a process left behind, compares, sends the last steps again and goes on to the end.
    private static func judge(_ world: World, _ path: String, acknowledged: Int) async throws -> Verdict {
        var verdict = await world.judge(
            path, acknowledged...min(acknowledged + 1, world.steps.count), access: .create)
        let repository = try await World.open(path)
        for step in world.steps.dropFirst(max(acknowledged - 3, 0)) { try await step.run(on: repository) }
        await repository.close()
        verdict = try await verdict + world.judgeWhole(path)
        return verdict
    }

    /// Lets a process write all steps, which ends in the midst of it, and judges what it left behind.
    private static func judge(
        _ world: World, _ path: String, writtenWith words: [String] = [], beside: (Child) -> Void = { _ in }
    ) async throws -> Verdict {
        let child = try Child(["write", path, "\(world.steps.count)"] + words)
        beside(child)
        let acknowledged = child.numbers(within: 30)?.max() ?? 0
        _ = child.finish()
        return try await judge(world, path, acknowledged: acknowledged)
    }

    static let killAtRandom = Fault(
        name: "kill-random", how: "SIGKILL of a writing process at a random instant"
    ) { setting in
        let world = try World(setting, more: more)
        // How long a whole run takes.
        let start = ContinuousClock.now
        _ = try Child(["write", setting.freshFile(), "\(world.steps.count)"]).numbers(within: 60)
        let duration = (ContinuousClock.now - start) / .microseconds(1)
        return Cases(200) { number in
            var random = setting.random(number)
            let delay = UInt32.random(in: 0...UInt32(duration), using: &random)
            return try await judge(world, setting.freshFile()) { child in
                usleep(delay)
                child.kill()
            }
        }
    }

    static let killAtCalls = Fault(
        name: "kill-call",
        how:
            "SIGKILL before the N-th write, in its middle, and at the N-th sync, truncation and removal, for all N"
    ) { setting in
        let world = try World(setting, more: 4)
        FaultySystem.begin(nil)
        try await world.make(setting.freshFile(), durability: .full)
        let calls = FaultySystem.state.withLock { $0.calls }
        var plans: [(call: FaultySystem.Call, number: Int, isHalf: Bool)] = []
        for call in [FaultySystem.Call.write, .sync, .truncate, .delete] {
            for number in 0..<calls[call, default: 0] {
                plans.append((call, number, false))
                if call == .write { plans.append((call, number, true)) }
            }
        }
        return Cases(plans.count) { [plans] number in
            let plan = plans[number]
            return try await judge(
                world, setting.freshFile(),
                writtenWith: [plan.call.rawValue, "\(plan.number)", "\(plan.isHalf)"])
        }
    }

    /// What is on the disk after a loss of power.
    static let powerLoss = Fault(
        name: "power-loss",
        how:
            "every prefix of the recorded writes; of what was not synced nothing, all, or some is kept, the last one torn at a sector"
    ) { setting in
        let world = try World(setting, more: 10)
        let path = setting.freshFile()
        FaultySystem.begin(nil, isRecording: true)
        let repository = try await World.open(path, .create, .full)
        for (number, step) in world.steps.enumerated() {
            try await step.run(on: repository)
            FaultySystem.record(.acknowledged(number + 1))
        }
        await repository.close()
        let events = FaultySystem.state.withLock { $0.events }
        _ = FaultySystem.end()
        let ways = 4
        return Cases((events.count + 1) * ways) { number in
            var disk = Disk()
            var random = setting.random(number)
            for event in events.prefix(number / ways) { disk.take(event) }
            disk.cut(Disk.Loss.allCases[number % ways], &random)
            let path = setting.freshFile()
            for (name, bytes) in disk.files where name.hasPrefix("case") {
                try Files.write(bytes, to: setting.file(name))
            }
            return await world.judge(
                path, disk.acknowledged...min(disk.acknowledged + 1, world.steps.count), access: .create)
        }
    }
}
