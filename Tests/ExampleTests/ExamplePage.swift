import Testing

/// What the suites of pages share: they record what an example prints.
class ExamplePage {
    var printed: [String] = []

    /// Takes the place of the standard function in the examples.
    func print(_ items: Any...) {
        printed.append(items.map { "\($0)" }.joined(separator: " "))
    }

    /// Compares what was printed with the comments beside the calls; a call in a loop has several results.
    func expectPrinted(_ page: String) throws {
        let shown = try Document(page).blocks("swift").joined()
            .filter { $0.drop { $0 == " " }.hasPrefix("print(") }
            .flatMap { line in
                line.split(separator: ")  // ", maxSplits: 1).last?.split(separator: ", then ") ?? []
            }
        #expect(!shown.isEmpty)
        #expect(printed == shown.map(String.init))
    }
}
