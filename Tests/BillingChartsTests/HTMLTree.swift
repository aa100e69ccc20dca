import Foundation
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// An element of a page that was read as XML, so that nothing is open, unquoted or unescaped.
final class HTMLTree: NSObject, XMLParserDelegate {
    let name: String
    let attributes: [String: String]
    private(set) var children: [HTMLTree] = []
    /// The text inside, that of elements included, in order.
    private(set) var text = ""

    private init(_ name: String, _ attributes: [String: String]) {
        (self.name, self.attributes) = (name, attributes)
    }

    /// Reads a page or a fragment; what is in scripts is not looked at.
    static func read(_ html: String) throws -> HTMLTree {
        let quiet = html.replacing(/(?s)(<script[^>]*>).*?(<\/script>)/) { "\($0.output.1)\($0.output.2)" }
        let builder = Builder()
        let parser = XMLParser(data: Data(quiet.utf8))
        parser.delegate = builder
        let isRead = parser.parse()
        try #require(isRead, "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "")")
        return try #require(builder.root)
    }

    /// All elements of a name inside, in order.
    func all(_ name: String) -> [HTMLTree] {
        children.flatMap { ($0.name == name ? [$0] : []) + $0.all(name) }
    }

    /// The first element of a name and a class inside.
    func first(_ name: String, _ style: String? = nil) throws -> HTMLTree {
        try #require(all(name).first { style == nil || $0.styles.contains(style ?? "") })
    }

    /// Checks that nothing inside runs, loads or has a style of its own.
    func expectHarmless(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
        for element in children {
            #expect(
                !["img", "iframe", "object", "embed", "link", "form", "base"].contains(element.name),
                "\(name)",
                sourceLocation: sourceLocation)
            for (key, value) in element.attributes {
                let leads =
                    key != "href" || ["#", "tenants/", "../index.html"].contains { value.hasPrefix($0) }
                #expect(
                    leads && !key.hasPrefix("on") && key != "style" && key != "src",
                    "\(name): \(key)=\(value)",
                    sourceLocation: sourceLocation)
            }
            element.expectHarmless(name, sourceLocation: sourceLocation)
        }
    }

    var styles: [String] { (attributes["class"] ?? "").split(separator: " ").map(String.init) }

    private final class Builder: NSObject, XMLParserDelegate {
        private var open: [HTMLTree] = []
        var root: HTMLTree?

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
            qualifiedName: String?, attributes: [String: String] = [:]
        ) {
            let element = HTMLTree(name, attributes)
            open.last?.children.append(element)
            if root == nil { root = element }
            open.append(element)
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) {
            for element in open { element.text += text }
        }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) { open.removeLast() }
    }
}
