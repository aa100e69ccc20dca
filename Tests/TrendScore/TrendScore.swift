/// Prints how often the trends of made-up series are told right.
@main
struct TrendScore {
    static func main() throws { try TrendRates.print() }
}
