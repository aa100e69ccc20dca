import Foundation

/// `billing-benchmark`: this library against the engines that one could use instead, on the same data in the same run.
@main
enum Main {
    static func main() {
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            if arguments.count == 3, arguments[0] == S3.child, let tenant = Int(arguments[2]) {
                return try S3.printFirstAnswer(arguments[1], tenant)
            }
            let settings = try Settings(arguments)
            for line in Lines.all where settings.lines.isEmpty || settings.lines.contains(line.name) {
                try Runner(settings).run(line)
            }
        } catch {
            FileHandle.standardError.write(Data("billing-benchmark: \(error)\n".utf8))
            exit(1)
        }
    }
}
