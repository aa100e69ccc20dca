import Foundation

/// Shows that each rule finds its fault, that no rule is without one, and that nothing is found where nothing is wrong.
struct SelfTest {
    private static let plants =
        Plant.structure + Plant.names + Plant.aria + Plant.looks + Plant.paper + Plant.behaviour

    private let page: BrowserPage
    private let only: String?
    private let folder: URL
    private let checks = Check.all(marks: ".mark")

    init(_ page: BrowserPage, _ options: Options) {
        self.page = page
        only = options.only
        folder = FileManager.default.temporaryDirectory.appending(path: "page-faults-\(UUID().uuidString)")
    }

    /// Prints what is not as it should be, and how many faults were found; whether all were.
    func run() throws -> Bool {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        var complaints = try only == nil ? DrivenPage.complaints(page, folder) + sound() : []
        let plants = Self.plants.filter { only == nil || $0.rule == only }
        guard !plants.isEmpty else { throw Options.Usage() }
        var found = 0
        for (number, plant) in plants.enumerated() {
            if let complaint = try complaint(of: plant, number) {
                complaints.append(complaint)
            } else {
                found += 1
            }
        }
        for complaint in complaints { print(complaint) }
        print("\(found) of \(plants.count) planted faults found, of \(Set(plants.map(\.rule)).count) rules")
        return complaints.isEmpty
    }

    /// What is found in the sound page and picture in any setting, and which rules have no fault to find.
    private func sound() throws -> [String] {
        var complaints: [String] = []
        var rules: Set<String> = []
        for (kind, text) in [(Check.Kind.page, SoundPage.html), (.picture, SoundPage.svg)] {
            for setting in Run.settings(of: kind) {
                let faults = try faults(of: text, "sound", kind, setting) { _ in
                    true
                } then: {
                    let asked = "[...(globalThis[Symbol.for('page-checks-rules')] ?? [])]"
                    rules.formUnion(try page.value(asked, as: [String].self))
                }
                complaints += faults.map {
                    "\(kind) without fault, \(setting.width), \(setting.theme): \($0.rule): \($0.place): \($0.text)"
                }
            }
        }
        let planted = Set(Self.plants.map(\.rule))
        return complaints
            + rules.subtracting(planted).sorted().map { "\($0): no fault is planted for this rule" }
    }

    private func complaint(of plant: Plant, _ number: Int) throws -> String? {
        guard let text = plant.text else {
            return "\(plant.rule), number \(number): has no place in the page"
        }
        let setting = BrowserPage.Setting(width: plant.width, theme: plant.theme)
        var others: Set<String> = []
        // The cheap checks first: most faults are found without driving the page.
        for drives in [false, true] {
            let faults = try faults(of: text, "fault", plant.kind, setting) { $0.drives == drives }
            if faults.contains(where: { $0.rule == plant.rule }) { return nil }
            others.formUnion(faults.map(\.rule))
        }
        return "\(plant.rule), number \(number): not found; found: \(others.sorted())"
    }

    private func faults(
        of text: String, _ name: String, _ kind: Check.Kind, _ setting: BrowserPage.Setting,
        by isAsked: (Check) -> Bool, then look: () throws -> Void = {}
    ) throws -> [Fault] {
        let file = folder.appending(path: kind == .page ? "\(name).html" : "\(name).svg")
        try Data(text.utf8).write(to: file)
        try page.open(file, setting)
        var faults: [Fault] = []
        for check in checks where isAsked(check) && check.applies(to: kind, in: setting) {
            faults += try check.run(page)
            try look()
            if check.drives { try page.open(file, setting) }
        }
        return faults
    }
}
