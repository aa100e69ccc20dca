import Testing

@testable import BillingReports

@Suite("A row of blocks shows the course of a line")
struct PlotTextTests {
    @Test("From the lowest to the highest figure, with gaps")
    func blocks() {
        #expect(PlotText.line([0, 1, 2, 3, 4, 5, 6, 7, 8], columns: 40) == "▁▂▃▄▅▆▇██")
        #expect(PlotText.line([1, nil, 3, .nan, 2], columns: 5) == "▁·█·▅")
        #expect(PlotText.line([5, nil, 5], columns: 5) == "▄·▄")
        #expect(PlotText.line([nil, nil, .infinity], columns: 5) == "···")
        #expect(PlotText.line([], columns: 5) == "")
        #expect(PlotText.line([1, 2], columns: 0) == "")
        #expect(PlotText.line([1, 2], columns: -1) == "")
    }

    @Test("A column shows the highest of its share, and a gap only if all of it is missing")
    func shares() {
        // Shares of 1, 2 and 2 figures, then of 2 each.
        #expect(PlotText.line([1, 2, 9, nil, nil], columns: 3) == "▁█·")
        #expect(PlotText.line([nil, 3, 1, 2, 9, nil], columns: 3) == "▃▂█")
    }

    @Test("The whole span of the numbers is borne")
    func limits() {
        let most = Double.greatestFiniteMagnitude
        #expect(PlotText.line([-most, 0, most], columns: 3) == "▁▅█")
        #expect(PlotText.line([0, .leastNonzeroMagnitude], columns: 2) == "▄▄")
    }
}
