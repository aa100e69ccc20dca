import Testing

@Suite("The README is true")
struct ReadmeTests {
    @Test("The first program is the one that is compiled here")
    func program() throws {
        let body = try Document("Tests/ExampleTests/FirstProgram.swift").example(of: "README.md")
        let program = try Document("README.md").blocks("swift").first
        #expect(program == ["import Foundation", "import InauroBilling", ""] + body)
    }

    @Test("The first program prints what is shown")
    func output() async throws {
        let printed = try await FirstProgram.run()
        let shown = try #require(try Document("README.md").blocks("text").first)
        #expect(!shown.isEmpty)
        // The release and digest of the time zones are those of the machine.
        #expect(
            Self.withoutZones(printed.split(separator: "\n").map(String.init)) == Self.withoutZones(shown))
    }

    private static func withoutZones(_ lines: [String]) -> [String] {
        lines.filter { !$0.contains("tz") && !$0.isEmpty }
    }
}
