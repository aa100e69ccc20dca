extension Money {
    /// Makes an amount of whole major units, such as 249 dollars, without anything that could fail.
    ///
    /// The compiler refuses a literal that does not fit 32 bits, and with at most 4 digits behind the point every other
    /// one fits.
    ///
    /// ```swift
    /// Money(whole: 249, .usd)  // 249.00 USD
    /// Money(minorUnits: 24_950, currency: .usd)  // 249.50 USD
    /// ```
    ///
    /// - Parameters:
    ///   - units: Whole major units.
    ///   - currency: The currency.
    public init(whole units: Int32, _ currency: Currency) {
        let scale = (0..<min(4, max(0, currency.digits))).reduce(Int64(1)) { scale, _ in scale * 10 }
        self.init(minorUnits: Int64(units) * scale, currency: currency)
    }
}
