/// Neighbouring values, taken together.
enum Blocks {
    /// The means of consecutive blocks of `length` values; a shorter rest at the start is left out.
    static func means(of values: [Double], length: Int) -> [Double] {
        let length = max(length, 1)
        return stride(from: values.count % length, to: values.count, by: length).map {
            values[$0..<$0 + length].reduce(0, +) / Double(length)
        }
    }
}
