/// Why the browser could not be asked, or did not answer.
enum BrowserError: Error, CustomStringConvertible {
    case missing([String])
    case notStarted(String)
    case ended(String)
    case late(String)
    case refused(String)

    var description: String {
        switch self {
        case .missing(let names):
            """
            No Chromium found: neither CHROMIUM in the environment nor \(names.joined(separator: ", ")) on PATH.
            On Debian: apt-get install --no-install-recommends chromium
            """
        case .notStarted(let reason): "The browser did not start: \(reason)"
        case .ended(let output): "The browser ended. \(output)"
        case .late(let method): "The browser did not answer in time: \(method)"
        case .refused(let reason): "The browser refused: \(reason)"
        }
    }
}
