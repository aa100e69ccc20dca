import BillingInsights
import Foundation

/// Forecasts the series of standard input and writes the forecasts for scoring; CPU per series goes to standard
/// error.
///
/// The input has a header and the columns `id,season,horizon,start,values`; a `.` is a gap. The output has the
/// columns `id,step,point,lo80,hi80,lo95,hi95`, in which step 0 is the sum over the horizon. A line that is none of
/// these ends it with status 1.
///
/// With `--made-up` it reads nothing, and prints how ends of months were forecast from each of their days, over made-up
/// usage.
@main
struct ForecastScore {
    static func main() throws {
        if CommandLine.arguments.dropFirst().first == "--made-up" { return try MadeUpScore.printTables() }
        var number = 1
        _ = readLine()
        print("id,step,point,lo80,hi80,lo95,hi95")
        var seconds = 0.0
        var count = 0
        while let line = readLine() {
            number += 1
            guard let series = Series(line) else {
                say("line \(number): not id,season,horizon,start,values with a season of 24, 7, 52 or 12")
                exit(1)
            }
            let start = cpuSeconds()
            let forecast: Forecast
            let total: Forecast.Estimate
            do {
                forecast = try Forecast(of: series.values, grid: series.grid, horizon: series.horizon)
                total = try forecast.total(of: 0..<series.horizon)
            } catch {
                say("\(series.id): \(error)")
                continue
            }
            seconds += cpuSeconds() - start
            count += 1
            for (step, estimate) in ([total] + forecast.steps).enumerated() {
                let (near, far) = (estimate.interval80, estimate.interval95)
                print(
                    series.id, "\(step)", "\(estimate.value)", "\(near.lowerBound)", "\(near.upperBound)",
                    "\(far.lowerBound)", "\(far.upperBound)", separator: ",")
            }
        }
        let each = count > 0 ? seconds / Double(count) * 1_000 : 0
        say("\(count) series, \(each) ms of CPU each")
    }

    private static func say(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }

    private static func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

private struct Series {
    let id: Substring
    let grid: Forecast.Grid
    let horizon: Int
    private(set) var values: [Double?] = []

    init?(_ line: String) {
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        guard cells.count == 5, let horizon = Int(cells[2]) else { return nil }
        switch cells[1] {
        case "24": grid = .hourly
        case "7": grid = .daily
        case "52": grid = .weekly
        case "12": grid = .monthly
        default: return nil
        }
        id = cells[0]
        self.horizon = horizon
        for cell in cells[4].split(separator: " ") {
            let value = Double(cell)
            guard value != nil || cell == "." else { return nil }
            values.append(value)
        }
    }
}
