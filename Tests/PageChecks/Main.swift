import Foundation

/// Opens pages and pictures in a browser without a window, and says what is wrong with them.
///
/// - `PageChecks FILE… [--only CHECK] [--marks SELECTOR] [--screenshots FOLDER]`: runs every check on each file, in light and dark, at 360, 768
///   and 1,280 pixels, and prints a table. Ends with status 1 if there are faults, 69 if there is no browser. A file that ends in `.svg` is a
///   picture. The selector tells the lines and marks that carry figures, if other than those of our pictures.
/// - `PageChecks [--short] [--views N] [--seed N]`: runs them on the page and the picture of every state of a tenant, and walks through so many views of
///   their graphs (1,000 unless told), in which the script of the page and Swift have to agree;
///   with `--short` of a few states, at the widest in light and at the narrowest in dark.
/// - `PageChecks --self-test [--only RULE]`: shows that each rule finds its fault in a page that has it, and nothing in a sound page.
@main
enum PageChecks {
    static func main() async {
        do {
            let options = try Options(CommandLine.arguments.dropFirst())
            let browser = try Chromium()
            defer { browser.end() }
            let page = try BrowserPage(DevTools(browser))
            let isSound =
                options.isSelfTest
                ? try SelfTest(page, options).run()
                : options.files.isEmpty
                    ? try await checkStates(page, options) : try Run(page, options).run()
            browser.end()
            exit(isSound ? 0 : 1)
        } catch let error as Options.Usage {
            end(64, error.text)
        } catch let error as BrowserError {
            if case .missing = error { end(69, "\(error)") }
            end(2, "\(error)")
        } catch {
            end(2, String(reflecting: error))
        }
    }

    private static func checkStates(_ page: BrowserPage, _ options: Options) async throws -> Bool {
        let folder = FileManager.default.temporaryDirectory.appending(path: "pages-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let worlds = try await Worlds(in: folder, isShort: options.isShort)
        var options = options
        options.files = try await worlds.write()
        let agrees = try await worlds.walk(page, steps: options.views, seed: options.seed)
        return try Run(page, options).run() && agrees
    }

    private static func end(_ status: Int32, _ text: String) -> Never {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
        exit(status)
    }
}

/// The words of the command.
struct Options {
    struct Usage: Error {
        let text =
            "usage: PageChecks [FILE...] [--short] [--views N] [--seed N] [--only CHECK] [--marks SELECTOR] [--screenshots FOLDER] "
            + "| --self-test [--only RULE]"
    }

    var files: [URL] = []
    var only: String?
    /// Lines, points, bars and findings of a picture of ours; a bar that is pale has an outline.
    var marks = ".ib :is(.l, .d, .o, .e, .i, .id, .z, .zo), .ib .y:not(.v, .v *)"
    var screenshots: URL?
    var isSelfTest = false
    /// Whether few states, themes and widths do.
    var isShort = false
    /// How many views of graphs are compared, and the seed that they follow from.
    var views = 1_000
    var seed: UInt64 = 1

    init(_ words: ArraySlice<String>) throws {
        var words = words
        while let word = words.popFirst() {
            switch word {
            case "--only": only = try Self.value(&words)
            case "--marks": marks = try Self.value(&words)
            case "--screenshots": screenshots = URL(filePath: try Self.value(&words))
            case "--views":
                guard let count = Int(try Self.value(&words)), count >= 0 else { throw Usage() }
                views = count
            case "--seed":
                guard let number = UInt64(try Self.value(&words)) else { throw Usage() }
                seed = number
            case "--short": isShort = true
            case "--self-test": isSelfTest = true
            case _ where word.hasPrefix("-"): throw Usage()
            default: files.append(URL(filePath: word))
            }
        }
        if isSelfTest, !files.isEmpty { throw Usage() }
    }

    private static func value(_ words: inout ArraySlice<String>) throws -> String {
        guard let word = words.popFirst() else { throw Usage() }
        return word
    }
}
