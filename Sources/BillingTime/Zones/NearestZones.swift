import BillingModel

/// The zones that someone meant who wrote a name that no zone has.
enum NearestZones {
    /// The zones of the city that is named, else the one with the nearest name.
    ///
    /// `Sydney` and `sydney` mean `Australia/Sydney`, and so does `Australia/Sidney`.
    ///
    /// An abbreviation such as `AEST` is near to none: with one letter less or more it is one of another continent.
    ///
    /// - Returns: At most three names, in the order of the others.
    static func of(_ name: String, among names: [String]) -> [String] {
        let city = folded(city(of: name))
        let cities = names.filter { folded(Self.city(of: $0)) == city }
        if !cities.isEmpty { return Array(cities.prefix(3)) }
        guard !isAbbreviation(name) else { return [] }
        if let near = NearestText.of(name, among: names) { return [near] }
        guard let near = NearestText.of(Self.city(of: name), among: names.lazy.map { Self.city(of: $0) })
        else {
            return []
        }
        return Array(names.filter { Self.city(of: $0) == near }.prefix(3))
    }

    /// Whether a name is one of those that clocks have, which are no zones and often mean several.
    static func isAbbreviation(_ name: String) -> Bool {
        (2...5).contains(name.utf8.count) && name.utf8.allSatisfy { (0x41...0x5A).contains($0) }
    }

    /// Whether a path of the folder of a database is that of a zone, and not of a table or a copy of all zones.
    static func isZone(_ path: String) -> Bool {
        let first = path.prefix { $0 != "/" }
        return !path.contains(".")
            && !["posix", "right", "posixrules", "localtime", "leapseconds"].contains(first)
            && first.first?.isUppercase == true
    }

    private static func city(of name: String) -> String {
        name.split(separator: "/").last.map(String.init) ?? name
    }

    private static func folded(_ text: String) -> String {
        text.lowercased().split { $0 == "_" || $0 == "-" || $0 == " " }.joined()
    }
}
