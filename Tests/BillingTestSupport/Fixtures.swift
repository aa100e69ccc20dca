package import Foundation

/// The files that other programs made for a test target, in its folder `Fixtures`.
package enum Fixtures {
    package static func file(_ name: String, of source: String = #filePath) -> URL {
        let parts = source.split(separator: "/")
        let target = parts.prefix((parts.lastIndex(of: "Tests") ?? 0) + 2)
        return URL(filePath: "/\(target.joined(separator: "/"))/Fixtures/\(name)")
    }

    /// The lines of a file that are not empty.
    package static func lines(_ name: String, of source: String = #filePath) throws -> [String] {
        try String(contentsOf: file(name, of: source), encoding: .utf8).split(separator: "\n").map(
            String.init)
    }

    /// The fields of each line.
    package static func rows(
        _ name: String, separator: Character = "\t", of source: String = #filePath
    ) throws -> [[String]] {
        try lines(name, of: source).map {
            $0.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
        }
    }
}
