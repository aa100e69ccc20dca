extension StoreEvent {
    /// What a repository does; a minor release may add operations.
    public struct Operation: Hashable, Sendable, CustomStringConvertible {
        private let name: String

        private init(_ name: String) { self.name = name }

        /// Opened a file, or connected to a server; counts nothing.
        public static let open = Self("open")

        /// Committed changes; counts all records of the ``CommitRecord``, also when it was made before.
        public static let commit = Self("commit")
        /// Erased a tenant, a subject or what lies before a floor; counts the records of the ``CommitRecord``.
        public static let erase = Self("erase")
        /// Took over a state; counts nothing.
        public static let restore = Self("restore")

        /// Read a revision; counts nothing.
        public static let revision = Self("revision")
        /// Read a page of records of a kind; counts those of the page.
        public static func records(_ kind: RecordKind) -> Self { Self("records_\(kind.rawValue)") }
        /// Read a page of series; counts its samples.
        public static let series = Self("series")
        /// Read a page of activity; counts its rows.
        public static let activity = Self("activity")
        /// Read a page of summaries; counts its rows.
        public static let summaries = Self("summaries")
        /// Looked for a commit by its id; counts what was found, 0 or 1.
        public static let findCommit = Self("find_commit")
        /// Looked for an invoice by its number; counts what was found, 0 or 1.
        public static let findInvoice = Self("find_invoice")
        /// Read all that is known; counts nothing.
        public static let state = Self("state")

        /// Moved the log of a file into it, between commits; counts nothing.
        ///
        /// The pages that it wrote are those of the log that are in the file afterwards.
        public static let checkpoint = Self("checkpoint")
        /// Moved a tenant's journal into chunks, between commits; counts nothing beside ``StoreEvent/packed``.
        public static let pack = Self("pack")
        /// Wrote a file anew without gaps; counts nothing.
        public static let compact = Self("compact")
        /// Compared everything in a file that can be compared; counts what was found wrong.
        public static let verify = Self("verify")
        /// Copied a file; counts nothing.
        public static let backup = Self("backup")

        /// The stable name, fit for a metric label: lower case with underscores, such as `commit` or `records_invoice`.
        public var description: String { name }
    }
}
