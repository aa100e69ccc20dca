import BillingModel

/// A text of a host made harmless for a terminal, with the number of columns that it takes there.
///
/// What could move the cursor, end the line, or reorder or hide its neighbours is shown as an escape such as
/// `\u{1B}`: control characters, separators of lines and paragraphs, bidirectional controls, tags and other invisible
/// characters. Joiners and variation selectors stay, since scripts and emoji need them. A cluster keeps at most 16
/// scalars, so that marks do not pile up beyond their line.
package struct DisplayText: Hashable, Sendable {
    /// The harmless text.
    package let text: String
    /// How many columns of a terminal it takes.
    package let columns: Int

    package init(_ raw: String) {
        if raw.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) {
            text = raw
            columns = raw.utf8.count
            return
        }
        var shown = ""
        for character in raw {
            for scalar in character.unicodeScalars.prefix(16) {
                if Self.isHarmful(scalar) {
                    shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
                } else {
                    shown.unicodeScalars.append(scalar)
                }
            }
        }
        text = shown
        // Escapes may have split clusters, so they are formed anew.
        columns = shown.reduce(0) { $0 + Self.columns(of: $1) }
    }

    private init(text: String, columns: Int) {
        self.text = text
        self.columns = columns
    }

    /// This text cut to a number of columns, with an ellipsis in the last one if anything is cut.
    package func cut(to limit: Int) -> DisplayText {
        guard columns > limit else { return self }
        guard limit > 0 else { return DisplayText(text: "", columns: 0) }
        var kept = ""
        var used = 0
        for character in text {
            let columns = Self.columns(of: character)
            if used + columns > limit - 1 { break }
            kept.append(character)
            used += columns
        }
        return DisplayText(text: kept + "…", columns: used + 1)
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return true
        default: break
        }
        switch scalar.value {
        case 0x200C, 0x200D, 0xFE00...0xFE0F, 0xE0100...0xE01EF: return false
        case 0xFFF9...0xFFFB: return true
        default: return scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isBidiControl
        }
    }

    /// The scalars of a cluster one after another, as `wcwidth` counts them; an emoji, a flag, and what a selector makes one
    /// take two columns as a whole.
    private static func columns(of character: Character) -> Int {
        if character.isASCII { return 1 }
        let scalars = character.unicodeScalars
        if scalars.contains(where: { $0 == "\u{FE0F}" || $0.properties.isEmojiPresentation }) { return 2 }
        return scalars.reduce(0) { $0 + columns(of: $1) }
    }

    /// Marks without an advance, the vowels and finals of Hangul, and what is invisible take no column.
    static func columns(of scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        switch scalar.value {
        case 0x1160...0x11FF, 0xD7B0...0xD7FF: return 0
        default: return scalar.properties.isDefaultIgnorableCodePoint ? 0 : isWide(scalar.value) ? 2 : 1
        }
    }

    private static func isWide(_ value: UInt32) -> Bool {
        let ranges = WideCharacters.ranges
        let place = ranges.lowerBound { $0.upperBound < value }
        return place < ranges.count && ranges[place].contains(value)
    }
}
