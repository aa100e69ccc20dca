import BillingModel
import BillingStore

extension SeriesWriter {
    /// Moves the journal of a tenant into chunks.
    ///
    /// What is in memory is the truth here: the last commit may be known to it alone. The row of the tenant is left to
    /// the caller.
    func compact(_ tenantSeries: TenantSeries) throws {
        try move(tenantSeries.inOrder.filter(\.isInJournal), tenantSeries)
        try dropRows(tenantSeries.rows.count, tenantSeries)
        tenantSeries.state.generation &+= 1
    }

    /// Moves some of a journal that is too long into chunks, after a commit of so many entries.
    func shorten(_ tenantSeries: TenantSeries, after entries: Int) throws {
        let most = min(limits.mostEntries, max(limits.entries, limits.entriesOfLane * tenantSeries.touched))
        var left = tenantSeries.state.entries
        let rows = tenantSeries.rows.count
        guard left > most || rows > limits.rows else { return }
        // A journal that gets far too long all the same, by few entries of many series, is shortened faster.
        let excess = max(1, left / max(1, most), rows / max(1, limits.rows))
        var work = max(limits.moved, 2 * entries) * excess
        let oldest = tenantSeries.oldest { moved, content in
            if let content {
                left -= content.entries
                work -= content.entries + Self.workOfSeries
            }
            return work <= 0 || left <= most && rows - moved <= limits.rows
        }
        try move(oldest, tenantSeries)
        try dropRows(tenantSeries.movedRows(), tenantSeries)
    }

    /// How many entries take as long as what is done once for each stored series.
    private static let workOfSeries = 128

    /// Moves what the journal holds of some stored series into chunks.
    private func move(_ all: [SeriesContent], _ tenantSeries: TenantSeries) throws {
        for start in stride(from: 0, to: all.count, by: Self.packedTogether) {
            let contents = all[start..<min(start + Self.packedTogether, all.count)]
            let edits = try contents.map { content in
                var edit = ChunkEdit(content)
                try rewriteChunks(content, &edit)
                try appendTail(content, &edit)
                return edit
            }
            for (content, edit) in zip(contents, try PackedEdit.packed(edits, limits)) {
                try write(edit, content, tenantSeries, moved: tenantSeries.state.next)
                store.packed += content.entries
                tenantSeries.count(content) { $0.forgetJournal() }
            }
        }
    }

    /// Deletes the first rows of a journal, which hold nothing that is not in chunks.
    private func dropRows(_ count: Int, _ tenantSeries: TenantSeries) throws {
        guard count > 0 else { return }
        tenantSeries.dropRows(count)
        try connection.run(
            "DELETE FROM journal WHERE tenant = ? AND number < ?",
            [.integer(tenantSeries.number), .integer(tenantSeries.state.first)])
    }

    /// How many stored series are packed before they are written, so that threads have work and little is in memory.
    private static let packedTogether = 64

    /// Brings what was changed inside chunks into them.
    private func rewriteChunks(_ content: SeriesContent, _ edit: inout ChunkEdit) throws {
        let positions = content.overlay.positions
        var index = 0
        while index < positions.count, let place = try chunks.chunk(content, at: positions[index]) {
            edit.columns[place.entry.start] = try chunks.whole(content, place)
            edit.replace(place)
            while index < positions.count, positions[index] <= place.domain.upperBound { index += 1 }
        }
    }

    /// Adds the tail, together with the last chunks if they are small, so that a stored series that grows slowly has no long
    /// row of tiny chunks, and yet no sample is written more often than a few times.
    private func appendTail(_ content: SeriesContent, _ edit: inout ChunkEdit) throws {
        guard content.tail.span != nil else { return }
        var tail = content.tail
        var next = try content.row.last.flatMap { try chunks.chunk(content, at: $0) }
        while let place = next {
            let known = edit.columns[place.entry.start]
            let count = known?.positions.count ?? place.entry.count
            guard count < limits.chunk / 2, count <= 2 * tail.positions.count,
                (known?.historyCount ?? 0) + tail.historyCount <= limits.history
            else { break }
            let columns = try known ?? chunks.columns(content, place.entry, replaced: true, versions: true)
            tail = columns.followed(by: tail)
            edit.columns[place.entry.start] = nil
            edit.replace(place)
            next = try chunks.chunk(content, before: place)
        }
        edit.tail = tail
    }

