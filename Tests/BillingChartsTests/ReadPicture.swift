import Foundation
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// A picture as a reader of XML sees it.
struct ReadPicture {
    struct Element {
        let name: String
        let attributes: [String: String]
        /// What its own title says; nil without one.
        var title: String?

        subscript(attribute: String) -> String? { attributes[attribute] }

        /// The classes of the element.
        var classes: [String] { (self["class"] ?? "").split(separator: " ").map(String.init) }

        /// The numbers of a path, in order.
        var numbers: [Double] {
            (self["d"] ?? "").split { !"0123456789.-".contains($0) }.compactMap { Double($0) }
        }
    }

    /// Every element in the order of the document.
    let elements: [Element]
    /// What every text says.
    let texts: [String]

    /// Reads a document; nil if it is not well-formed.
    init?(_ text: String) {
        let reader = Reader()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = reader
        guard parser.parse() else { return nil }
        elements = reader.elements
        texts = reader.texts
    }

    /// The titles of all but the document.
    var titles: [String] { elements.dropFirst().compactMap(\.title) }

    func elements(_ classes: String) -> [Element] {
        elements.filter { $0.classes == classes.split(separator: " ").map(String.init) }
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var elements: [Element] = []
        var texts: [String] = []
        private var open: [(name: String, place: Int)] = []
        private var content = ""

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            open.append((name, elements.count))
            elements.append(Element(name: name, attributes: attributes))
            if name == "text" || name == "title" { content = "" }
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { content += string }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) {
            open.removeLast()
            if name == "text" { texts.append(content) }
            if name == "title", let parent = open.last { elements[parent.place].title = content }
        }
    }
}

/// Reads a picture, and checks what holds for each.
func read(_ svg: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> ReadPicture {
    let picture = try #require(ReadPicture(svg), "not well-formed", sourceLocation: sourceLocation)
    let root = try #require(picture.elements.first)
    #expect(root.name == "svg" && root["role"] == "img", sourceLocation: sourceLocation)
    #expect(root["aria-label"]?.isEmpty == false, sourceLocation: sourceLocation)
    for element in picture.elements {
        #expect(!["script", "image", "a", "use", "foreignObject"].contains(element.name))
        #expect(!element.attributes.keys.contains { $0.hasPrefix("on") || $0 == "href" || $0 == "id" })
        for (name, value) in element.attributes where !["aria-label", "class", "role"].contains(name) {
            #expect(!value.contains("nan") && !value.contains("inf"), sourceLocation: sourceLocation)
        }
    }
    return picture
}
