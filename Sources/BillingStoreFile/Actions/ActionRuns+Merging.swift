import BillingModel

extension ActionRuns {
    /// Adds the rows that a commit brings, as a run of their own, and merges a part of what is due.
    ///
    /// - Parameters:
    ///   - entries: The hashes of the rows.
    ///   - tenant: The number of the tenant.
    ///   - digests: Takes note of the pages.
    /// - Throws: `corruptData` if pages are not those that were written.
    /// - Complexity: O(*k*) for *k* rows, whatever is known already: each row is written once for each level in the end.
    func add(_ entries: RunEntries, of tenant: Int64, _ digests: DigestChanges) throws {
        guard !entries.isEmpty else { return }
        try withDirectory(of: tenant) { directory in
            var run = RunDirectory.Run(level: level(of: entries.count), number: directory.next, pages: [])
            var output = PageCutter(limit: limits.runPage, from: 0)
            for place in 0..<entries.count { output.append(entries.hashes[place], entries.sequences[place]) }
            output.finish()
            for page in output.pages {
                let page = try write(page.entries, page.bounds, of: run, tenant, over: nil, digests)
                directory.digest.toggle(page.checksum, count: 1)
                run.pages.append(page)
            }
            directory.runs.append(run)
            // A row goes up one level for each that comes in at most, so that no level grows beyond its bound.
            var budget = max(limits.merged, entries.count * limits.runFactor)
            while budget > 0, let merge = directory.dueMerge(limits.runFactor) {
                let taken = try perform(merge, &directory, tenant, budget, digests)
                guard taken > 0 else { break }
                budget -= taken
            }
        }
    }

    /// The level of a run of so many entries.
    private func level(of count: Int) -> Int64 {
        var (level, rest) = (Int64(0), count / limits.runFactor)
        while rest > 0 { (level, rest) = (level + 1, rest / limits.runFactor) }
        return level
    }

    /// Takes rows out of the runs, which become one.
    ///
    /// - Complexity: O(*n*) for *n* rows of the tenant, which are in memory with 16 bytes each.
    func drop(_ gone: Set<Int64>, of tenant: Int64, _ digests: DigestChanges) throws {
        guard !gone.isEmpty else { return }
        try withDirectory(of: tenant) { directory in
            let merge = RunDirectory.Merge(
                inputs: Array(directory.runs.indices), output: nil,
                level: directory.runs.map(\.level).max() ?? 0, frontier: 0)
            _ = try perform(merge, &directory, tenant, .max, digests) { !gone.contains($0) }
        }
    }

    /// Merges runs from a frontier on, until about so many entries are taken.
    ///
    /// - Returns: How many entries were taken.
    private func perform(
        _ merge: RunDirectory.Merge, _ directory: inout RunDirectory, _ tenant: Int64, _ budget: Int,
        _ digests: DigestChanges, keeping isKept: (Int64) -> Bool = { _ in true }
    ) throws -> Int {
        let read = { try self.entries($0, of: $1, tenant) }
        var inputs = try merge.inputs.map { try RunCursor(directory.runs[$0], read) }
        var heads = inputs.map(\.head)
        var output = PageCutter(limit: limits.runPage, from: merge.frontier)
        var taken = 0
        var least = Self.least(heads)
        while let input = least {
            let hash = inputs[input].hash
            if output.isFull(before: hash), taken >= budget { break }
            if isKept(inputs[input].sequence) { output.append(hash, inputs[input].sequence) }
            taken += 1
            try inputs[input].advance(read)
            heads[input] = inputs[input].head
            least = Self.least(heads)
        }
        if least == nil { output.finish() } else { output.cut() }
        try replace(merge, inputs, output, isFinished: least == nil, &directory, tenant, digests)
        return taken
    }

    /// The input that stands at the least hash; nil if all are at their ends.
    private static func least(_ heads: [UInt64]) -> Int? {
        var (least, head) = (0, UInt64.max)
        for place in heads.indices where heads[place] < head { (least, head) = (place, heads[place]) }
        return head == .max ? nil : least
    }

