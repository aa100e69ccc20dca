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
    let columns: Int

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
    func cut(to limit: Int) -> DisplayText {
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

    /// A cluster is as wide as its widest scalar; two regional indicators make a flag, and a selector an emoji.
    private static func columns(of character: Character) -> Int {
        if character.isASCII { return 1 }
        let scalars = character.unicodeScalars
        if scalars.count > 1, let first = scalars.first,
            (0x1F1E6...0x1F1FF).contains(first.value) || scalars.contains("\u{FE0F}")
        {
            return 2
        }
        return scalars.reduce(0) { max($0, columns(of: $1)) }
    }

    private static func columns(of scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        if scalar.properties.isDefaultIgnorableCodePoint { return 0 }
        return scalar.properties.isEmojiPresentation || isWide(scalar.value) ? 2 : 1
    }

    /// The blocks of wide and fullwidth characters of Unicode Standard Annex 11, emoji apart.
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0xA4CF,
            0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
            0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FB, 0x1F200...0x1F265,
            0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
