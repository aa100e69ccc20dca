package import BillingModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Records as the text of their JSON form, one for each content: what a column of a backend holds, and people read in its shell.
package enum RecordText {
    /// The text of a record, with sorted keys and without spaces.
    package static func text(of value: some Encodable) throws(BillingError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch let error as BillingError {
            throw error
        } catch {
            throw BillingError(.invalidValue, rule: "a record can be written as JSON", cause: error)
        }
    }

    /// Makes a record of what was written of it; another text is damage.
    package static func value<Value: Decodable>(
        _ type: Value.Type, _ text: String
    ) throws(BillingError) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw BillingError(
                .corruptData, rule: "a record is read as it was written",
                detail: "\(type): \(text.prefix(200))", cause: error)
        }
    }
}
