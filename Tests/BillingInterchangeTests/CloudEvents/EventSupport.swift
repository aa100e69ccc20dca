import BillingInterchange
import BillingModel
import BillingStore
import BillingTestSupport
import Foundation

/// A repository that takes events of the tenant `acme`.
func eventRepository() async throws -> InMemoryRepository {
    let repository = emptyRepository(at: 1_800_000_000)
    try await repository.commit("tenant") { changes in
        changes.add(try makeTenant(acme, currency: .aud))
        changes.add(messages, for: acme)
        changes.add(level, for: acme)
    }
    return repository
}

/// The text of an event: a sound one, in which members are replaced by others.
func event(_ type: CloudEventType = .sample, _ replaced: [String: String?] = [:]) -> String {
    let data = [
        CloudEventType.sample: #"{"metric":"messages","value":5}"#,
        .action: #"{"type":"send-sms","category":"alert"}"#,
        .activity: #"{"kind":"device","subject":"d1"}"#,
    ]
    var members: [String: String?] = [
        "specversion": "\"1.0\"", "id": "\"e1\"", "source": "\"/feed\"", "type": "\"\(type)\"",
        "subject": "\"acme\"", "time": "\"2026-03-01T00:00:00Z\"", "data": data[type],
    ]
    members.merge(replaced) { $1 }
    let text = members.sorted { $0.key < $1.key }.compactMap { name, value in
        value.map { "\"\(name)\":\($0)" }
    }
    return "{" + text.joined(separator: ",") + "}"
}

/// What a source says, line by line: the records, or the column and rule.
func said(
    _ bytes: [UInt8], _ form: CloudEventFormat.Form = .lines, partLength: Int = 1_000,
    types: [CloudEventType: CloudEventRule] = CloudEventFormat.types
) throws -> [(line: Int, records: [ImportRecord]?, rejection: ImportRejection?)] {
    var place = 0
    var lines = try CloudEventFormat(form, types: types).lines {
        let end = min(place + partLength, bytes.count)
        defer { place = end }
        return Array(bytes[place..<end])
    }
    var said: [(line: Int, records: [ImportRecord]?, rejection: ImportRejection?)] = []
    while let line = try lines.next() {
        switch line.content {
        case .records(let records): said.append((line.line, records, nil))
        case .rejected(let rejection): said.append((line.line, nil, rejection))
        case .passedOver: said.append((line.line, [], nil))
        }
    }
    return said
}

func said(
    _ text: String, _ form: CloudEventFormat.Form = .lines,
    types: [CloudEventType: CloudEventRule] = CloudEventFormat.types
) throws -> [(line: Int, records: [ImportRecord]?, rejection: ImportRejection?)] {
    try said(Array(text.utf8), form, types: types)
}
