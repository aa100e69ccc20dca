/// A fault that is put into the sound page, and the rule that has to find it.
struct Plant: Sendable {
    let rule: String
    /// What stands in the sound page, and what takes its place, one after another.
    private var changes: [(place: String, fault: String)]
    var kind = Check.Kind.page
    var theme = BrowserPage.Setting.Theme.light
    var width = BrowserPage.Setting().width

    init(_ rule: String, _ place: String, _ fault: String) {
        self.rule = rule
        changes = [(place, fault)]
    }

    /// A fault that is added to the content of the page.
    init(_ rule: String, adding fault: String) { self.init(rule, Self.end, fault + Self.end) }

    /// A fault of the style alone.
    init(_ rule: String, style: String) { self.init(rule, "</style>", "\(style)</style>") }

    /// A fault of what the script does.
    init(_ rule: String, script: String) { self.init(rule, "</script>", "\(script)\n</script>") }

    private static let end = "</main>"

    /// The same fault with one more change to the page.
    func replacing(_ place: String, _ text: String) -> Plant {
        var plant = self
        plant.changes.append((place, text))
        return plant
    }

    func removing(_ text: String) -> Plant { replacing(text, "") }

    func inPicture() -> Plant {
        var plant = self
        plant.kind = .picture
        return plant
    }

    func at(_ width: Int) -> Plant {
        var plant = self
        plant.width = width
        return plant
    }

    func inDark() -> Plant {
        var plant = self
        plant.theme = .dark
        return plant
    }

    /// The text of the page with the fault, or nothing if a place is not there.
    var text: String? {
        var text = kind == .page ? SoundPage.html : SoundPage.svg
        for (place, fault) in changes {
            guard let found = text.firstRange(of: place) else { return nil }
            text.replaceSubrange(found, with: fault)
        }
        return text
    }
}
