/// What is wrong, where, and by which rule; the rules of axe-core have its names.
struct Fault: Decodable {
    let rule: String
    let place: String
    let text: String
}

/// One thing that is asked of a page or of a picture.
struct Check: Sendable {
    enum Kind: Sendable { case page, picture }

    /// In which settings it is asked; each theme and width, or every pair of them.
    enum Scope: Sendable { case always, everyTheme, everyWidth, everyThemeAndWidth, once }

    let name: String
    var kinds: [Kind] = [.page]
    var scope = Scope.always
    /// Whether the page is another one afterwards, and has to be opened again.
    var drives = false
    let run: @Sendable (BrowserPage) throws -> [Fault]

    /// Whether it is asked of this kind in this setting; pictures keep their width.
    func applies(to kind: Kind, in setting: BrowserPage.Setting) -> Bool {
        guard kinds.contains(kind) else { return false }
        let usual = BrowserPage.Setting()
        let (isUsualWidth, isUsualTheme) = (setting.width == usual.width, setting.theme == usual.theme)
        return switch scope {
        case .always: true
        case .everyTheme: isUsualWidth
        case .everyWidth: isUsualTheme
        case .everyThemeAndWidth: isUsualWidth || isUsualTheme
        case .once: isUsualWidth && isUsualTheme
        }
    }
}

extension Check {
    /// Every check; `marks` selects the lines and marks of pictures that carry figures.
    static func all(marks: String) -> [Check] {
        [
            .console, .structure, .tables, .names, .aria, .layout, .contrast, .marks(marks), .targets,
            .hostile, .picture, .keyboard, .keys, .withoutScript, .paper,
        ]
    }
}
