import BillingModel

/// The activity of a stored state: each subject with its quarter hours would repeat the subjects, so rows name their
/// numbers.
extension ActivityColumns: Codable {
    private enum Key: String, CodingKey { case subjects, quarters, numbers, revisions }

    private struct SubjectForm: Codable {
        let id: SubjectID
        let from: Revision
        let erased: Bool
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init()
        for subject in try values.decode([SubjectForm].self, forKey: .subjects) {
            guard restore(subject.id, from: subject.from, isErased: subject.erased) else {
                throw RepositoryState.broken("two subjects have one id")
            }
        }
        let quarters = try values.decode([Int32].self, forKey: .quarters)
        let numbers = try values.decode([UInt32].self, forKey: .numbers)
        let revisions = try values.decode([Revision].self, forKey: .revisions)
        guard quarters.count == numbers.count, numbers.count == revisions.count else {
            throw RepositoryState.broken("the columns of activity disagree")
        }
        for (place, quarter) in quarters.enumerated() {
            _ = try QuarterHour(number: quarter)
            guard restore(ActivityRow(quarterHour: quarter, number: numbers[place]), from: revisions[place])
            else {
                throw RepositoryState.broken("the columns of activity are in disorder")
            }
        }
    }

    func encode(to encoder: any Encoder) throws {
        var form = encoder.container(keyedBy: Key.self)
        try form.encode(
            subjects.enumerated().map { number, id in
                let standing = standing(of: number)
                return SubjectForm(id: id, from: standing.from, erased: standing.isErased)
            }, forKey: .subjects)
        try form.encode(quarterHours, forKey: .quarters)
        try form.encode(numbers, forKey: .numbers)
        try form.encode(numbers.indices.map { revision(of: $0) }, forKey: .revisions)
    }
}
