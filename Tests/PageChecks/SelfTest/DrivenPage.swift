import Foundation

/// Shows that keys, mouse and finger arrive in a page as a reader's would, and that a page is shown as asked.
enum DrivenPage {
    private static let html = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"/><title>Driven</title>
        <style>body { margin: 0; } #pad { margin-top: 1500px; width: 200px; height: 100px; background: #ddd; touch-action: none; }
        @media print { #pad { height: 50px; } } @media (prefers-color-scheme: dark) { #pad { width: 300px; } }</style></head>
        <body><main><input id="field" aria-label="Field"/><div id="pad"></div></main>
        <script>
        globalThis.heard = [];
        const pad = document.getElementById("pad");
        for (const type of ["pointermove", "pointerdown", "pointerup", "click"]) {
          pad.addEventListener(type, event => heard.push([event.pointerType, type, Math.round(event.offsetX), Math.round(event.offsetY)].join(" ")));
        }
        document.addEventListener("keydown", event => heard.push((event.shiftKey ? "shift " : "") + event.code));
        </script></body></html>
        """

    /// A thing to do, and what the page must have heard of it.
    private struct Act: Sendable {
        let name: String
        let expected: [String]
        let run: @Sendable (BrowserPage) throws -> Void
    }

    private static let acts = [
        Act(name: "move", expected: ["mouse pointermove 50 25"]) { page in
            try page.move(to: page.place(in: "#pad", across: 0.25, down: 0.25))
        },
        Act(
            name: "click",
            expected: [
                "mouse pointermove 100 50", "mouse pointerdown 100 50", "mouse pointerup 100 50",
                "mouse click 100 50",
            ]
        ) { page in try page.click(page.place(in: "#pad")) },
        Act(
            name: "drag",
            expected: [
                "mouse pointermove 20 50", "mouse pointerdown 20 50", "mouse pointermove 100 50",
                "mouse pointermove 180 50", "mouse pointerup 180 50", "mouse click 180 50",
            ]
        ) { page in
            try page.drag(
                from: page.place(in: "#pad", across: 0.1), to: page.place(in: "#pad", across: 0.9), steps: 2)
        },
        Act(
            name: "touch",
            expected: ["touch pointerdown 20 50", "touch pointermove 180 50", "touch pointerup 180 50"]
        ) { page in
            let places = try [page.place(in: "#pad", across: 0.1), page.place(in: "#pad", across: 0.9)]
            try page.touch(places, steps: 1)
        },
        Act(
            name: "keys",
            expected: [
                "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown",
                "Enter",
                "Escape", "Space", "shift Tab", "Tab",
            ]
        ) { page in
            let keys: [Key] = [
                .left, .right, .up, .down, .home, .end, .pageUp, .pageDown, .enter, .escape, .space, .backTab,
                .tab,
            ]
            for key in keys { try page.press(key) }
        },
    ]

    /// What did not arrive as it should.
    static func complaints(_ page: BrowserPage, _ folder: URL) throws -> [String] {
        let file = folder.appending(path: "driven.html")
        try Data(html.utf8).write(to: file)
        var complaints: [String] = []
        for act in acts {
            try page.open(file)
            try act.run(page)
            try page.settle()
            let heard = try page.value("heard", as: [String].self)
            if heard != act.expected { complaints.append("\(act.name): the page heard \(heard)") }
        }
        return try complaints + typing(page, file) + showing(page, file)
    }

    private static func typing(_ page: BrowserPage, _ file: URL) throws -> [String] {
        try page.open(file)
        try page.press(.tab)
        try page.type("Änder 1")
        let text = try page.value("document.getElementById('field').value", as: String.self)
        return text == "Änder 1" ? [] : ["typing: the field holds \(text)"]
    }

    private static func showing(_ page: BrowserPage, _ file: URL) throws -> [String] {
        var complaints: [String] = []
        let size =
            "(() => { const box = pad.getBoundingClientRect(); return [innerWidth, box.width, box.height]; })()"
        let settings: [(BrowserPage.Setting, [Double])] = [
            (.init(width: 500), [500, 200, 100]), (.init(width: 500, theme: .dark), [500, 300, 100]),
            (.init(width: 680, isPrint: true), [680, 200, 50]),
        ]
        try page.open(file)
        for (setting, expected) in settings {
            try page.show(setting)
            let found = try page.value(size, as: [Double].self)
            if found != expected { complaints.append("showing: \(found) instead of \(expected)") }
        }
        try page.open(file, .init(hasScript: false))
        if try page.value("globalThis.heard === undefined", as: Bool.self) == false {
            complaints.append("showing: the script ran")
        }
        let picture = folder(of: file, "driven.png")
        try page.screenshot(to: picture)
        try page.pdf(to: folder(of: file, "driven.pdf"))
        // The height of a picture stands after the head of its first part.
        let bytes = [UInt8](try Data(contentsOf: picture))
        let height = bytes.count < 24 ? 0 : bytes[20..<24].reduce(0) { $0 << 8 | Int($1) }
        if height < 1_600 { complaints.append("screenshot: \(height) pixels high") }
        return complaints
    }

    private static func folder(of file: URL, _ name: String) -> URL {
        file.deletingLastPathComponent().appending(path: name)
    }
}
