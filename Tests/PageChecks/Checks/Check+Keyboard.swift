extension Check {
    /// Pressing Tab from the top reaches every control in the order of the document, each visibly, and then leaves the page.
    static let keyboard = Check(name: "keyboard", scope: .everyThemeAndWidth, drives: true) { page in
        try page.reopen()
        let places = try page.value(
            Script.function([PackageResources.colour_js, PackageResources.keyboard_js]), as: [String].self)
        var faults: [Fault] = []
        var reached: [Int] = []
        var hasLeft = false
        // A field of a date is several stops, of which each has the focus in the same element.
        let most = places.count * 2 + 30
        for _ in 0..<most {
            try page.press(.tab)
            let focused = try page.value("globalThis[Symbol.for('page-checks')].focused()", as: Focused.self)
            hasLeft = focused.index == -1
            if hasLeft || reached.dropLast().contains(focused.index) { break }
            guard focused.index != reached.last else { continue }
            if focused.index >= 0 { reached.append(focused.index) }
            faults += focused.faults.map { Fault(rule: $0[0], place: focused.place, text: $0[1]) }
        }
        if !hasLeft {
            let last = reached.last.map { places[$0] } ?? "page"
            faults.append(
                Fault(rule: "keyboard-trap", place: last, text: "Tab does not lead out of the page"))
        }
        for index in places.indices where !reached.contains(index) {
            faults.append(Fault(rule: "keyboard-reach", place: places[index], text: "is not reached by Tab"))
        }
        for (one, next) in zip(reached, reached.dropFirst()) where next < one && hasLeft {
            faults.append(
                Fault(rule: "focus-order", place: places[next], text: "comes after \(places[one])"))
        }
        return faults
    }

    private struct Focused: Decodable {
        let index: Int
        let place: String
        let faults: [[String]]
    }

    /// No key does harm on any control: nothing is thrown, the page stays, the focus stays in it.
    static let keys = Check(name: "keys", scope: .once, drives: true) { page in
        try page.reopen()
        let places = try page.value(
            Script.function([PackageResources.colour_js, PackageResources.keyboard_js]), as: [String].self)
        let keys: [Key] = [.enter, .space, .left, .right, .up, .down, .home, .end, .escape]
        var faults: [Fault] = []
        for index in places.indices.prefix(80) {
            let stop = "globalThis[Symbol.for('page-checks')].stops[\(index)]"
            // A link leads away, which is its purpose.
            guard try page.value("\(stop).isConnected && !\(stop).matches('a')", as: Bool.self) else {
                continue
            }
            for key in keys {
                let count = page.complaints.count
                // A button that the last key has turned off was told of then.
                let focus = "(\(stop).focus(), document.activeElement === \(stop))"
                guard try page.value(focus, as: Bool.self) else { break }
                try page.press(key)
                try page.settle()
                faults += complaints(of: page, after: count)
                guard try page.value("globalThis[Symbol.for('page-checks')] !== undefined", as: Bool.self)
                else {
                    return faults + [
                        Fault(
                            rule: "key-leaves", place: places[index],
                            text: "\(key.name) leads to another page")
                    ]
                }
                let isLost = try page.value(
                    "document.activeElement === document.body || !document.querySelector('main')?.innerText.trim()",
                    as: Bool.self)
                if isLost {
                    faults.append(
                        Fault(rule: "key-loses", place: places[index], text: "\(key.name) loses the focus"))
                }
            }
        }
        return faults
    }
}
