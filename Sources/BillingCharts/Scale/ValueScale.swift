/// From where to where an axis goes, with ticks at round numbers.
///
/// Ticks are whole multiples of 1, 2 or 5 times a power of ten, kept as whole numbers, so that their texts are exact.
struct ValueScale: Hashable {
    let lower: Double
    let upper: Double
    let ticks: [Tick]

    struct Tick: Hashable {
        let value: Double
        let text: String
    }

    /// An axis for numbers from one to another.
    ///
    /// - Parameters:
    ///   - lowest: The least number, finite.
    ///   - highest: The greatest number, finite.
    ///   - fromZero: Whether the axis begins at zero, as that of counts does. That of levels does too unless all of them lie far
    ///     above it.
    ///   - isWhole: Whether all numbers are whole, so that ticks between two of them would mean nothing.
    ///   - most: How many intervals there are at most, at least two.
    init(lowest: Double, highest: Double, fromZero: Bool, isWhole: Bool, most: Int) {
        var (low, high) = (lowest, highest)
        if low > 0, fromZero || low < high / 2 { low = 0 }
        if high < 0, fromZero || high > low / 2 { high = 0 }
        if isWhole, low > 0, high - low < 4 {
            // A step of one is not as high as the picture.
            (low, high) = (max(0, low - 2), high + 2)
        }
        if low == high {
            if low == 0 {
                high = 1
            } else {
                let room = isWhole ? max(1, (abs(low) / 20).rounded(.down)) : abs(low) / 20
                let greatest = Double.greatestFiniteMagnitude
                (low, high) = (max(low - room, -greatest), min(high + room, greatest))
            }
        }
        // Halves, because the span of two numbers may be beyond a Double.
        let least = (high / 2 - low / 2) / Double(max(2, most)) * 2
        var power = Self.power(of: least)
        if isWhole { power = max(power, 0) }
        var factor = 1.0
        let unit = Self.ten(power)
        for candidate in [1.0, 2, 5, 10] {
            factor = candidate
            if Self.times(candidate, unit, power) >= least { break }
        }
        if factor == 10 { (factor, power) = (1, power + 1) }
        let scale = Self.ten(power)
        let first = (Self.over(low, scale, power) / factor).rounded(.down)
        let last = (Self.over(high, scale, power) / factor).rounded(.up)
        var ticks: [Tick] = []
        var place = first
        while place <= last, ticks.count <= 2 * max(2, most) + 2 {
            let value = Self.times(place * factor, scale, power)
            ticks.append(Tick(value: value.isFinite ? value : place > 0 ? high : low, text: ""))
            // Beyond 2^53 nothing lies between two neighbours.
            if place + 1 == place { break }
            place += 1
        }
        lower = min(low, ticks.first?.value ?? low)
        upper = max(high, ticks.last?.value ?? high)
        let numbers = ticks.indices.map { Int((first + Double($0)) * factor) }
        let greatest = numbers.map { abs($0) }.max() ?? 0
        self.ticks = zip(ticks, numbers).map { tick, number in
            Tick(value: tick.value, text: Self.text(number, power: power, greatest: greatest))
        }
    }

    /// Whether a number lies on the axis.
    func holds(_ value: Double) -> Bool { lower <= value && value <= upper }

    /// Where a number lies on the axis, from 0 to 1 if it does.
    func share(of value: Double) -> Double {
        (value / 2 - lower / 2) / (upper / 2 - lower / 2)
    }

    /// The greatest power of ten that is not above a number.
    private static func power(of number: Double) -> Int {
        guard number > 0, number.isFinite else { return 0 }
        var (power, size) = (0, number)
        // A power of ten up to 10^22 is exact, so that only what is farther away is rounded more than once.
        while size >= 1e16 {
            size /= 1e16
            power += 16
        }
        while size < 1e-16 {
            size *= 1e16
            power -= 16
        }
        while size >= 10 {
            size /= 10
            power += 1
        }
        while size < 1 {
            size *= 10
            power -= 1
        }
        return max(power, -300)
    }

    /// Ten to the size of a power, at most the largest that a Double holds.
    private static func ten(_ power: Int) -> Double { Double("1e\(min(abs(power), 308))") ?? 1 }

    private static func times(_ number: Double, _ scale: Double, _ power: Int) -> Double {
        power < 0 ? number / scale : number * scale
    }

    private static func over(_ number: Double, _ scale: Double, _ power: Int) -> Double {
        power < 0 ? number * scale : number / scale
    }
}

extension ValueScale {
    private static let suffixes: [(power: Int, text: String)] = [(12, "T"), (9, "B"), (6, "M"), (3, "k")]

    /// A whole number times a power of ten as people write it on an axis: `5,000`, `250k`, `0.05`, `1.5e16`.
    ///
    /// The largest number of the axis decides how all of it is written.
    static func text(_ number: Int, power: Int, greatest: Int) -> String {
        if number == 0 { return "0" }
        let digits = String(greatest).utf8.count + power
        if digits > 15 || power < -6 {
            let all = String(abs(number))
            var part = all.dropFirst()
            while part.hasSuffix("0") { part.removeLast() }
            return signed("\(all.prefix(1))\(part.isEmpty ? "" : ".")\(part)", number)
                + "e\(power + all.utf8.count - 1)"
        }
        let suffix = digits > 5 ? suffixes.first { digits > $0.power } : nil
        let shift = power - (suffix?.power ?? 0)
        var text = String(abs(number)) + String(repeating: "0", count: max(0, shift))
        if shift < 0 {
            text = String(repeating: "0", count: max(0, 1 - shift - text.utf8.count)) + text
            let whole = text.dropLast(-shift)
            var part = text.suffix(-shift)
            while part.hasSuffix("0") { part.removeLast() }
            text = part.isEmpty ? String(whole) : "\(whole).\(part)"
        } else if text.utf8.count > 3 {
            text = text.dropLast(3) + "," + text.suffix(3)
        }
        return signed(text, number) + (suffix?.text ?? "")
    }

    private static func signed(_ text: String, _ number: Int) -> String { number < 0 ? "−" + text : text }
}
