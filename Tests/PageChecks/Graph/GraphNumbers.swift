import BillingModel
import BillingReports

/// Holds the texts of numbers in a page against those in Swift.
enum GraphNumbers {
    /// So many numbers of any size from a seed, each once as they are and once with two decimals.
    static func faults(_ page: BrowserPage, count: Int, seed: UInt64) throws -> [Fault] {
        var random = SplitMix64(seed: seed)
        var numbers: [Double] = [0, 0.1, -0.5, 1e-4, 9.99e-5, 1e-7, 0x1p53, 0x1p54, 1e22, 1.0 / 3]
        while numbers.count < count {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            let ordinary = Double(Int64(bitPattern: random.next()) >> 40) / 128
            numbers += [value, ordinary, (ordinary * 100).rounded() / 100]
        }
        let list = numbers.map { "\($0)" }.joined(separator: ",")
        let found = try page.value(
            """
            (({ number, exact, average }) => [\(list)].map((each) => [number(each), exact(each), average(each)]))
            (document.getElementById('graph-explorer').graph)
            """, as: [[String]].self)
        let pairs = zip(numbers, numbers.dropFirst()).filter { _ in random.next() % 2 == 0 }
        let percents = try page.value(
            """
            (({ percent }) => [\(pairs.map { "[\($0.0),\($0.1)]" }.joined(separator: ","))].map(([part, whole]) => percent(part, whole)))
            (document.getElementById('graph-explorer').graph)
            """, as: [String?].self)
        let wrong = zip(pairs, percents).compactMap { pair, text in
            let expected = NumberText.percent(of: pair.0, base: pair.1)
            return text == expected
                ? nil
                : Fault(
                    rule: "graph-percent", place: "\(pair.0) of \(pair.1)",
                    text: "is \(text ?? "none"), not \(expected ?? "none")")
        }
        return wrong
            + zip(numbers, found).compactMap { value, texts in
                let expected = [NumberText.number(value), NumberText.exact(value), NumberText.average(value)]
                return texts == expected
                    ? nil
                    : Fault(rule: "graph-number", place: "\(value)", text: "is \(texts), not \(expected)")
            }
    }
}