    /// Writes what a merge made, in the place of what it took.
    private func replace(
        _ merge: RunDirectory.Merge, _ inputs: [RunCursor], _ output: PageCutter, isFinished: Bool,
        _ directory: inout RunDirectory, _ tenant: Int64, _ digests: DigestChanges
    ) throws {
        var run =
            merge.output.map { directory.runs[$0] }
            ?? .init(level: merge.level, number: directory.next, pages: [])
        var free: [(run: RunDirectory.Run, page: RunDirectory.Page)] = []
        for (place, input) in zip(merge.inputs, inputs) {
            let (old, rest) = input.split(isFinished: isFinished)
            for page in old { free.append((input.run, page)) }
            directory.runs[place].pages.removeFirst(old.count)
            // Its first page begins at the new frontier, whether something of it was taken or not.
            guard let rest, let page = directory.runs[place].pages.first else { continue }
            let cut = try write(
                rest, output.next...page.last, of: input.run, tenant, over: (input.run, page), digests)
            directory.digest.toggle(page.checksum ^ cut.checksum, count: 0)
            directory.runs[place].pages[0] = cut
        }
        for page in output.pages {
            let old = free.popLast()
            let new = try write(page.entries, page.bounds, of: run, tenant, over: old, digests)
            directory.digest.toggle(new.checksum ^ (old?.page.checksum ?? 0), count: old == nil ? 1 : 0)
            run.pages.append(new)
        }
        for old in free {
            try remove(old, tenant, digests)
            directory.digest.toggle(old.page.checksum, count: -1)
        }
        if let place = merge.output {
            directory.runs[place] = run
        } else {
            directory.runs.append(run)
        }
        directory.runs.removeAll { $0.pages.isEmpty }
    }
}

/// Where a merge stands in a run.
private struct RunCursor {
    let run: RunDirectory.Run
    private var page = 0
    private var entries = RunEntries()
    private var place = 0

    typealias Read = (RunDirectory.Page, RunDirectory.Run) throws -> RunEntries

    init(_ run: RunDirectory.Run, _ read: Read) throws {
        self.run = run
        guard let first = run.pages.first else { return }
        entries = try read(first, run)
        try skipEmpty(read)
    }

    var isAtEnd: Bool { place >= entries.count }
    /// The hash at which it stands; at the end what no hash is.
    var head: UInt64 { isAtEnd ? .max : UInt64(bitPattern: hash) }
    var hash: Int64 { entries.hashes[place] }
    var sequence: Int64 { entries.sequences[place] }

    mutating func advance(_ read: Read) throws {
        place += 1
        if isAtEnd { try skipEmpty(read) }
    }

    private mutating func skipEmpty(_ read: Read) throws {
        while isAtEnd, page + 1 < run.pages.count {
            page += 1
            entries = try read(run.pages[page], run)
            place = 0
        }
    }

    /// The pages that were merged, and what is left of the one that the cursor stands in.
    func split(isFinished: Bool) -> (pages: ArraySlice<RunDirectory.Page>, rest: RunEntries?) {
        if isFinished || isAtEnd { return (run.pages[...], nil) }
        return (run.pages[..<page], entries[place..<entries.count])
    }
}

/// Cuts entries that ascend into pages, equal hashes into one.
private struct PageCutter {
    private(set) var pages: [(entries: RunEntries, bounds: ClosedRange<Int64>)] = []
    private let limit: Int
    private var entries = RunEntries()
    /// The first hash of the page that is being filled.
    private(set) var next: Int64

    init(limit: Int, from first: Int64) {
        self.limit = limit
        next = first
    }

    /// Whether the page ends before an entry.
    func isFull(before hash: Int64) -> Bool { entries.count >= limit && entries.hashes.last != hash }

    mutating func append(_ hash: Int64, _ sequence: Int64) {
        if isFull(before: hash) { cut() }
        if entries.isEmpty { entries.reserve(limit) }
        entries.append(hash, sequence)
    }

    /// Ends the page after its last entry.
    mutating func cut() {
        guard let last = entries.hashes.last else { return }
        pages.append((entries, next...last))
        next = last + 1
        entries = RunEntries()
    }

    /// Ends the last page where all hashes end.
    mutating func finish() {
        if !entries.isEmpty {
            pages.append((entries, next ... .max))
        } else if let last = pages.popLast() {
            pages.append((last.entries, last.bounds.lowerBound ... .max))
        }
        entries = RunEntries()
    }
}
