import BillingTestSupport
import BillingTime
import Foundation
import InauroBilling
import Testing

/// The bytes of outputs as digests in a fixture, so that work on the inside of the package shows that it changes none.
///
/// With `INAURO_PINS` naming a folder, the outputs are written there with the fixture that they make, for a look at the
/// difference, and to be put in place where a change is meant.
struct Pins {
    private let fixture: String
    private var outputs: [(name: String, text: String)] = []

    init(fixture: String) { self.fixture = fixture }

    /// Takes an output, in which the release of the machine's time zones does not count.
    mutating func add(_ name: String, _ text: String) {
        let release = try? ZoneDatabase.system.zone(ZoneID("America/New_York")).release
        outputs.append((name, release.map { text.replacing($0, with: "release") } ?? text))
    }

    /// Compares all outputs with the fixture.
    func check() throws {
        let lines = outputs.map { "\(SHA256.hexadecimal(Array($0.text.utf8)).prefix(16))  \($0.name)" }
        if let folder = ProcessInfo.processInfo.environment["INAURO_PINS"] {
            let folder = URL(filePath: folder).appending(path: fixture)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for output in outputs {
                try Data(output.text.utf8).write(to: folder.appending(path: output.name))
            }
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(
                to: folder.appending(path: "\(fixture).pins"))
        }
        let pinned = try Fixtures.lines("\(fixture).pins")
        let changed = Set(lines).symmetricDifference(pinned).map { $0.dropFirst(18) }
        #expect(Set(changed).sorted() == [], "bytes that changed; see Documentation/Development/checks.md")
        #expect(lines.count == pinned.count)
    }
}
