import BillingCharts
import BillingReports
import Foundation
import PictureWorlds

/// The pages and pictures of every state, written to a folder, and walks through their graphs.
struct Worlds {
    let folder: URL
    let worlds: [PictureWorld]

    /// All states, or a few that do for a short run.
    init(in folder: URL, isShort: Bool) async throws {
        self.folder = folder
        let few = ["year", "hours", "dead-feed", "hostile"]
        worlds = try await PictureWorld.all().filter { !isShort || few.contains($0.name) }
    }

    /// Writes the page of each state and the picture of its graph; their files.
    func write() async throws -> [URL] {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var files: [URL] = []
        for world in worlds {
            let page = folder.appending(path: "\(world.name).html")
            try Data(try await world.page().html().utf8).write(to: page)
            let picture = folder.appending(path: "\(world.name).svg")
            try Data(try await world.picture().utf8).write(to: picture)
            files += [page, picture]
        }
        return files
    }

    /// Walks through the graphs of all states, so many steps in all; prints a line for each.
    func walk(_ page: BrowserPage, steps: Int, seed: UInt64) async throws -> Bool {
        var explorers: [(PictureWorld, GraphExplorer)] = []
        for world in worlds {
            let explorer = try await world.explorer()
            if explorer.first != nil, explorer.graphs.first?.series.isEmpty == false {
                explorers.append((world, explorer))
            }
        }
        var isSound = true
        for (place, (world, explorer)) in explorers.enumerated() {
            let share = steps * (place + 1) / explorers.count - steps * place / explorers.count
            try page.open(folder.appending(path: "\(world.name).html"))
            let walk = GraphWalk(
                world: world, explorer: explorer, forecast: try await world.scope.forecast(now: world.now),
                insights: try await world.scope.insights(now: world.now), page: page)
            var faults = try await walk.faults(steps: share, seed: seed &+ UInt64(place))
            print("\(world.name): \(share) views, \(faults.count) differ")
            if place == 0 { faults += try GraphNumbers.faults(page, count: 2_000, seed: seed) }
            for width in world.name == "year" ? [1_280, 360] : [] {
                try page.open(folder.appending(path: "\(world.name).html"), BrowserPage.Setting(width: width))
                let found = try await GraphUse(world: world, explorer: explorer, page: page).faults()
                print("\(world.name) at \(width) px, by mouse, finger and keyboard: \(found.count) faults")
                faults += found
            }
            for fault in faults.prefix(5) { print("    \(fault.rule): \(fault.place): \(fault.text)") }
            isSound = isSound && faults.isEmpty
        }
        return isSound
    }
}
