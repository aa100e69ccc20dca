import Foundation

/// A file of the package that shows examples.
struct Document {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The path from the top folder.
    let path: String
    let lines: [String]

    init(_ path: String) throws {
        self.path = path
        lines = try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Every file below a folder that has a suffix, and the text if one is given.
    static func all(in folder: String, suffix: String, holding text: String? = nil) throws -> [Document] {
        try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
            .filter { $0.hasSuffix(suffix) }.sorted().map { folder + "/" + $0 }
            .filter { path in
                // Most files show nothing, and cutting them into lines is what takes time.
                try text.map {
                    try Data(contentsOf: root.appending(path: path)).range(of: Data($0.utf8)) != nil
                } ?? true
            }.map { try Document($0) }
    }

    /// The lines of each fenced block of a language, also of blocks in doc comments.
    func blocks(_ language: String) -> [[String]] {
        var blocks: [[String]] = []
        var block: [String]?
        for line in lines {
            let text = Self.withoutCommentMarks(line)
            if let lines = block {
                block = text == "```" ? nil : lines + [text]
                if block == nil { blocks.append(lines) }
            } else if text == "```" + language {
                block = []
            }
        }
        return blocks
    }

    /// Whether it begins with the lines of a block, where doc comments lose their marks.
    func begins(with block: [String]) -> Bool {
        // What stands behind a trait is shown without it.
        let shown = lines.first == "#if Hummingbird" ? lines.dropFirst() : lines[...]
        return shown.lazy.map(Self.withoutCommentMarks).starts(with: block)
    }

    private static func withoutCommentMarks(_ line: String) -> String {
        let text = line.drop { $0 == " " }
        guard text.hasPrefix("///") else { return line }
        return String(text.dropFirst(text.hasPrefix("/// ") ? 4 : 3))
    }

    /// The lines between the marks of a page's example, which is indented by two steps.
    func example(of page: String) -> [String] {
        lines.drop { !$0.hasSuffix("// \(page) begins here.") }.dropFirst()
            .prefix { !$0.hasSuffix("// \(page) ends here.") }
            .map { $0.hasPrefix("        ") ? String($0.dropFirst(8)) : $0 }
    }
}
