import BillingModel
import BillingStore

/// A chunk of a stored series, as its directory knows it.
struct ChunkPlace {
    let page: Int
    let index: Int
    let entry: IndexEntry
    /// The positions whose changes belong to the chunk.
    let domain: ClosedRange<Int64>
}

extension ChunkStore {
    /// The pages of the directory of a stored series.
    func pages(_ content: SeriesContent) throws -> [IndexPage] {
        if let pages = content.pages { return pages }
        var pages: [IndexPage] = []
        var digest = Digest()
        if content.row.pages.count > 0 {
            try connection.each(
                "SELECT start, seal FROM chunk_index WHERE lane = ? ORDER BY start",
                [.integer(content.number)]
            ) { row in
                let page = IndexPage(start: try row.integer(0), checksum: try row.integer(1))
                digest.toggle(page.checksum, count: 1)
                pages.append(page)
            }
        }
        guard digest == content.row.pages else {
            throw content.damage(
                "chunk_index", nil, "\(digest.count) pages, \(content.row.pages.count) written", connection)
        }
        content.keep(pages)
        return pages
    }

    /// The entries of a page, at least one.
    func entries(_ content: SeriesContent, page: Int) throws -> [IndexEntry] {
        let pages = try pages(content)
        let found = pages[page]
        if let entries = found.entries { return entries }
        let place = BlobPlace(kind: .index, owner: content.number, key: found.start)
        func damage(_ what: String) -> BillingError {
            content.damage("chunk_index", found.start, what, connection)
        }
        let entries = try connection.first(
            "SELECT body FROM chunk_index WHERE lane = ? AND start = ?",
            [.integer(content.number), .integer(found.start)]
        ) { row in
            try row.withBytes(0) { blob in
                guard ByteReader.checksum(of: blob) == UInt64(bitPattern: found.checksum) else {
                    throw damage("it is not the page that was written")
                }
                return try IndexForm.entries(blob, at: place)
            }
        }
        guard let entries else { throw damage("the page is missing") }
        let end = page + 1 < pages.count ? pages[page + 1].start : nil
        guard entries.first?.start == found.start, let last = entries.last?.last,
            entries.allSatisfy({ $0.start <= $0.last && $0.lowest <= $0.newest }),
            zip(entries, entries.dropFirst()).allSatisfy({ $0.last < $1.start }),
            end.map({ last < $0 }) ?? (last == content.row.last)
        else { throw damage("its chunks are not in order") }
        content.keep(entries, of: page)
        return entries
    }

    /// The chunk that a position belongs to: the last one that begins at or before it, or else the first one.
    ///
    /// - Returns: Nil if the stored series has no chunk.
    func chunk(_ content: SeriesContent, at position: Int64) throws -> ChunkPlace? {
        let pages = try pages(content)
        guard !pages.isEmpty else { return nil }
        let page = max(0, pages.lowerBound { $0.start <= position } - 1)
        let entries = try entries(content, page: page)
        return try place(content, page, max(0, entries.lowerBound { $0.start <= position } - 1))
    }

    func chunk(_ content: SeriesContent, after place: ChunkPlace) throws -> ChunkPlace? {
        try cancellation?.check()
        if place.index + 1 < (try entries(content, page: place.page)).count {
            return try self.place(content, place.page, place.index + 1)
        }
        guard place.page + 1 < (try pages(content)).count else { return nil }
        return try self.place(content, place.page + 1, 0)
    }

    func chunk(_ content: SeriesContent, before place: ChunkPlace) throws -> ChunkPlace? {
        try cancellation?.check()
        if place.index > 0 { return try self.place(content, place.page, place.index - 1) }
        guard place.page > 0 else { return nil }
        let count = try entries(content, page: place.page - 1).count
        return try self.place(content, place.page - 1, count - 1)
    }

    private func place(_ content: SeriesContent, _ page: Int, _ index: Int) throws -> ChunkPlace {
        let pages = try pages(content)
        let entries = try entries(content, page: page)
        let entry = entries[index]
        let next =
            index + 1 < entries.count
            ? entries[index + 1].start
            : page + 1 < pages.count ? pages[page + 1].start : nil
        let start = page == 0 && index == 0 ? .min : entry.start
        return ChunkPlace(
            page: page, index: index, entry: entry, domain: start...(next.map { $0 - 1 } ?? entry.last))
    }
}
