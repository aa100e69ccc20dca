import Foundation

extension Check {
    /// The page says nothing, throws nothing, breaks no policy, and asks the network for nothing.
    static let console = Check(name: "console", kinds: [.page, .picture]) { page in
        complaints(of: page) + requests(of: page)
    }

    static func complaints(of page: BrowserPage, after count: Int = 0) -> [Fault] {
        page.complaints.dropFirst(count).map { Fault(rule: "console", place: "page", text: $0) }
    }

    private static func requests(of page: BrowserPage) -> [Fault] {
        let own = page.url?.absoluteString ?? ""
        return page.requests.filter { $0 != own && !$0.hasPrefix("data:") }
            .map { Fault(rule: "network", place: "page", text: "asks for \($0.prefix(120))") }
    }
}
