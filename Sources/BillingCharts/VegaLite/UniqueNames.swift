/// Names that tell what they name apart: of two that are the same, each has its id behind it.
enum UniqueNames {
    /// - Parameter entries: Names for people, and ids of which no two are the same.
    /// - Returns: One name for each entry, in their order, no two the same.
    static func of(_ entries: [(name: String, id: String)]) -> [String] {
        let counts = Dictionary(entries.map { ($0.name, 1) }, uniquingKeysWith: +)
        var taken = Set(counts.filter { $0.value == 1 }.keys)
        return entries.map { entry in
            if counts[entry.name] == 1 { return entry.name }
            var name = "\(entry.name) (\(entry.id))"
            var number = 2
            while !taken.insert(name).inserted {
                name = "\(entry.name) (\(entry.id), \(number))"
                number += 1
            }
            return name
        }
    }
}
