import Foundation

/// `billing-benchmark`: this library against the engines that one could use instead, on the same data in the same run.
@main
enum Main {
    static func main() {
        do {
            let settings = try Settings(Array(CommandLine.arguments.dropFirst()))
            for line in Lines.all where settings.lines.isEmpty || settings.lines.contains(line.name) {
                try Runner(settings).run(line)
            }
        } catch {
            FileHandle.standardError.write(Data("billing-benchmark: \(error)\n".utf8))
            exit(1)
        }
    }
}
