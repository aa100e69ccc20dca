import BillingModel
import BillingStore

extension ActionRuns {
    /// Finds the rows that have some hashes.
    ///
    /// - Parameters:
    ///   - hashes: The hashes, which ascend.
    ///   - tenant: The number of the tenant.
    ///   - body: Takes the place of a hash and the sequence of a row, in no order.
    /// - Throws: `corruptData` if pages are not those that were written.
    /// - Complexity: O(*h* · *r* · log *p*) for *h* hashes, *r* runs and *p* pages of each; a page is read if it may hold one of them.
    func find(_ hashes: [Int64], of tenant: Int64, _ body: (Int, Int64) -> Void) throws {
        guard !hashes.isEmpty else { return }
        try withDirectory(of: tenant) { directory in
            for run in directory.runs.indices { try find(hashes, &directory.runs[run], tenant, body) }
        }
    }

    private func find(
        _ hashes: [Int64], _ run: inout RunDirectory.Run, _ tenant: Int64, _ body: (Int, Int64) -> Void
    ) throws {
        var (next, page) = (0, 0)
        while next < hashes.count {
            let hash = hashes[next]
            if page < run.pages.count, run.pages[page].last < hash {
                page = run.pages[(page + 1)...].lowerBound { $0.last < hash }
            }
            guard page < run.pages.count else { return }
            guard run.pages[page].first <= hash else {
                next += 1
                continue
            }
            let last = run.pages[page].last
            var wanted: [Int] = []
            while next < hashes.count, hashes[next] <= last {
                if run.pages[page].filter?.mayContain(hashes[next]) ?? true { wanted.append(next) }
                next += 1
            }
            guard !wanted.isEmpty else { continue }
            let entries = try entries(run.pages[page], of: run, tenant)
            if run.pages[page].filter == nil { run.pages[page].filter = filter(entries) }
            for place in wanted {
                var found = entries.hashes.lowerBound { $0 < hashes[place] }
                while found < entries.count, entries.hashes[found] == hashes[place] {
                    body(place, entries.sequences[found])
                    found += 1
                }
            }
        }
    }
}
