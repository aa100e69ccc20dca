/// A currency of ISO 4217 that money can be in, such as EUR.
///
/// The table holds every code of ISO 4217 list one, as published on 2026-01-01, that has a minor unit, funds codes
/// such as CLF and BOV included. Codes without a minor unit, such as gold (XAU) or the code for tests (XTS), are refused: no
/// amount can be counted in them.
///
/// A currency that left the list since 1999, such as HRK, BGN or DEM, is read as well, and knows the ``lastDate`` on which
/// it was in force. An invoice is not issued in a currency that had ended; plans, budgets and tenants state no date, and
/// may be of any time.
///
/// Its JSON form is the code as a text: `"EUR"`.
///
/// - SeeAlso: ISO 4217, the codes and their minor units.
public struct Currency: Hashable, Sendable {
    /// The alphabetic code: three capital letters.
    public let code: String
    /// How many decimal digits the minor unit has: 0, 2, 3 or 4.
    public let digits: Int

    private init(_ code: String, digits: Int) {
        self.code = code
        self.digits = digits
    }

    /// Finds the currency of a code.
    ///
    /// - Parameter code: The alphabetic code, in capital or small letters of ASCII.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if no currency that is in force, or was so since
    ///   1999, has this code, or if it has no minor unit.
    public init(_ code: String) throws(BillingError) {
        // The bytes are checked first, because `String` takes the Kelvin sign for a K.
        let letters = code.utf8.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
        let isCode = letters.count == 3 && letters.allSatisfy { (0x41...0x5A).contains($0) }
        let capitals = String(decoding: letters, as: UTF8.self)
        guard isCode, let currency = Self.byCode[capitals] ?? WithdrawnCurrency.byCode[capitals]?.currency
        else {
            let rule =
                isCode && Self.withoutMinorUnit.contains(capitals)
                ? "a currency has a minor unit, which this code of ISO 4217 has not"
                : "a currency is a code of three letters that ISO 4217 has, or had since 1999"
            throw BillingError(.invalidValue, rule: rule, detail: "currency '\(code)'")
        }
        self = currency
    }

    /// The last date on which the currency was in force; nil if it still is.
    ///
    /// - SeeAlso: ISO 4217 list three, which names the month of each withdrawal.
    public var lastDate: LocalDate? { WithdrawnCurrency.byCode[code]?.lastDate }

    /// For a currency that has left the list.
    init(withdrawn code: String, digits: Int) { self.init(code, digits: digits) }

    /// Every currency that is in force, in the order of their codes.
    public static let all: [Currency] = table.flatMap { digits, codes in
        codes.split(whereSeparator: \.isWhitespace).map { Currency(String($0), digits: digits) }
    }.sorted()

    private static let byCode = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0) })

    private static let table: [(digits: Int, codes: String)] = [
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (
            2,
            """
            AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
            CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD
            HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK
            MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
            RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
            USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
            """
        ),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    ]

    /// What ISO 4217 lists with "N.A." as its minor unit: metals, units of bonds and funds, test codes, and "no currency".
    private static let withoutMinorUnit: Set<String> = [
        "XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX",
    ]
}

extension Currency {
    /// The Australian dollar.
    public static let aud = Currency("AUD", digits: 2)
    /// The Canadian dollar.
    public static let cad = Currency("CAD", digits: 2)
    /// The Swiss franc.
    public static let chf = Currency("CHF", digits: 2)
    /// The Danish krone.
    public static let dkk = Currency("DKK", digits: 2)
    /// The euro.
    public static let eur = Currency("EUR", digits: 2)
    /// The pound sterling.
    public static let gbp = Currency("GBP", digits: 2)
    /// The Indian rupee.
    public static let inr = Currency("INR", digits: 2)
    /// The yen, which has no smaller unit.
    public static let jpy = Currency("JPY", digits: 0)
    /// The Norwegian krone.
    public static let nok = Currency("NOK", digits: 2)
    /// The New Zealand dollar.
    public static let nzd = Currency("NZD", digits: 2)
    /// The Swedish krona.
    public static let sek = Currency("SEK", digits: 2)
    /// The Singapore dollar.
    public static let sgd = Currency("SGD", digits: 2)
    /// The United States dollar.
    public static let usd = Currency("USD", digits: 2)
    /// The rand.
    public static let zar = Currency("ZAR", digits: 2)
}

extension Currency: Comparable {
    /// Orders currencies by their codes.
    public static func < (left: Self, right: Self) -> Bool { left.code < right.code }
}

extension Currency: TextCodable {
    /// The code.
    public var description: String { code }
}
