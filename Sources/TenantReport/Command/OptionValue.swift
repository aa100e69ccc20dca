#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import BillingModel
import InauroBilling

/// How the values of options are read.
enum OptionValue {
    /// A value that is wrong, or that is missing if there is no rule.
    struct Fault: Error {
        let rule: String?
    }

    static let path: @Sendable (String) throws -> String? = { text in
        guard !text.isEmpty else { throw Fault(rule: nil) }
        return text
    }

    /// A file to write, which standard output is not.
    static let filePath: @Sendable (String) throws -> String? = { text in
        guard text != "-" else { throw Fault(rule: "it is a file or a folder, not standard output") }
        return try path(text)
    }

    /// A number of days.
    static func days(_ text: String) throws -> Int? {
        guard let days = Int(text), (0...36_500).contains(days) else {
            throw Fault(rule: "it is a whole number from 0 to 36500")
        }
        return days
    }

    /// One of some names.
    static func choice<Value: Sendable>(
        _ forms: [(name: String, value: Value)]
    ) -> @Sendable (String) throws -> Value {
        { text in
            guard let form = forms.first(where: { $0.name == text }) else {
                let names = forms.map(\.name)
                throw Fault(rule: "it is one of \(names.joined(separator: ", "))\(near(text, among: names))")
            }
            return form.value
        }
    }

    static func dateForm(_ text: String) throws -> CSVMapping.DateForm {
        switch text {
        case "iso": return .iso
        case "dmy": return .dayMonthYear
        case "mdy": return .monthDayYear
        default:
            do throws(BillingError) { return try CSVMapping.DateForm(text) } catch {
                let near = near(text, among: ["iso", "dmy", "mdy"])
                throw Fault(
                    rule: "it is iso, dmy, mdy or a pattern such as dd.MM.yyyy"
                        + (near.isEmpty ? " (\(error.detail))" : near))
            }
        }
    }

    static func zone(_ text: String) throws -> ZoneID? {
        let id = try ZoneID(text)
        do throws(BillingError) {
            return try ZoneDatabase.system.zone(id).id
        } catch {
            // Without any database it is said where the zone is needed.
            guard error.code == .notFound else { return id }
            throw Fault(rule: "\(error.rule) (\(error.detail))")
        }
    }

    static func knownAt(_ text: String) throws -> KnownAt {
        if let revision = number(of: text) { return .revision(revision) }
        guard let instant = try? Instants.microseconds(text) else {
            throw Fault(rule: "it is a revision such as 12, or an instant such as 2026-03-01T12:00:00Z")
        }
        return .instant(Instants.date(instant))
    }

    static func revision(_ text: String) throws -> Revision? {
        guard let revision = number(of: text) else { throw Fault(rule: "it is a revision such as 12") }
        return revision
    }

    /// A revision as its number; nil if the text is none.
    private static func number(of text: String) -> Revision? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text).flatMap { try? Revision($0) }
    }

    static func width(_ text: String) throws -> BucketWidth? {
        try naming([BucketWidth.nearest(to: text)].compactMap(\.self), text) {
            () throws(BillingError) in try BucketWidth(text)
        }
    }

    static func mode(_ text: String) throws -> ComparisonMode? {
        try naming(ComparisonMode.all.map(\.description), text) { () throws(BillingError) in
            try ComparisonMode(text)
        }
    }

    static func count(_ text: String) throws -> Int? {
        guard let count = Int(text), count > 0 else { throw Fault(rule: "it is a whole number above zero") }
        return count
    }

    /// Names that are separated by commas; none of an empty text, for one row of all actions.
    static func dimensions(_ text: String) throws -> [ActionDimension]? {
        var dimensions: [ActionDimension] = []
        for name in text.split(separator: ",", omittingEmptySubsequences: false) where !text.isEmpty {
            guard let dimension = ActionDimension(rawValue: String(name)), !dimensions.contains(dimension)
            else {
                let names = ActionDimension.allCases.map(\.rawValue).joined(separator: ", ")
                throw Fault(rule: "it is some of \(names), each once, with commas between")
            }
            dimensions.append(dimension)
        }
        return dimensions
    }

    /// Reads a value; the rule that a wrong one breaks goes on with the name that may be meant.
    private static func naming<Value>(
        _ names: [String], _ text: String, _ read: () throws(BillingError) -> Value
    ) throws -> Value {
        do throws(BillingError) { return try read() } catch {
            throw Fault(rule: error.rule + near(text, among: names))
        }
    }

    /// The end of a sentence that names what may be meant.
    private static func near(_ text: String, among names: [String]) -> String {
        // Who leaves out a part in the middle means the name with all other parts.
        let parts = Set(text.split(separator: "-"))
        let whole = names.filter { parts.count > 1 && parts.isSubset(of: $0.split(separator: "-")) }
        let nearest = NearestText.of(text, among: names) ?? (whole.count == 1 ? whole[0] : nil)
        return nearest.map { "; the nearest is '\($0)'" } ?? ""
    }
}
