/// A currency that ISO 4217 had, and has no more.
///
/// List three names the month of a withdrawal. The last date is the end of the month before, or the day that the law of the
/// change names where the month holds it: the last day of the kuna was 31 December 2022, that of the lev 31 December
/// 2025. The currencies of the first twelve countries of the euro end with the dual circulation of February 2002. Minor units
/// are those that the list had.
struct WithdrawnCurrency {
    let currency: Currency
    let lastDate: LocalDate

    /// The instant at which a date has ended everywhere: twelve hours behind UTC it goes on the longest.
    static func end(of date: LocalDate) -> Int64 {
        (Int64(date.dayNumber) + 1) * Instants.perDay + Instants.perDay / 2
    }

    static let byCode: [String: WithdrawnCurrency] = {
        var all: [String: WithdrawnCurrency] = [:]
        for line in table.split(separator: "\n") {
            let parts = line.split(separator: " ")
            guard let last = parts.first.flatMap({ try? LocalDate(String($0)) }) else { continue }
            for part in parts.dropFirst() {
                let (code, digits) = (String(part.prefix(3)), Int(part.suffix(1)) ?? 2)
                all[code] = WithdrawnCurrency(
                    currency: Currency(withdrawn: code, digits: digits), lastDate: last)
            }
        }
        return all
    }()

    /// The last date, and the codes with their decimal digits.
    private static let table = """
        2000-12-31 BYB:0
        2001-03-31 TJR:2
        2002-02-28 ATS:2 BEF:0 DEM:2 ESP:0 FIM:2 FRF:2 GRD:0 IEP:2 ITL:0 LUF:0 NLG:2 PTE:0
        2002-10-31 TPE:0
        2002-12-31 AFA:2
        2003-06-30 ADP:0 YUM:2
        2003-10-31 BGL:2
        2003-12-31 SRG:2
        2004-12-31 MGF:0
        2005-06-30 ROL:2
        2005-12-31 AZM:2 TRL:0
        2006-06-30 MZM:2
        2006-09-30 CSD:2
        2006-12-31 SIT:2
        2007-06-30 SDD:2
        2007-12-31 CYP:2 GHC:2 MTL:2 VEB:2
        2008-07-31 ZWD:2
        2008-12-31 SKK:2 TMM:2
        2009-05-31 ZWR:2
        2010-12-31 EEK:2
        2012-12-31 ZMK:2
        2013-12-31 LVL:2
        2014-03-27 USS:2
        2014-12-31 LTL:2
        2016-12-31 BYR:0
        2017-12-31 MRO:2 STD:2
        2018-08-19 VEF:2
        2021-06-30 CUC:2
        2022-12-31 HRK:2
        2024-03-31 SLL:2
        2024-08-31 ZWL:2
        2025-03-30 ANG:2
        2025-12-31 BGN:2
        """
}
