import BillingModel
import BillingTestSupport

/// What a disk holds of files that are written: what was synced, and what may be lost with the power.
struct Disk {
    /// What is lost of all that was not synced.
    enum Loss: CaseIterable {
        case everything
        /// Nothing but the end of the last write.
        case end
        /// Some of the writes, whatever their order, and the end of the last one that is kept.
        case some
        /// All from some write on.
        case tail
    }

    private(set) var files: [String: [UInt8]] = [:]
    private(set) var acknowledged = 0
    private var pending: [(file: String, event: FaultySystem.Event)] = []

    private static let sector = 512

    mutating func take(_ event: FaultySystem.Event) {
        switch event {
        case .write(let file, _, _), .truncate(let file, _): pending.append((file, event))
        case .delete(let file, let isSynced):
            pending.append((file, event))
            if isSynced { settle(file) }
        case .sync(let file):
            // SQLite syncs the folder with the first sync of a journal or log that it has made, and with it what was removed.
            if files[file] == nil { settleRemovals() }
            settle(file)
        case .acknowledged(let number): acknowledged = number
        }
    }

    /// Puts on the disk all that was asked of a file.
    private mutating func settle(_ file: String) {
        for (name, event) in pending where name == file { apply(event) }
        pending.removeAll { $0.file == file }
    }

    private mutating func settleRemovals() {
        let removed = pending.compactMap { if case .delete(let file, _) = $0.event { file } else { nil } }
        for file in removed { settle(file) }
    }

    private mutating func apply(_ event: FaultySystem.Event, sectors: Int = .max) {
        switch event {
        case .write(let file, let offset, let bytes):
            let kept = bytes.prefix(sectors == .max ? bytes.count : sectors * Self.sector)
            var content = files[file] ?? []
            let end = offset + kept.count
            if content.count < end { content += [UInt8](repeating: 0, count: end - content.count) }
            content.replaceSubrange(offset..<end, with: kept)
            files[file] = content
        case .truncate(let file, let size):
            let content = files[file] ?? []
            files[file] = content.prefix(size) + [UInt8](repeating: 0, count: max(size - content.count, 0))
        case .delete(let file, _): files[file] = nil
        case .sync, .acknowledged: break
        }
    }

    /// The power is lost.
    mutating func cut(_ loss: Loss, _ random: inout SplitMix64) {
        var kept: [FaultySystem.Event] = []
        switch loss {
        case .everything: break
        case .end: kept = pending.map(\.event)
        case .some: kept = pending.map(\.event).filter { _ in random.below(2) == 0 }
        case .tail: kept = Array(pending.map(\.event).prefix(random.below(pending.count + 1)))
        }
        for (index, event) in kept.enumerated() {
            if index + 1 == kept.count, case .write(_, _, let bytes) = event {
                apply(event, sectors: random.below(bytes.count / Self.sector + 1))
            } else {
                apply(event)
            }
        }
        pending = []
    }
}
