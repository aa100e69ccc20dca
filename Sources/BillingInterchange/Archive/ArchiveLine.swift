import BillingModel
import BillingStore

/// What a line of an archive says: an object of one key, which names its kind.
enum ArchiveLine {
    case archive(Header)
    case commit(MadeForm)
    case tenant(Stated<Tenant>)
    case metric(Stated<Metric>)
    case series(SeriesForm)
    /// Samples of the series whose line came last, behind those before them; so are the next two.
    case samples(SampleColumns)
    case replaced([SeriesColumns.Replaced])
    case versions([VersionedWrite])
    case action(Stated<ActionRecord>)
    case subjects(SubjectBlock)
    case activity(ActivityBlock)
    case coverage(Stated<Coverage>)
    case invoice(Stated<Invoice>)
    case entry(Stated<InvoiceEntry>)
    case floor(RetentionFloor)
    case plan(Stated<PlanTerm>)
    case budget(Stated<Budget>)
    case end(End)

    /// The first line.
    struct Header: Codable {
        static let name = "inauro-billing"
        /// The newest form that this release reads; it writes the first that has all kinds of line that are needed.
        static let release = 2

        let format: String
        let version: Int
        let revision: Revision
        let commits: Int
        let tenants: Int
    }

    /// The last line.
    struct End: Codable {
        /// How many lines come before this one.
        let lines: Int
        /// The digest of the bytes of those lines, with the newline of each.
        let sha256: String
    }

    struct MadeForm: Codable {
        let digest: String
        let value: CommitRecord
    }

    /// Something that revisions see from one on, and until one.
    struct Stated<Value: Codable>: Codable {
        let from: Revision
        var until: Revision?
        let value: Value
    }

    struct SeriesForm: Codable {
        let metric: MetricID
        let labels: Labels
        let timing: MetricSeries.Timing
    }

    struct Run<Value: Codable>: Codable {
        let value: Value
        let count: Int
    }

    struct SampleColumns: Codable {
        let positions: [Int64]
        let values: [Double]
        let revisions: [Run<Revision>]
        /// Nil for instants.
        var zones: [Run<ZoneID>]?
    }

    struct SubjectForm: Codable {
        let id: SubjectID
        let from: Revision
        let erased: Bool
    }

    struct SubjectBlock: Codable {
        let kind: SubjectKind
        let list: [SubjectForm]
    }

    struct ActivityBlock: Codable {
        let kind: SubjectKind
        let quarters: [Int32]
        let numbers: [UInt32]
        let revisions: [Run<Revision>]
    }

    /// The most samples, history entries, subjects or rows of a line.
    static let block = 4_096

    /// How many records, samples or rows it holds.
    var count: Int {
        switch self {
        case .archive, .series, .end: 0
        case .samples(let block): block.positions.count
        case .replaced(let block): block.count
        case .versions(let block): block.count
        case .subjects(let block): block.list.count
        case .activity(let block): block.quarters.count
        default: 1
        }
    }
}

extension ArchiveLine: Codable {
    private enum Key: String, CodingKey {
        case archive, commit, tenant, metric, series, samples, replaced, versions, action, subjects, activity,
            coverage, invoice, entry, floor, plan, budget, end
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        guard values.allKeys.count == 1, let key = values.allKeys.first else {
            throw BillingError(.malformed, rule: "a line of an archive has one key, which names its kind")
        }
        func value<Value: Decodable>() throws -> Value { try values.decode(Value.self, forKey: key) }
        self =
            switch key {
            case .archive: .archive(try value())
            case .commit: .commit(try value())
            case .tenant: .tenant(try value())
            case .metric: .metric(try value())
            case .series: .series(try value())
            case .samples: .samples(try value())
            case .replaced: .replaced(try value())
            case .versions: .versions(try value())
            case .action: .action(try value())
            case .subjects: .subjects(try value())
            case .activity: .activity(try value())
            case .coverage: .coverage(try value())
            case .invoice: .invoice(try value())
            case .entry: .entry(try value())
            case .floor: .floor(try value())
            case .plan: .plan(try value())
            case .budget: .budget(try value())
            case .end: .end(try value())
            }
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        switch self {
        case .archive(let value): try values.encode(value, forKey: .archive)
        case .commit(let value): try values.encode(value, forKey: .commit)
        case .tenant(let value): try values.encode(value, forKey: .tenant)
        case .metric(let value): try values.encode(value, forKey: .metric)
        case .series(let value): try values.encode(value, forKey: .series)
        case .samples(let value): try values.encode(value, forKey: .samples)
        case .replaced(let value): try values.encode(value, forKey: .replaced)
        case .versions(let value): try values.encode(value, forKey: .versions)
        case .action(let value): try values.encode(value, forKey: .action)
        case .subjects(let value): try values.encode(value, forKey: .subjects)
        case .activity(let value): try values.encode(value, forKey: .activity)
        case .coverage(let value): try values.encode(value, forKey: .coverage)
        case .invoice(let value): try values.encode(value, forKey: .invoice)
        case .entry(let value): try values.encode(value, forKey: .entry)
        case .floor(let value): try values.encode(value, forKey: .floor)
        case .plan(let value): try values.encode(value, forKey: .plan)
        case .budget(let value): try values.encode(value, forKey: .budget)
        case .end(let value): try values.encode(value, forKey: .end)
        }
    }
}
