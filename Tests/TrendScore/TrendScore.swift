import Foundation

/// Prints how often trends and changes of made-up series are told right, with `--trends` or `--changes`.
///
/// Without a word it reads a header and `file,kind,timestamp,value` from standard input, one line for each day, a
/// missing value empty, and writes `file,row,kind,before,after,score`, a line for each change; rows are days
/// counted from 0. A line that is none of these ends it with status 1.
@main
struct TrendScore {
    static func main() throws {
        switch CommandLine.arguments.dropFirst().first {
        case "--trends": try TrendRates.print()
        case "--changes": try ChangeRates.print()
        case nil: ChangeTable.write()
        default: fail("the words are --trends and --changes")
        }
    }

    static func fail(_ line: String) -> Never {
        warn(line)
        exit(1)
    }

    static func warn(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }
}
