#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// When a sample is true: at an instant, or for a whole local date.
public enum SampleTime: Hashable, Sendable {
    /// At an instant, kept to the nearest microsecond.
    case instant(Date)
    /// For a date, whichever zone it is looked at from.
    case date(LocalDate)
}

extension SampleTime: CustomStringConvertible {
    /// The instant in UTC, or the date; outside years 1 to 9999 the seconds from 2001.
    public var description: String {
        switch self {
        case .instant(let instant):
            // The description of a `Date` traps far outside of these years.
            (try? Instants.microseconds(instant)).map(Instants.text)
                ?? "\(instant.timeIntervalSinceReferenceDate) s from 2001"
        case .date(let date): date.description
        }
    }
}

/// The JSON form is the text of the instant or of the date.
extension SampleTime: Codable {
    /// Reads an instant or a date.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        if text.utf8.count == 10 {
            self = .date(try LocalDate(text))
        } else {
            self = .instant(Instants.date(try Instants.microseconds(text)))
        }
    }

    /// Writes the instant or the date.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .instant(let instant):
            try container.encode(Instants.text(try Instants.microseconds(instant)))
        case .date(let date): try container.encode(date)
        }
    }
}
