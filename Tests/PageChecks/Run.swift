import Foundation

/// Every check on every file, in each setting that it asks for.
struct Run {
    /// How a page or a picture is looked at; the size of a picture is its own.
    static func settings(of kind: Check.Kind) -> [BrowserPage.Setting] {
        let widths = kind == .page ? [360, 768, 1_280] : [BrowserPage.Setting().width]
        return BrowserPage.Setting.Theme.allCases.flatMap { theme in
            widths.map { BrowserPage.Setting(width: $0, theme: theme) }
        }
    }

    private let page: BrowserPage
    private let options: Options
    private let checks: [Check]

    init(_ page: BrowserPage, _ options: Options) {
        self.page = page
        self.options = options
        checks = Check.all(marks: options.marks).filter { options.only == nil || $0.name == options.only }
    }

    /// Prints the table; whether there are no faults.
    func run() throws -> Bool {
        guard !checks.isEmpty else { throw Options.Usage() }
        if let folder = options.screenshots {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        var count = 0
        Table.printHead()
        for file in options.files {
            let kind: Check.Kind = file.pathExtension == "svg" ? .picture : .page
            for setting in Self.settings(of: kind)
            where !options.isShort
                || (setting.width == 360) == (setting.theme == .dark) && setting.width != 768
            { count += try run(file, kind, setting) }
        }
        print(count == 0 ? "no faults" : "\(count) faults")
        return count == 0
    }

    private func run(_ file: URL, _ kind: Check.Kind, _ setting: BrowserPage.Setting) throws -> Int {
        let asked = checks.filter { $0.applies(to: kind, in: setting) }
        guard !asked.isEmpty || options.screenshots != nil else { return 0 }
        try page.open(file, setting)
        if let folder = options.screenshots {
            let name = file.lastPathComponent
            let picture = folder.appending(path: "\(name)-\(setting.width)-\(setting.theme.rawValue)")
            try page.screenshot(to: picture.appendingPathExtension("png"))
            if setting == BrowserPage.Setting() { try page.pdf(to: folder.appending(path: "\(name).pdf")) }
        }
        var count = 0
        for check in asked {
            let faults = try check.run(page)
            Table.printRow(file.lastPathComponent, setting, check.name, faults)
            count += faults.count
            if check.drives { try page.open(file, setting) }
        }
        return count
    }
}

/// The lines of the table.
enum Table {
    static func printHead() { printLine("page", "width", "theme", "check", "faults") }

    static func printRow(
        _ name: String, _ setting: BrowserPage.Setting, _ check: String, _ faults: [Fault]
    ) {
        printLine(name, String(setting.width), setting.theme.rawValue, check, String(faults.count))
        for fault in faults.prefix(20) { print("    \(fault.rule): \(fault.place): \(fault.text)") }
        if faults.count > 20 { print("    and \(faults.count - 20) more") }
    }

    private static func printLine(
        _ name: String, _ width: String, _ theme: String, _ check: String, _ count: String
    ) {
        print(
            name.padding(toLength: 28, withPad: " ", startingAt: 0),
            String(repeating: " ", count: max(0, 5 - width.count)) + width,
            theme.padding(toLength: 5, withPad: " ", startingAt: 0),
            check.padding(toLength: 14, withPad: " ", startingAt: 0),
            String(repeating: " ", count: max(0, 6 - count.count)) + count)
    }
}
