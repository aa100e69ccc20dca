/// What a quantity counts, in the way of FOCUS 1.2: `Devices`, `GB-Hours`, `Requests/Second`.
enum FocusUnit {
    /// What a quantity counts of which only the number is known, and a fee of which there is one.
    static let count = "Count"

    /// Bits and bytes of each size, which are written as they are here.
    private static let sizes: Set<String> = {
        let prefixes = ["", "K", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
        return Set(prefixes.flatMap { ["\($0)b", "\($0)B"] })
    }()

    /// A unit with each of its words begun by a capital letter; sizes of data stay as they are.
    static func text(_ unit: String) -> String {
        var (text, word) = ("", "")
        func finished() -> String {
            sizes.contains(word) ? word : word.prefix(1).uppercased() + word.dropFirst()
        }
        for character in unit {
            if " -/".contains(character) {
                text += finished() + String(character)
                word = ""
            } else {
                word.append(character)
            }
        }
        return text + finished()
    }

    /// Whether each word of a unit begins with a capital letter, or with none at all, or is a size of data.
    static func isWritten(_ text: String) -> Bool { Self.text(text) == text }
}
