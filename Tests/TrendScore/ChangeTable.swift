import BillingInsights

/// The changes of the series that standard input holds.
enum ChangeTable {
    static func write() {
        print("file,row,kind,before,after,score")
        var number = 1
        var name: Substring?
        var values: [Double?] = []
        _ = readLine()
        while let line = readLine() {
            number += 1
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            guard cells.count == 4, cells[3].isEmpty || Double(cells[3]) != nil else {
                TrendScore.fail(
                    "line \(number): not file,kind,timestamp,value with a number or nothing as the value")
            }
            if let last = name, last != cells[0] {
                write(values, name: last)
                values = []
            }
            name = cells[0]
            values.append(Double(cells[3]))
        }
        if let name { write(values, name: name) }
    }

    private static func write(_ values: [Double?], name: Substring) {
        do {
            for change in try ChangePoints(of: values, grid: .daily).changes {
                let kind = change.kind == .level ? "level" : "slope"
                print(name, change.index, kind, change.before, change.after, change.score, separator: ",")
            }
        } catch {
            TrendScore.warn("\(name): \(error)")
        }
    }
}
