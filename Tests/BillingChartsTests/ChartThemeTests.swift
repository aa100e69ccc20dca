import Foundation
import Testing

@testable import BillingCharts

@Suite struct ChartThemeTests {
    private static let themes = [("light", ChartTheme.light), ("dark", ChartTheme.dark)]

    /// The red, green and blue of a colour, as light.
    private func light(_ colour: String) throws -> [Double] {
        let digits = try #require(Int(colour.dropFirst(), radix: 16))
        return [16, 8, 0].map { shift in
            let share = Double(digits >> shift & 0xFF) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
    }

    /// WCAG 2.2: the relative luminances of both, 0.05 added, the brighter by the darker one.
    private func contrast(_ one: String, _ other: String) throws -> Double {
        let sizes = try [one, other].map { colour -> Double in
            let light = try light(colour)
            return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05
        }.sorted()
        return sizes[1] / sizes[0]
    }

    @Test func `the formula gives what the standard gives`() throws {
        #expect(abs(try contrast("#000000", "#ffffff") - 21) < 1e-9)
        #expect(abs(try contrast("#777777", "#ffffff") - 4.48) < 0.01)
    }

    @Test(arguments: themes)
    func `text can be read on surface and panel`(name: String, theme: ChartTheme.Colours) throws {
        for ground in [theme.surface, theme.panel] {
            for text in [theme.text, theme.muted, theme.accent, theme.bad, theme.warn, theme.good] {
                #expect(try contrast(text, ground) >= 4.5, "\(text) on \(ground), \(name)")
            }
        }
    }

    @Test(arguments: themes)
    func `lines can be seen on surface and panel`(name: String, theme: ChartTheme.Colours) throws {
        #expect(theme.series.count == GraphLayout.most)
        for ground in [theme.surface, theme.panel] {
            for colour in theme.series {
                #expect(try contrast(colour, ground) >= 3, "\(colour) on \(ground), \(name)")
            }
        }
    }

    /// What is seen of light with normal sight and without one kind of cones: Machado, Oliveira and Fernandes 2009, severity 1.
    private static let sights: [(name: String, matrix: [[Double]])] = [
        ("normal", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        (
            "protanopia",
            [
                [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ]
        ),
        (
            "deuteranopia",
            [
                [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ]
        ),
        (
            "tritanopia",
            [
                [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ]
        ),
    ]

    private func product(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
        matrix.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
    }

    private func oklab(_ light: [Double]) -> [Double] {
        let cones = product(
            [
                [0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
                [0.0883024619, 0.2817188376, 0.6299787005],
            ], light
        ).map { cbrt($0) }
        return product(
            [
                [0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
                [0.0259040371, 0.7827717662, -0.8086757660],
            ], cones)
    }

    /// The least distance in OKLab of two of some colours.
    private func leastDistance(_ colours: [String], _ matrix: [[Double]]) throws -> Double {
        let seen = try colours.map { oklab(product(matrix, try light($0)).map { min(max($0, 0), 1) }) }
        var least = Double.infinity
        for (place, one) in seen.enumerated() {
            for other in seen[..<place] {
                let squares = zip(one, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                least = min(least, squares.squareRoot())
            }
        }
        return least
    }

    @Test func `white and black are one apart`() throws {
        #expect(abs(try leastDistance(["#ffffff", "#000000"], Self.sights[0].matrix) - 1) < 1e-6)
    }

    @Test(arguments: themes)
    func `lines can be told apart, by the colour-blind too`(name: String, theme: ChartTheme.Colours) throws {
        for (sight, matrix) in Self.sights {
            // A distance of 0.02 is just noticeable.
            #expect(try leastDistance(theme.series, matrix) >= 0.06, "\(name), \(sight)")
            #expect(try leastDistance(Array(theme.series.prefix(4)), matrix) >= 0.09, "\(name), \(sight)")
        }
    }

    @Test func `the figures of the document are those of the colours`() throws {
        func row(_ title: String, _ figure: (ChartTheme.Colours) throws -> String) rethrows -> String {
            "| \(title) | \(try figure(ChartTheme.light)) | \(try figure(ChartTheme.dark)) |"
        }
        func least(
            _ colours: @escaping (ChartTheme.Colours) -> [String]
        ) -> (ChartTheme.Colours) throws -> String {
            { theme in
                let contrasts = try [theme.surface, theme.panel].flatMap { ground in
                    try colours(theme).map { try contrast($0, ground) }
                }
                return String(format: "%.2f", contrasts.min() ?? 0)
            }
        }
        func distance(_ most: Int, _ matrices: [[[Double]]]) -> (ChartTheme.Colours) throws -> String {
            { theme in
                let distances = try matrices.map { try leastDistance(Array(theme.series.prefix(most)), $0) }
                return String(format: "%.3f", distances.min() ?? 0)
            }
        }
        var rows = [
            try row(
                "least contrast of text", least { [$0.text, $0.muted, $0.accent, $0.bad, $0.warn, $0.good] }),
            try row("least contrast of lines", least(\.series)),
        ]
        for (sight, matrix) in Self.sights {
            let title = sight == "normal" ? "least distance of eight lines: normal sight" : sight
            rows.append(try row(title, distance(8, [matrix])))
        }
        rows.append(try row("of the first four, with any sight", distance(4, Self.sights.map(\.matrix))))
        let document = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Documentation/Charts.md")
        let lines = try String(contentsOf: document, encoding: .utf8).split(separator: "\n").map(String.init)
        for row in rows { #expect(lines.contains(row), "\(row)") }
    }

    /// Programs that are no browser know no custom properties, and would draw nothing.
    @Test func `a picture that stands alone has a plain colour before each that follows the reader's system`()
        throws
    {
        let style = PictureStyle.standalone
        let names = Dictionary(uniqueKeysWithValues: ChartTheme.names(ChartTheme.light))
        var count = 0
        for match in style.matches(of: /([a-z]+):var\(--ib-([a-z0-9]+)\)/) {
            let colour = try #require(names[String(match.2)], "\(match.0)")
            #expect(style[..<match.range.lowerBound].hasSuffix("\(match.1):\(colour);"), "\(match.0)")
            count += 1
        }
        #expect(count > 20)
    }
}
