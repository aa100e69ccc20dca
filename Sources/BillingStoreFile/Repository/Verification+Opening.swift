import BillingModel

extension Verification {
    /// A file that is to be verified, as far as it could be opened.
    struct Subject {
        /// Nil if nothing can be read in the file.
        let session: Session?
        /// What opening it met.
        var findings: [FileRepository.Finding] = []
    }

    private static let header = "the header of the file"

    /// Opens a file to be verified, and makes findings of the damage that this meets.
    ///
    /// - Throws: What opening a file throws, if that is no damage to the file of a repository.
    static func open(_ path: String, _ settings: ConnectionOptions) throws -> Subject {
        do {
            let session = Session(try Connection.open(path, settings))
            try Schema.checkReadable(session.connection)
            return Subject(session: session)
        } catch let error as BillingError where error.code == .corruptData {
            return try damaged(error, try header(path, error))
        } catch let error as BillingError
            where [.malformed, .newerFormat, .unavailable].contains(error.code)
        {
            let header = try header(path, error)
            if header.isCutShort, header.isOfDatabase { return try damaged(error, header) }
            return try marked(path, settings, header, error)
        }
    }

    private static func header(_ path: String, _ error: BillingError) throws -> DatabaseHeader {
        guard let header = try? DatabaseHeader(path) else { throw error }
        return header
    }

    /// A file in which nothing can be read.
    private static func damaged(_ error: BillingError, _ header: DatabaseHeader) throws -> Subject {
        // One that neither begins as a database nor says whose it is was never the file of a repository.
        guard header.applicationID == Schema.applicationID || header.isCutShort && header.isOfDatabase else {
            throw error
        }
        var findings = header.problems.map { FileRepository.Finding(place: "the file", problem: $0) }
        if findings.isEmpty {
            findings = [.init(place: "the schema", problem: "the definitions of the tables cannot be read")]
        }
        return Subject(session: nil, findings: findings)
    }

    /// A file whose header says that another program or release made it, though it has the tables of this one.
    private static func marked(
        _ path: String, _ settings: ConnectionOptions, _ header: DatabaseHeader, _ error: BillingError
    ) throws -> Subject {
        guard header.isOfDatabase else { throw error }
        var settings = settings
        settings.applicationID = header.applicationID
        guard let connection = try? Connection.open(path, settings) else { throw error }
        guard let version = try? connection.userVersion(),
            // A later release may keep the tables, and counts up by one.
            version == Schema.version
                || (version ^ Schema.version).nonzeroBitCount == 1 && version != Schema.version + 1,
            let found = try? Schema.definitions(connection), try found == Schema.definitions()
        else {
            connection.close()
            throw error
        }
        var findings: [FileRepository.Finding] = []
        if header.applicationID != Schema.applicationID {
            let problem = "it has application id \(header.applicationID), and the tables of a repository"
            findings.append(.init(place: Self.header, problem: problem))
        }
        if version != Schema.version {
            let problem = "it has format \(version), and the tables of format \(Schema.version)"
            findings.append(.init(place: Self.header, problem: problem))
        }
        return Subject(session: Session(connection), findings: findings)
    }
}
