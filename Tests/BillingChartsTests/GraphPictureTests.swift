import BillingModel
import BillingReports
import PictureWorlds
import Testing

@testable import BillingCharts

/// What holds of the picture of a graph whatever it shows.
@Suite struct GraphPictureTests {
    @Test func `every state is a sound document below 200 kilobytes, the same each time`() async throws {
        for (name, graph) in try await PictureWorld.graphs.value {
            let svg = try graph.svg(title: name)
            let isSame = svg == (try graph.svg(title: name))
            #expect(isSame && svg.utf8.count < 200_000, "\(name): \(svg.utf8.count) bytes")
            let root = try #require(try read(svg).elements.first)
            #expect(root["role"] == "img" && root["aria-label"] == name)
            #expect(svg.contains("<title>") && svg.contains("<desc>"))
        }
    }

    @Test(arguments: [239, 4_097, 0, -1, .max])
    func `no other width is drawn`(width: Int) async throws {
        let graph = try #require(try await PictureWorld.graphs.value.first).1
        #expect(throws: BillingError.self) { try graph.svg(width: width) }
    }

    @Test func `lines that are not chosen are not drawn`() async throws {
        let graph = try #require(try await PictureWorld.graphs.value.first { $0.0 == "year" }).1
        let line = try #require(graph.series.first)
        let picture = try read(graph.svg(showing: [line.id]))
        #expect(!picture.titles.isEmpty)
        #expect(
            picture.titles.dropFirst().allSatisfy {
                $0.hasPrefix(line.name) || !$0.contains(": ") || $0.contains("Z: ")
            })
        #expect(try read(graph.svg(showing: [])).texts.contains("Nothing to show"))
    }
}
