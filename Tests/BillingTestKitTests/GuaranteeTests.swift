import Foundation
import Testing

@testable import BillingTestKit

@Suite("Each promise is a sentence of the contract, and each sentence a promise")
struct PromiseTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The doc comments of the contract as one line each, words apart by one space.
    private func contract() throws -> [String: String] {
        let folder = Self.root.appending(path: "Sources/BillingStore")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
            $0.hasSuffix(".swift")
        }
        return Dictionary(
            uniqueKeysWithValues: try paths.map { path in
                let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
                let words = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
                    .filter { $0.hasPrefix("///") }
                    .map { $0.dropFirst(3).trimmingCharacters(in: .whitespaces) }
                return (path, words.joined(separator: " "))
            })
    }

    @Test("The documentation says what the kit checks, word for word", arguments: Guarantee.all)
    func stated(_ guarantee: Guarantee) throws {
        let isStated = try contract().values.contains { $0.contains(guarantee.sentence) }
        #expect(isStated, "\(guarantee.name): \(guarantee.sentence)")
    }

    @Test("What the protocols list is checked, sentence by sentence")
    func covered() throws {
        let text = try #require(try contract()["Contract/BillingReader.swift"])
        let checked = Guarantee.all.map(\.sentence).joined(separator: " ")
        let lists = text.components(separatedBy: "A conforming type promises").dropFirst()
        #expect(lists.count == 2)
        var count = 0
        for list in lists {
            // A list ends where the documentation of a requirement begins.
            for item in list.components(separatedBy: " - ").dropFirst() {
                let item = item.components(separatedBy: " The revision that a read known")[0]
                    .components(separatedBy: " Applies every change or none.")[0]
                if item.hasPrefix("Throws") { break }
                for sentence in item.components(separatedBy: ". ") where !sentence.isEmpty {
                    #expect(checked.contains(sentence.trimmingCharacters(in: ["."])), "\(sentence)")
                    count += 1
                }
            }
        }
        #expect(count > 20)
    }

    @Test("Names differ, and all lists are complete")
    func names() {
        #expect(Set(Guarantee.all.map(\.name)).count == Guarantee.all.count)
        #expect(Guarantee.all.starts(with: Guarantee.ofReaders))
        let scenarios = Set(Scenario.all.compactMap(\.guarantee))
        // These have no scenario of their own: they show in every one.
        #expect(
            Set(Guarantee.all).subtracting(scenarios) == [
                .oneRevision, .repliedRevision, .instants, .errorCodes,
            ])
    }

    @Test("Each promise but one is broken by a repository of these tests")
    func broken() {
        // Memory would have to err likewise for the rule alone to show it.
        #expect(Set(Guarantee.all).subtracting(Fault.all.map(\.guarantee)) == [.oneRevision])
    }
}
