/// A key of the keyboard.
struct Key: Sendable {
    let name: String
    let code: Int
    var text: String?
    var isShifted = false

    static let tab = Key(name: "Tab", code: 9)
    static let backTab = Key(name: "Tab", code: 9, isShifted: true)
    static let enter = Key(name: "Enter", code: 13, text: "\r")
    static let escape = Key(name: "Escape", code: 27)
    static let space = Key(name: " ", code: 32, text: " ")
    static let pageUp = Key(name: "PageUp", code: 33)
    static let pageDown = Key(name: "PageDown", code: 34)
    static let end = Key(name: "End", code: 35)
    static let home = Key(name: "Home", code: 36)
    static let left = Key(name: "ArrowLeft", code: 37)
    static let up = Key(name: "ArrowUp", code: 38)
    static let right = Key(name: "ArrowRight", code: 39)
    static let down = Key(name: "ArrowDown", code: 40)
}

/// A place in the window, in CSS pixels from its top left corner.
struct Place: Sendable {
    var x: Double
    var y: Double

    init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }
}

extension BrowserPage {
    /// A place in the first element that a selector finds, brought into the window: shares of its width and height.
    func place(in selector: String, across: Double = 0.5, down: Double = 0.5) throws -> Place {
        let box = try value(
            """
            (() => {
              const found = document.querySelector(\(JSON.literal(selector)));
              found?.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
              const box = found?.getBoundingClientRect();
              return box ? [box.left, box.top, box.width, box.height] : [];
            })()
            """, as: [Double].self)
        guard box.count == 4 else { throw BrowserError.refused("nothing is \(selector)") }
        return Place(box[0] + box[2] * across, box[1] + box[3] * down)
    }

    func press(_ key: Key) throws {
        var event: [String: JSON] = [
            "key": .string(key.name), "code": .string(key.name == " " ? "Space" : key.name),
            "windowsVirtualKeyCode": .number(Double(key.code)), "modifiers": key.isShifted ? 8 : 0,
        ]
        if let text = key.text { event["text"] = .string(text) }
        event["type"] = key.text == nil ? "rawKeyDown" : "keyDown"
        try call("Input.dispatchKeyEvent", .object(event))
        event["text"] = nil
        event["type"] = "keyUp"
        try call("Input.dispatchKeyEvent", .object(event))
    }

    /// Writes a text where the focus is.
    func type(_ text: String) throws { try call("Input.insertText", ["text": .string(text)]) }

    func move(to place: Place, isPressed: Bool = false) throws {
        try mouse("mouseMoved", place, isPressed)
    }

    func click(_ place: Place) throws {
        try mouse("mouseMoved", place, false)
        try mouse("mousePressed", place, true)
        try mouse("mouseReleased", place, false)
    }

    /// Presses at one place, moves in so many steps to another, and lets go there.
    func drag(from start: Place, to end: Place, steps: Int = 8) throws {
        try mouse("mouseMoved", start, false)
        try mouse("mousePressed", start, true)
        for place in Self.way(from: start, to: end, steps: steps) { try mouse("mouseMoved", place, true) }
        try mouse("mouseReleased", end, false)
    }

    private func mouse(_ type: String, _ place: Place, _ isPressed: Bool) throws {
        let isMove = type == "mouseMoved"
        try call(
            "Input.dispatchMouseEvent",
            [
                "type": .string(type), "x": .number(place.x), "y": .number(place.y),
                "button": isMove && !isPressed ? "none" : "left", "buttons": isPressed ? 1 : 0,
                "clickCount": isMove ? 0 : 1,
            ])
    }

    /// Touches at one place, moves the finger in so many steps along the others, and lifts it.
    func touch(_ places: [Place], steps: Int = 4) throws {
        guard var last = places.first else { return }
        try call("Emulation.setTouchEmulationEnabled", ["enabled": true, "maxTouchPoints": 1])
        try touch("touchStart", last)
        for place in places.dropFirst() {
            for place in Self.way(from: last, to: place, steps: steps) { try touch("touchMove", place) }
            last = place
        }
        try touch("touchEnd", nil)
        try call("Emulation.setTouchEmulationEnabled", ["enabled": false])
    }

    private func touch(_ type: String, _ place: Place?) throws {
        let points = place.map { [JSON.object(["x": .number($0.x), "y": .number($0.y)])] } ?? []
        try call("Input.dispatchTouchEvent", ["type": .string(type), "touchPoints": .array(points)])
    }

    private static func way(from start: Place, to end: Place, steps: Int) -> [Place] {
        (1...max(1, steps)).map { step in
            let share = Double(step) / Double(max(1, steps))
            return Place(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
        }
    }
}
