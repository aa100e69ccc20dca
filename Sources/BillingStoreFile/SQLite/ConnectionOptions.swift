/// How a connection opens a database.
struct ConnectionOptions {
    /// What a connection may do.
    enum Access {
        /// Read and write an existing file.
        case readWrite
        /// Read and write, and make the file if there is none.
        case create
        /// Read an existing file.
        case readOnly
    }

    /// When a commit is on the disk.
    enum Synchronous: String {
        /// Before it is acknowledged.
        case full = "FULL"
        /// At the next checkpoint: loss of power may take the last commits, though never tear one.
        case normal = "NORMAL"
    }

    var access = Access.create
    var synchronous = Synchronous.full
    /// How long to wait for another writer, from 0 to a day.
    var wait = Duration.seconds(10)
    /// What the header of the file says of its format; a file with another one is refused.
    var applicationID: Int32

    init(applicationID: Int32) { self.applicationID = applicationID }

    /// The wait in milliseconds, within its bounds.
    var waitMilliseconds: Int32 {
        let bounded = min(max(wait, .zero), .seconds(86_400)).components
        return Int32(bounded.seconds * 1_000 + bounded.attoseconds / 1_000_000_000_000_000)
    }
}
