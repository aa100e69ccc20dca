import Foundation

/// One page in the browser: opened, looked at, driven.
final class BrowserPage {
    /// How the page is shown.
    struct Setting: Equatable {
        enum Theme: String, CaseIterable { case light, dark }

        var width = 1_280
        var height = 800
        var theme = Theme.light
        var isPrint = false
        var hasScript = true
        /// Whether the reader asked for less motion; then nothing is caught halfway.
        var isStill = true
    }

    private let devTools: DevTools
    private let session: String
    private(set) var setting = Setting()
    private(set) var url: URL?

    init(_ devTools: DevTools) throws {
        self.devTools = devTools
        let target = try devTools.call("Target.createTarget", ["url": "about:blank"])["targetId"]
        let attached = try devTools.call(
            "Target.attachToTarget", ["targetId": target, "flatten": true])
        guard let session = attached["sessionId"].string else { throw BrowserError.refused("no session") }
        self.session = session
        // With its tree for screen readers kept, the browser does not make it anew for each element that is asked.
        for part in ["Page", "Runtime", "Network", "Log", "Audits", "Accessibility"] {
            try call("\(part).enable")
        }
        try call("Emulation.setFocusEmulationEnabled", ["enabled": true])
        try apply(setting)
    }

    @discardableResult
    func call(_ method: String, _ parameters: JSON = [:]) throws -> JSON {
        try devTools.call(method, parameters, session: session)
    }

    /// Opens a file, and forgets what the page before it did.
    func open(_ url: URL, _ setting: Setting = Setting()) throws {
        self.url = url
        try apply(setting)
        devTools.forgetEvents()
        // The blank page in between makes a load of the same address with a fragment a new one.
        let answer = try call("Page.navigate", ["url": .string(url.absoluteString)])
        if let reason = answer["errorText"].string {
            throw BrowserError.refused("\(url.lastPathComponent): \(reason)")
        }
        try devTools.wait(for: "Page.loadEventFired", session: session)
        try settle()
    }

    /// Opens the same file once more.
    func reopen(_ setting: Setting? = nil) throws {
        if let url { try open(url, setting ?? self.setting) }
    }

    /// Shows the page that is open in another way.
    func show(_ setting: Setting) throws {
        try apply(setting)
        try settle()
    }

    private func apply(_ setting: Setting) throws {
        try call(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": .number(Double(setting.width)), "height": .number(Double(setting.height)),
                "deviceScaleFactor": 1, "mobile": false,
            ])
        try call(
            "Emulation.setEmulatedMedia",
            [
                "media": .string(setting.isPrint ? "print" : "screen"),
                "features": [
                    ["name": "prefers-color-scheme", "value": .string(setting.theme.rawValue)],
                    [
                        "name": "prefers-reduced-motion",
                        "value": .string(setting.isStill ? "reduce" : "no-preference"),
                    ],
                ],
            ])
        try call("Emulation.setScriptExecutionDisabled", ["value": .bool(!setting.hasScript)])
        self.setting = setting
    }

    /// Waits until the page has drawn what it has begun.
    func settle() throws {
        guard setting.hasScript else { return }
        try evaluate(
            """
            Promise.race([
              new Promise(done => setTimeout(done, 2000)),
              new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
                .then(() => Promise.allSettled(document.getAnimations().map(one => one.finished))),
            ]).then(() => null)
            """, awaits: true)
    }

    /// The value of an expression of the page, by way of JSON; nothing stands for `undefined`.
    func value<Value: Decodable>(_ expression: String, as type: Value.Type) throws -> Value {
        let text = try evaluate("JSON.stringify((\(expression))) ?? 'null'").string ?? "null"
        return try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    /// Runs a script in the page.
    @discardableResult
    func evaluate(_ script: String, awaits: Bool = false) throws -> JSON {
        let answer = try call(
            "Runtime.evaluate",
            ["expression": .string(script), "returnByValue": true, "awaitPromise": .bool(awaits)])
        let exception = answer["exceptionDetails"]
        guard exception == .null else {
            throw BrowserError.refused(
                exception["exception"]["description"].string ?? exception["text"].string ?? "a script")
        }
        return answer["result"]["value"]
    }

    /// What the page has done since it was opened.
    var events: [DevTools.Event] { devTools.events.filter { $0.session == session } }
}
