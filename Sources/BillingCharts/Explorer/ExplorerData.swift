import BillingModel
import BillingReports
import BillingTime

/// What the script of a page gets: the columns of each graph, the layout, and where the data begin and end.
///
/// Instants are microseconds since ``origin``, so that they stay whole numbers in a script. Columns of which long runs are equal are
/// lists of a value and how many have it.
struct ExplorerData: Encodable {
    /// In microseconds since 1970.
    let origin: String
    /// The first and the last instant with data.
    let data: [Int64]
    /// How many points a line should have at most.
    let points: Int
    /// What is shown at first.
    let first: View?
    /// What each line is called, in a picture and as a whole.
    let names: [Name]
    let panels: [Panel]
    /// How far a value can be relied on: the certainty, and what is said of it.
    let states: [State]
    let levels: [Level]
    /// The hours of the last days, which show a day.
    let hours: Level?

    struct View: Encodable {
        let from: Int64
        let to: Int64
        let anchor: Int64
    }

    struct Name: Encodable {
        let short: String
        let full: String
        let unit: String
    }

    struct Panel: Encodable {
        let left: Axis
        let right: Axis?
    }

    struct Axis: Encodable {
        /// The unit, and a shorter form of it, each with the columns that it takes.
        let unit: Text
        let half: Text
        let zero: Bool
        let lines: [Int]
    }

    struct Text: Encodable {
        let text: String
        let columns: Int

        init(_ text: DisplayText) {
            self.text = text.text
            columns = text.columns
        }
    }

    struct State: Encodable {
        let certainty: Int
        let text: String
    }

    /// One graph.
    struct Level: Encodable {
        /// `day`, `week`, `month`, `quarter`, `year`.
        let width: String
        let naming: String
        /// Where the buckets begin, those around the data that no line has included; the lengths in runs.
        let start: Int64
        let lengths: [[Int64]]
        /// The first dates as the number of the first day and the steps to the next in runs, and to the last date of each.
        let day: Int
        let steps: [[Int]]
        let spans: [[Int]]
        /// The reading of the clock at the first bucket in minutes, and the steps to the next; none from the day on.
        let minutes: [[Int]]
        /// The first bucket that the columns are of.
        let offset: Int
        /// The states before and after the columns.
        let outside: [Int]
        let now: Int64
        let lines: [Line]
        let notes: [Note]
        let findings: [Flag]
    }

    struct Line: Encodable {
        let values: [Double?]
        let states: [[Int]]
        /// The buckets to whose value no line leads from the one before.
        let starts: [Int]
        /// Of buckets that cross a reset: the bucket, the instant, the figure, the state, and 1 if no line leads to it.
        let parts: [[Double]]
        /// The time of a value, where it is not the bucket's.
        let times: [String: String]
        let silences: [Silence]
        let outlook: Outlook?
        let limits: [Limit]
    }

    struct Limit: Encodable {
        let value: Double
        let text: String
    }

    struct Silence: Encodable {
        let from: Int
        let to: Int
        let value: Double
        let text: String
    }

    struct Outlook: Encodable {
        let first: Int
        let estimates: [[Double]]
    }

    struct Note: Encodable {
        let at: Int64
        let end: Int64?
        let text: String

        private enum CodingKeys: String, CodingKey { case at, end, text }

        // A script asks whether there is an end.
        func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(at, forKey: .at)
            try values.encode(end, forKey: .end)
            try values.encode(text, forKey: .text)
        }
    }

    struct Flag: Encodable {
        let line: Int
        let place: Int
        let text: String
    }
}

extension ExplorerData {
    /// A column in runs: each value, and how many have it.
    static func runs<Number: FixedWidthInteger>(_ numbers: some Sequence<Number>) -> [[Number]] {
        var runs: [[Number]] = []
        for number in numbers {
            if let last = runs.last, last[0] == number {
                runs[runs.count - 1][1] += 1
            } else {
                runs.append([number, 1])
            }
        }
        return runs
    }
}
