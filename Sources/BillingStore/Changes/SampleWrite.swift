public import BillingModel

/// A sample as it is sent: a value, or the retraction of one.
public struct SampleWrite: Hashable, Sendable {
    /// The series that it belongs to.
    public var series: SeriesKey
    /// When it is true; a date for a daily metric, an instant for any other.
    public var time: SampleTime
    /// The value, finite; nil takes the sample back.
    public var value: Double?
    /// What orders writes of one sample: the highest wins, in whatever order they arrive.
    ///
    /// Nil if the later commit wins; a sample that was written with a version takes a write without one only if it says
    /// the same.
    public var version: Int64?
    /// The zone in which the date was a day; nil for the zone of the tenant that was in force when the date began in it.
    ///
    /// The same value without a zone says nothing new; with another zone it is a correction. Ignored for instants.
    public var zone: ZoneID?

    /// Makes a write.
    public init(
        _ series: SeriesKey, at time: SampleTime, value: Double?, version: Int64? = nil, zone: ZoneID? = nil
    ) {
        self.series = series
        self.time = time
        self.value = value
        self.version = version
        self.zone = zone
    }
}
