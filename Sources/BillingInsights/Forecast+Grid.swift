extension Forecast {
    /// What one step of a series is.
    public struct Grid: Hashable, Sendable {
        private enum Step { case hour, day, week, month }
        private let step: Step

        /// Hours, with the seasons of the day and of the week.
        public static let hourly = Self(step: .hour)
        /// Days, with the season of the week.
        public static let daily = Self(step: .day)
        /// Weeks, with the season of the year.
        public static let weekly = Self(step: .week)
        /// Months, with the season of the year.
        public static let monthly = Self(step: .month)

        /// The fewest known values to forecast from.
        public var leastHistory: Int {
            switch step {
            case .hour: 48
            case .day: 14
            case .week: 8
            case .month: 12
            }
        }

        /// What steps are called, after a number.
        var unit: String {
            switch step {
            case .hour: "hours"
            case .day: "days"
            case .week: "weeks"
            case .month: "months"
            }
        }

        /// The most values that are read; older ones say little and cost time.
        public var longestHistory: Int { 3_000 }

        /// The seasons to look for, shortest first; each takes two full cycles to be seen.
        var periods: [Int] {
            switch step {
            case .hour: [24, 168]
            case .day: [7]
            case .week: [52]
            case .month: [12]
            }
        }

        /// The weight of an older cycle of the shortest season relative to the next: 0.85 for a year, 0.9 for
        /// a week.
        var decay: Double {
            switch step {
            case .hour: 0.985
            case .day: 0.9
            case .week, .month: 0.85
            }
        }

        /// How many of the last origins say how far to trust a forecast: ten years of months, a year of days.
        var origins: Int {
            switch step {
            case .hour: 336
            case .day: 364
            case .week: 156
            case .month: 120
            }
        }
    }
}
