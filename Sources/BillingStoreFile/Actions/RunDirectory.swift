/// The runs of the actions of one tenant, without the entries of their pages.
///
/// A *run* holds hashes in order, cut into *pages*, each of which says from which hash to which it goes; the pages of a run leave no gap. An action
/// is in one run. A commit brings a run of its own, of a *level* by its size; so many runs of one level are merged into one of the next, a
/// part with each commit. Meanwhile the new run ends where the old ones begin.
struct RunDirectory {
    struct Page {
        /// The bounds of the hashes; both are in.
        var first: Int64
        var last: Int64
        /// The checksum of the entries.
        let content: Int64
        /// The checksum of the row.
        let checksum: Int64
        /// Known once the entries were read or written.
        var filter: HashFilter?
    }

    struct Run {
        let level: Int64
        let number: Int64
        var pages: [Page]

        var start: Int64 { pages.first?.first ?? .max }
        var end: Int64 { pages.last?.last ?? 0 }
        /// Whether it takes no part in a merge.
        var isWhole: Bool { start == 0 && end == .max }
    }

    /// A merge to begin or to go on with.
    struct Merge {
        /// The places of the runs that are merged.
        let inputs: [Int]
        /// The place of the run that they become; nil if it is new.
        let output: Int?
        let level: Int64
        /// The first hash that is not merged yet.
        let frontier: Int64
    }

    /// Those of one level in the order of their numbers, which is that of their age.
    var runs: [Run] = []
    /// How many pages there are, and the exclusive or of their checksums.
    var digest = Digest()

    /// The number of the next run.
    var next: Int64 { (runs.map(\.number).max() ?? 0) + 1 }

    /// The merge that is due on the lowest level, if any is.
    func dueMerge(_ factor: Int) -> Merge? {
        for level in Set(runs.map(\.level)).sorted() {
            if let output = runs.firstIndex(where: { $0.level == level + 1 && $0.start == 0 && !$0.isWhole })
            {
                let frontier = runs[output].end + 1
                let inputs = runs.indices.filter { runs[$0].level == level && runs[$0].start == frontier }
                return Merge(inputs: inputs, output: output, level: level + 1, frontier: frontier)
            }
            let whole = runs.indices.filter { runs[$0].level == level && runs[$0].isWhole }
                .sorted { runs[$0].number < runs[$1].number }
            if whole.count >= factor {
                return Merge(
                    inputs: Array(whole.prefix(factor)), output: nil, level: level + 1, frontier: 0)
            }
        }
        return nil
    }
}
