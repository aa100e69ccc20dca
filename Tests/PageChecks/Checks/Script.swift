import Foundation

/// Rules that are written in JavaScript and run in the page.
enum Script {
    /// Runs the rules of some files, after the text that they share.
    ///
    /// - Parameter constants: Names that the rules know, with their values as source.
    static func faults(
        _ files: [UInt8]..., constants: [String: String] = [:], on page: BrowserPage
    ) throws -> [Fault] {
        try page.value(function(files, constants), as: [Fault].self)
    }

    /// The call of a function that consists of some files.
    static func function(_ files: [[UInt8]], _ constants: [String: String] = [:]) -> String {
        let names = constants.sorted { $0.key < $1.key }.map { "const \($0.key) = \($0.value);" }
        let texts = ([PackageResources.common_js] + files).map { String(decoding: $0, as: UTF8.self) }
        return "(() => {\n\((names + texts).joined(separator: "\n"))\n})()"
    }
}