    /// Writes the chunks of an edit and the pages that name them.
    ///
    /// `moved` is the first row of the journal that the chunks do not know then; nil for the one that it was.
    func write(
        _ packed: PackedEdit, _ content: SeriesContent, _ tenantSeries: TenantSeries, moved: Int64? = nil
    ) throws {
        let edit = packed.edit
        let old = try chunks.pages(content)
        for place in edit.places { try chunks.remove(place.entry, content) }
        var pages: [IndexPage] = []
        for (number, page) in old.enumerated() {
            let isLast = number + 1 == old.count
            guard edit.pages.contains(number) || isLast && !packed.tail.isEmpty else {
                pages.append(page)
                continue
            }
            var entries: [IndexEntry] = []
            for entry in try chunks.entries(content, page: number) {
                if !edit.starts.contains(entry.start) {
                    entries.append(entry)
                } else {
                    entries += try write(packed.chunks[entry.start] ?? [], content)
                }
            }
            if isLast { entries += try write(packed.tail, content) }
            pages += try write(entries, content, isLast: isLast, in: page)
        }
        if old.isEmpty, !packed.tail.isEmpty {
            pages = try write(try write(packed.tail, content), content, isLast: true, in: nil)
        }
        tenantSeries.state.series.toggle(content.row.checksum, count: -1)
        content.row.moved = moved ?? content.row.moved
        content.row.pages = Digest()
        for page in pages { content.row.pages.toggle(page.checksum, count: 1) }
        content.keep(pages)
        // A last page that is not in memory was left as it is.
        content.row.last = pages.last.flatMap { $0.entries?.last?.last ?? content.row.last }
        tenantSeries.state.series.toggle(content.row.checksum, count: 1)
        try content.row.store(connection)
    }

    private func write(_ packed: [PackedChunk], _ content: SeriesContent) throws -> [IndexEntry] {
        for chunk in packed { try chunks.write(chunk, content) }
        return packed.map(\.entry)
    }

    /// Writes entries in place of a page: the last page is filled and another one begun, others are halved.
    private func write(
        _ entries: [IndexEntry], _ content: SeriesContent, isLast: Bool, in old: IndexPage?
    ) throws -> [IndexPage] {
        let count = (entries.count + limits.page - 1) / limits.page
        let length = isLast || count == 0 ? limits.page : (entries.count + count - 1) / count
        if let old, old.start != entries.first?.start {
            try connection.run(
                "DELETE FROM chunk_index WHERE lane = ? AND start = ?",
                [.integer(content.number), .integer(old.start)])
        }
        return try stride(from: 0, to: entries.count, by: length).map { first in
            let part = Array(entries[first..<min(first + length, entries.count)])
            let start = part[0].start
            let body = try IndexForm.bytes(
                part, at: BlobPlace(kind: .index, owner: content.number, key: start))
            let checksum = Int64(bitPattern: body.withUnsafeBytes { ByteReader.checksum(of: $0) ?? 0 })
            try connection.run(
                "INSERT OR REPLACE INTO chunk_index (lane, start, seal, body) VALUES (?, ?, ?, ?)",
                [.integer(content.number), .integer(start), .integer(checksum), .bytes(body)])
            return IndexPage(start: start, checksum: checksum, entries: part)
        }
    }
}

/// Which chunks of a stored series are written anew, and what comes behind its last one.
struct ChunkEdit: Sendable {
    let lane: Int64
    let hasValues: Bool
    private(set) var places: [ChunkPlace] = []
    private(set) var pages: Set<Int> = []
    private(set) var starts: Set<Int64> = []
    /// What takes the place of a chunk, by the start of that; nothing, if there is none.
    var columns: [Int64: SeriesColumns] = [:]
    var tail: SeriesColumns?

    init(_ content: SeriesContent) {
        lane = content.number
        hasValues = content.row.name.hasValues
    }

    mutating func replace(_ place: ChunkPlace) {
        guard starts.insert(place.entry.start).inserted else { return }
        places.append(place)
        pages.insert(place.page)
    }
}

extension Revision {
    /// After every revision that was made.
    static let latest = (try? Revision(.max)) ?? .zero
}
