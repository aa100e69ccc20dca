import Foundation

extension BrowserPage {
    /// Writes the whole page as PNG.
    func screenshot(to file: URL) throws {
        let size = try call("Page.getLayoutMetrics")["cssContentSize"]
        // The browser draws no picture higher than this.
        let height = min(size["height"].number ?? 0, 16_000)
        try write(
            try call(
                "Page.captureScreenshot",
                [
                    "format": "png", "captureBeyondViewport": true,
                    "clip": [
                        "x": 0, "y": 0, "width": .number(Double(setting.width)),
                        "height": .number(max(height, 1)), "scale": 1,
                    ],
                ]), to: file)
    }

    /// Writes the page as it is printed on A4.
    func pdf(to file: URL) throws {
        try write(
            try call(
                "Page.printToPDF",
                [
                    "paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": true,
                    "printBackground": true,
                ]), to: file)
    }

    private func write(_ answer: JSON, to file: URL) throws {
        guard let data = Data(base64Encoded: answer["data"].string ?? ""), !data.isEmpty else {
            throw BrowserError.refused("no picture")
        }
        try data.write(to: file, options: .atomic)
    }
}
