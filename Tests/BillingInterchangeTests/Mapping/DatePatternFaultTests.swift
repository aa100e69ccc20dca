import BillingInterchange
import BillingModel
import Testing

@Suite("A wrong pattern of dates is told with the letters that are wrong, and with what is meant")
struct DatePatternFaultTests {
    @Test(
        "Letters of the wrong case, weekdays, years of two digits, and what lacks",
        arguments: [
            ("dd.mm.yyyy", "'mm' are minutes, a month is 'MM'"), ("DD.MM.YYYY", "'DD': a day is 'd' or 'dd'"),
            ("dd.MM.YYYY", "'YYYY': a year is 'yyyy'"), ("dd.MM.y", "'y': a year is 'yyyy'"),
            ("dd.MM.yy", "'yy' are two digits of a year"),
            ("EEE d MMM yyyy", "'EEE': names of weekdays are not read"),
            ("dd.MM.yyyy HH:MM", "'MM' is a month, minutes are 'mm'"),
            ("dd.MM.yyyy hh:mm", "'h' is an hour from 1 to 12"),
            ("dd.MM.yyyy HH:mm a", "'h' is an hour from 1 to 12"),
            ("dd.MM.yyyy HH", "a time has an hour, 'HH', and minutes, 'mm'"),
            ("dd.MM.yyyy HH:mm:ss.SSS", "'SSS': seconds are 'ss'"),
            ("dd.MM.yyyy HH:mm z", "'z': an offset or a zone"),
            ("MM.yyyy", "there is no day, 'dd'"), ("dd.yyyy", "there is no month, 'MM'"),
            ("dd.MM", "there is no year, 'yyyy'"), ("dd.dd.MM.yyyy", "there is more than one day"),
            ("HH:mm dd.MM.yyyy", "the time stands behind the whole date"),
            ("dMyyyy", "a number of one or two digits has something between"),
            ("yyyy-MM-ddTHH:mm", "'T': a pattern has"),
            ("dd.MM.2013", "'2': a pattern has no digits"), ("", "there is no year, 'yyyy'"),
        ])
    func patterns(_ pattern: String, _ words: String) {
        let error = #expect(throws: BillingError.self) { try CSVMapping.DateForm(pattern) }
        #expect(error?.code == .malformed)
        #expect(error?.detail.hasPrefix("pattern '\(pattern)': \(words)") == true, "\(error?.detail ?? "")")
    }

    @Test("A first of a hundred years goes with two digits of a year, and is one that there is")
    func firstYear() {
        for (pattern, year, words) in [
            ("dd.MM.yyyy", 1970, "a first year is given, and there is no 'yy'"),
            ("dd.MM.yy", 0, "the first of a hundred years is from 1 to 9900"),
            ("dd.MM.yy", 9_901, "the first of a hundred years is from 1 to 9900"),
        ] {
            let error = #expect(throws: BillingError.self) {
                try CSVMapping.DateForm(pattern, firstYear: year)
            }
            #expect(error?.detail == "pattern '\(pattern)': \(words)")
        }
    }
}
