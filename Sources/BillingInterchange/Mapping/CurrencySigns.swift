import BillingModel

/// Which currencies are meant by what stands beside an amount.
enum CurrencySigns {
    /// Whether a sign or a code may stand for a currency; nil if it is none that is known.
    ///
    /// A sign that several currencies share, such as `$`, agrees with each of them. Codes are read in any case.
    static func agrees(_ sign: String, with currency: Currency) -> Bool? {
        if let code = try? Currency(sign) { return code == currency }
        let folded = sign.hasSuffix(".") ? String(sign.dropLast()).lowercased() : sign.lowercased()
        return codes[folded].map { $0.contains(currency.code) }
    }

    /// The currencies of each sign, which has small letters and no point at its end.
    private static let codes: [String: [String]] = [
        "€": ["EUR"], "£": ["GBP", "EGP", "FKP", "GIP", "SHP", "SYP", "LBP", "SSP", "CYP", "IEP"],
        "$": [
            "USD", "AUD", "CAD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU", "BSD", "BBD",
            "BMD",
            "BND", "BZD", "FJD", "GYD", "JMD", "KYD", "LRD", "NAD", "SBD", "SRD", "TTD", "XCD", "DOP", "CVE",
        ],
        "us$": ["USD"], "a$": ["AUD"], "au$": ["AUD"], "c$": ["CAD"], "ca$": ["CAD"], "nz$": ["NZD"],
        "s$": ["SGD"], "hk$": ["HKD"], "nt$": ["TWD"], "mx$": ["MXN"], "r$": ["BRL"],
        "¥": ["JPY", "CNY"], "￥": ["JPY", "CNY"], "円": ["JPY"], "元": ["CNY"], "₩": ["KRW", "KPW"],
        "₹": ["INR"], "rs": ["INR", "PKR", "LKR", "NPR", "MUR", "SCR"],
        "kr": ["SEK", "NOK", "DKK", "ISK"], "fr": ["CHF"], "sfr": ["CHF"], "r": ["ZAR"],
        "zł": ["PLN"], "kč": ["CZK"], "ft": ["HUF"], "lei": ["RON", "MDL"], "лв": ["BGN"], "kn": ["HRK"],
        "₪": ["ILS"], "₺": ["TRY"], "₽": ["RUB"], "₴": ["UAH"], "₫": ["VND"], "฿": ["THB"], "₱": ["PHP"],
        "₦": ["NGN"], "₵": ["GHS"], "₸": ["KZT"], "₡": ["CRC"], "₲": ["PYG"], "₮": ["MNT"], "₼": ["AZN"],
        "₾": ["GEL"], "៛": ["KHR"], "₭": ["LAK"], "rp": ["IDR"], "rm": ["MYR"], "dm": ["DEM"],
    ]
}
