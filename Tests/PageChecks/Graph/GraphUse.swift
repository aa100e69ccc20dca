import BillingCharts
import BillingModel
import BillingReports
import BillingTime
import Foundation
import PictureWorlds

/// Uses the graph of a page as a reader does, with mouse, finger and keyboard, and looks at what it then shows.
struct GraphUse {
    let world: PictureWorld
    let explorer: GraphExplorer
    let page: BrowserPage

    private struct Shown: Decodable, Equatable {
        let from: Double
        let to: Double
        let caption: String
        let rows: [[String]]
        let picture: String
    }

    private static let shown = """
        (() => {
          const root = document.getElementById('graph-explorer');
          return {
            from: root.graph.view.from, to: root.graph.view.to,
            caption: root.querySelector('.reading caption').textContent,
            rows: [...root.querySelectorAll('.reading tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent)),
            picture: root.querySelector('.panels').innerHTML,
          };
        })()
        """

    private func state() throws -> Shown {
        try page.settle()
        return try page.value(Self.shown, as: Shown.self)
    }

    private func press(_ selector: String, _ keys: Key...) throws {
        try page.evaluate("document.querySelector(\(JSON.literal("#graph-explorer \(selector)"))).focus()")
        for key in keys { try page.press(key) }
    }

    private func fault(_ rule: String, _ text: String) -> Fault {
        Fault(rule: rule, place: "\(world.name), \(page.setting.width) px", text: text)
    }

    /// A place across the cursor, in the first picture.
    private func pixel(across share: Double) throws -> Place {
        let picture = try page.place(in: "#graph-explorer .drawing", across: 0.5, down: 0.6)
        return Place(try page.place(in: "#graph-explorer .cursor", across: share, down: 0.5).x, picture.y)
    }

    func faults() async throws -> [Fault] {
        try await values() + moves() + zooms() + lines() + comparison() + sizes() + table()
    }

    /// The exact values under pixels all over the picture.
    private func values() async throws -> [Fault] {
        var faults: [Fault] = []
        try press("[data-period=month]", .enter)
        let start = try Instants.microseconds(explorer.navigator.data.lowerBound)
        let view = try state()
        let (low, high) = (start + Int64(view.from), start + Int64(view.to))
        let range = Instants.date(low)..<Instants.date(high)
        let graph = try await world.scope.consumptionGraph(
            metrics: world.metrics, range: range, width: .day, now: world.now, annotations: world.annotations)
        for step in 0..<40 {
            let place = try pixel(across: (Double(step) + 0.5) / 40)
            try page.move(to: place)
            let said = try state()
            // The plot is the cursor's place, which begins at a whole pixel.
            let share = try page.value(
                "(() => { const box = document.querySelector('#graph-explorer .cursor').getBoundingClientRect(); "
                    + "return (\(place.x) - box.left) / box.width; })()", as: Double.self)
            let instant = Instants.date(low + Int64(Double(high - low) * min(max(share, 0), 0.999_999)))
            guard let hover = graph.hover(at: instant) else { continue }
            let expected = GraphExplorer.reading(hover, of: graph)
            if said.caption != "\(hover.bucket.firstDate)" {
                faults.append(
                    fault(
                        "graph-pixel",
                        "at \(place.x) px it says \(said.caption), not \(hover.bucket.firstDate)"))
            }
            for row in said.rows where row.count == 6 {
                guard let values = expected[row[0]] else { continue }
                if row[1].hasPrefix("≈ "), values[0] == NumberText.missing { continue }
                let time = values[1].isEmpty ? said.caption : values[1]
                if row[1] != values[0] || row[2] != time || !row[3].hasPrefix(values[2]) {
                    faults.append(fault("graph-pixel", "at \(place.x) px it says \(row), not \(values)"))
                }
            }
        }
        return faults
    }

    /// Forth and back shows the same again, by buttons and by keys; what shows nothing does nothing.
    private func moves() throws -> [Fault] {
        var faults: [Fault] = []
        for period in ["month", "week", "day"] {
            try press("[data-period=\(period)]", .enter)
            let first = try state()
            try press("[data-move='-1']", .enter)
            let before = try state()
            if before.from >= first.from {
                faults.append(fault("graph-move", "\(period): Earlier leads nowhere"))
            }
            try press("[data-move='1']", .space)
            let again = try state()
            if again.picture != first.picture || again.from != first.from {
                faults.append(fault("graph-move", "\(period): forth and back is another picture"))
            }
        }
        try press("[data-period=month]", .enter)
        try press(".cursor", .home)
        let home = try state()
        try press(".cursor", .right, .right, .left)
        let next = try state()
        try press(".cursor", .end)
        let last = try state()
        if next.caption == home.caption || next.caption == last.caption {
            faults.append(fault("graph-cursor", "the arrow keys do not move the cursor"))
        }
        try press("[data-period=month]", .enter)
        try press(".cursor", .home, .enter)
        let day = try state()
        if day.to - day.from > 25 * 3_600e6 || !day.caption.hasPrefix(home.caption) {
            faults.append(fault("graph-open", "Enter does not open \(home.caption) but \(day.caption)"))
        }
        return faults
    }

    /// The handles by key, mouse and finger, a stretch that is dragged, and the buttons.
    private func zooms() throws -> [Fault] {
        var faults: [Fault] = []
        func expect(_ what: String, so isRight: (Shown, Shown) -> Bool, by act: () throws -> Void) throws {
            let before = try state()
            try act()
            let after = try state()
            if !isRight(before, after) {
                faults.append(
                    fault(
                        "graph-zoom",
                        "\(what): \(before.from)...\(before.to) became \(after.from)...\(after.to)"))
            }
        }
        try expect(
            "All", so: { $1.from <= $0.from && $1.to >= $0.to }, by: { try press("[data-all]", .enter) })
        try expect(
            "first handle by key", so: { $1.from > $0.from && $1.to == $0.to },
            by: {
                try press(".handle", .right, .right, .up)
            })
        try expect(
            "last handle by key", so: { $1.to < $0.to && $1.from == $0.from },
            by: {
                try press(".handle ~ .handle", .left, .pageDown)
            })
        try expect(
            "first handle by mouse", so: { $1.from > $0.from && $1.to == $0.to },
            by: {
                let start = try page.place(in: "#graph-explorer .handle", across: 0.5, down: 0.5)
                try page.drag(from: start, to: Place(start.x + 60, start.y))
            })
        try expect(
            "first handle by finger", so: { $1.from > $0.from && $1.to == $0.to },
            by: {
                let start = try page.place(in: "#graph-explorer .handle", across: 0.5, down: 0.5)
                try page.touch([start, Place(start.x + 40, start.y)])
            })
        try expect(
            "a stretch of the picture",
            so: { $1.from >= $0.from && $1.to <= $0.to && $1.to - $1.from < $0.to - $0.from },
            by: {
                try page.drag(from: pixel(across: 0.3), to: pixel(across: 0.6))
            })
        try expect(
            "Wider", so: { $1.to - $1.from > $0.to - $0.from }, by: { try press("[data-zoom='2']", .enter) })
        try expect(
            "Closer", so: { $1.to - $1.from < $0.to - $0.from },
            by: { try press("[data-zoom='0.5']", .enter) })
        return faults
    }

    /// A line that is switched off is drawn and told no more, and comes back as it was; the last one stays.
    private func lines() throws -> [Fault] {
        let first = try state()
        guard first.rows.count(where: { $0.count == 6 }) > 1 else { return [] }
        try press(".legend button", .enter)
        let without = try state()
        try press(".legend button", .enter)
        let again = try state()
        var faults: [Fault] = []
        if without.rows.count >= first.rows.count || without.picture == first.picture {
            faults.append(fault("graph-lines", "a line stays that was switched off"))
        }
        if again.picture != first.picture {
            faults.append(fault("graph-lines", "a line comes back otherwise"))
        }
        return faults
    }

    /// The time before is drawn and told on request, and no more after the next.
    private func comparison() throws -> [Fault] {
        try press("[data-period=month]", .enter)
        try press("[data-move='-1']", .enter)
        try press(".cursor", .home)
        let first = try state()
        try press("[data-compare]", .enter)
        let compared = try state()
        try press("[data-compare]", .space)
        let again = try state()
        var faults: [Fault] = []
        let isTold = compared.rows.contains { $0.count == 7 && $0[2].hasSuffix(" %)") }
        if !isTold || !compared.picture.contains("l ea") {
            faults.append(fault("graph-comparison", "nothing is said of the time before: \(compared.rows)"))
        }
        if again != first { faults.append(fault("graph-comparison", "something stays of it")) }
        return faults
    }

    /// Lines are read from the largest figure down on request.
    private func sizes() throws -> [Fault] {
        func figures() throws -> [Double] {
            try state().rows.compactMap { $0.count == 6 ? Double($0[1].replacing(",", with: "")) : nil }
        }
        let first = try figures()
        try press("[data-size]", .enter)
        let sorted = try figures()
        try press("[data-size]", .enter)
        let again = try figures()
        let isRight = sorted == first.sorted(by: >) && again == first
        return isRight ? [] : [fault("graph-size", "\(first) became \(sorted), then \(again)")]
    }

    /// The figures that a reader takes along are those of the graph.
    private func table() async throws -> [Fault] {
        try press("[data-period=month]", .enter)
        let view = try state()
        let text = try page.value(
            "document.getElementById('graph-explorer').graph.csv()", as: String.self)
        let rows = text.components(separatedBy: "\r\n").dropLast().dropFirst().map { row in
            row.components(separatedBy: ",")
        }
        let start = try Instants.microseconds(explorer.navigator.data.lowerBound)
        let range = Instants.date(start + Int64(view.from))..<Instants.date(start + Int64(view.to))
        let graph = try await world.scope.consumptionGraph(
            metrics: world.metrics, range: range, width: .day, now: world.now)
        var expected: [[String]: Double?] = [:]
        for line in graph.series {
            for point in line.points {
                let date = "\(graph.buckets[point.index].firstDate)"
                expected[[DisplayText(line.title).text, line.unit, date, date]] =
                    line.hasDaysOnly ? point.mean : point.value
            }
        }
        var found: [[String]: Double?] = [:]
        for row in rows where row.count == 7 { found[Array(row.prefix(4))] = Double(row[4]) }
        return found == expected
            ? []
            : [fault("graph-csv", "\(found.count) figures differ from \(expected.count): \(rows.prefix(2))")]
    }
}
