import Foundation

/// `tenant-report`: from a CSV of real events to the screens of one tenant.
@main
enum Main {
    static func main() async {
        // A reader that closes the pipe gives an error of the write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        let status = await ReportCommand.run(Array(CommandLine.arguments.dropFirst()), on: .standard)
        exit(status.rawValue)
    }
}
