import BillingModel
import BillingTestSupport
import Testing

@Suite("A metric says what its numbers are and where they come from")
struct MetricTests {
    private func metric(
        kind: MetricKind = .gauge, source: Metric.Source = .recorded, cadence: Cadence = .irregular,
        lag: Duration = .zero, staleness: Duration? = nil
    ) throws(BillingError) -> Metric {
        try Metric(
            id: try MetricID("fuel"), unit: "litres", kind: kind, source: source, cadence: cadence, lag: lag,
            staleness: staleness)
    }

    @Test("A metric has plain defaults")
    func defaults() throws {
        let metric = try metric()
        #expect(metric.name == "fuel")
        #expect(metric.unit == "litres")
        #expect(metric.source == .recorded)
        #expect(metric.cadence == .irregular)
        #expect(metric.lag == .zero)
        #expect(metric.staleness == nil)
        #expect(metric.identity == .tenant)
        #expect(!metric.isDaily)
        #expect(try self.metric(cadence: .daily).isDaily)
        #expect(try !self.metric(cadence: .minutes(1_440)).isDaily)
    }

    @Test(
        "Activity gives distinct counts, actions give counts, and recorded numbers are of any kind",
        arguments: MetricKind.allCases)
    func sources(_ kind: MetricKind) throws {
        #expect(try metric(kind: kind).kind == kind)
        let rule = "activity gives distinct counts, actions give counts, and all else is recorded"
        let isDistinct = kind == .distinct || kind == .distinctToDate
        #expect(
            brokenRule { try metric(kind: kind, source: .activity(of: .user)) } == (isDistinct ? nil : rule))
        for measure in [Metric.ActionMeasure.executed, .failed, .suppressed] {
            #expect(
                brokenRule { try metric(kind: kind, source: .actions(measure)) }
                    == (kind == .count ? nil : rule))
        }
    }

    @Test("A derived metric takes the cadence of its source")
    func cadence() throws {
        #expect(
            try metric(kind: .distinct, source: .activity(of: .user), cadence: .daily).cadence
                == .quarterHourly)
        #expect(try metric(kind: .count, source: .actions(.failed), cadence: .daily).cadence == .irregular)
    }

    @Test("A lag is whole microseconds, from zero to 36,500 days")
    func lag() throws {
        let longest = Duration.seconds(3_153_600_000)
        for lag in [Duration.zero, .microseconds(1), .seconds(90), longest] {
            #expect(try metric(lag: lag).lag == lag)
        }
        let rule = "the lag of a metric is whole microseconds, from zero to 36,500 days"
        for lag in [
            .microseconds(-1), longest + .microseconds(1), .nanoseconds(1_500), .nanoseconds(-1),
            .seconds(Int64.max),
            .seconds(Int64.min), Duration(secondsComponent: 0, attosecondsComponent: 1),
        ] {
            #expect(brokenRule { try metric(lag: lag) } == rule, "\(lag)")
        }
    }

    @Test("A staleness limit is whole microseconds, more than zero and at most 36,500 days")
    func staleness() throws {
        let longest = Duration.seconds(3_153_600_000)
        for limit in [Duration.microseconds(1), .seconds(604_800), longest] {
            #expect(try metric(staleness: limit).staleness == limit)
        }
        let rule = "a staleness limit is whole microseconds, more than zero and at most 36,500 days"
        for limit in [
            Duration.zero, .microseconds(-1), longest + .microseconds(1), .nanoseconds(500),
            .seconds(Int64.max),
        ] {
            #expect(brokenRule { try metric(staleness: limit) } == rule, "\(limit)")
        }
    }

    @Test("Name and unit are compared byte by byte, and are not empty")
    func texts() throws {
        func named(_ name: String, _ unit: String = "km") throws -> Metric {
            try Metric(id: MetricID("m"), name: name, unit: unit, kind: .count)
        }
        #expect(try named("caf\u{E9}") != named("cafe\u{301}"))
        #expect(try named("n", "\u{C5}") != named("n", "\u{212B}"))
        #expect(try named("caf\u{E9}") == named("caf\u{E9}"))
        #expect(try named(String(repeating: "x", count: 4_096)).name.utf8.count == 4_096)
        for text in ["", "a\u{0}", String(repeating: "x", count: 4_097)] {
            #expect(refusal { try named(text) } == .invalidValue)
            #expect(refusal { try named("n", text) } == .invalidValue)
        }
    }

    @Test("Taking a metric from activity changes its source and cadence, and nothing else")
    func derived() throws {
        let recorded = Metric.monthlyActiveUsers
        let derived = try recorded.derived(from: .activity(of: .user))
        #expect(derived.source == .activity(of: .user))
        #expect(derived.cadence == .quarterHourly)
        #expect(derived.id == recorded.id)
        #expect(derived.name == recorded.name)
        #expect(derived.unit == recorded.unit)
        #expect(derived.kind == recorded.kind)
        #expect(derived.lag == recorded.lag)
        #expect(derived.staleness == recorded.staleness)
        #expect(derived.identity == recorded.identity)
        #expect(derived != recorded)
        #expect(refusal { try Metric.users.derived(from: .activity(of: .user)) } == .invalidValue)
        #expect(refusal { try recorded.derived(from: .actions(.executed)) } == .invalidValue)
    }

    @Test("The metrics of the platform have pinned ids, kinds, units, sources and cadences")
    func platform() throws {
        let rows = Metric.platform.map {
            "\($0.id) \($0.kind.rawValue) \($0.unit) \($0.source) \($0.cadence)"
        }
        #expect(
            rows == [
                "assets gauge assets recorded daily",
                "devices.linked gauge devices recorded daily",
                "devices.reporting gauge devices recorded daily",
                "dad distinct devices recorded daily",
                "mad to-date devices recorded daily",
                "users gauge users recorded daily",
                "dau distinct users recorded daily",
                "mau to-date users recorded daily",
                "workflows gauge workflows recorded daily",
                "geofences gauge geofences recorded daily",
                "dashboards gauge dashboards recorded daily",
                "asset-groups gauge groups recorded daily",
                "security-groups gauge groups recorded daily",
                "device-connectors gauge connectors recorded daily",
                "actions count actions actions:executed irregular",
                "actions.failed count actions actions:failed irregular",
                "actions.suppressed count actions actions:suppressed irregular",
            ])
        let named: [Metric] = [
            .assets, .devicesLinked, .devicesReporting, .dailyActiveDevices, .monthlyActiveDevices, .users,
            .dailyActiveUsers, .monthlyActiveUsers, .workflows, .geofences, .dashboards, .assetGroups,
            .securityGroups,
            .deviceConnectors, .actions, .actionsFailed, .actionsSuppressed,
        ]
        #expect(named == Metric.platform)
        for metric in Metric.platform {
            #expect(Metric.platform(metric.id) == metric)
            // The constants skip the checks of the initializer, which must hold all the same.
            let checked = try Metric(
                id: metric.id, name: metric.name, unit: metric.unit, kind: metric.kind, source: metric.source,
                cadence: metric.cadence, lag: metric.lag, staleness: metric.staleness,
                identity: metric.identity)
            #expect(checked == metric)
            #expect(try read(Metric.self, json(metric)) == metric)
        }
        #expect(try Metric.platform(MetricID("Assets")) == nil)
    }

    @Test("Feeds and screens find the metrics of the platform in its catalogue")
    func catalogue() throws {
        let headers = PlatformMetric.all.filter(\.isInUsageReport).map(\.header)
        #expect(
            headers == [
                "Assets", "Devices", "DAD", "MAD", "Users", "DAU", "MAU", "Rules", "Geofences", "Dashboards",
                "Asset Groups", "Security Groups",
            ])
        #expect(PlatformMetric[Metric.assetGroups.id]?.title == "Asset groups")
        #expect(PlatformMetric[Metric.monthlyActiveDevices.id]?.title == "MAD")
        #expect(PlatformMetric[Metric.actions.id]?.header == nil)
        #expect(try PlatformMetric[MetricID("fuel")] == nil)
        #expect(Metric.dailyUsage.map(\.id) == PlatformMetric.all.filter(\.isInUsageReport).map(\.metric.id))
        let inventory: [Metric] = [
            .assets, .devicesLinked, .devicesReporting, .assetGroups, .dashboards, .geofences,
            .securityGroups, .workflows, .users,
        ]
        #expect(Metric.inventory == inventory)
        // A column of a file means one metric.
        let names = PlatformMetric.all.flatMap(\.columns).map { $0.lowercased() }
        #expect(Set(names).count == names.count)
    }

    @Test("The JSON form is pinned, with durations in microseconds")
    func codable() throws {
        try expectForm(
            Metric.monthlyActiveUsers,
            #"{"cadence":"daily","id":"mau","identity":"tenant","kind":"to-date","lag":0,"#
                + #""name":"Monthly active users","source":"recorded","staleness":604800000000,"unit":"users"}"#
        )
        try expectForm(
            Metric(
                id: MetricID("fuel"), name: "Fuel / day", unit: "l", kind: .distinct,
                source: .activity(of: .device),
                lag: .milliseconds(1), identity: .shared),
            #"{"cadence":"15 minutes","id":"fuel","identity":"shared","kind":"distinct","lag":1000,"#
                + #""name":"Fuel / day","source":"activity:device","unit":"l"}"#)
    }

    @Test("A reset rule is written only where it is stated, and read back")
    func resets() throws {
        func meter(_ resets: ResetRule) throws -> Metric {
            try Metric(id: MetricID("m"), name: "M", unit: "h", kind: .cumulative, resets: resets)
        }
        func form(_ resets: String) -> String {
            #"{"cadence":"irregular","id":"m","identity":"tenant","kind":"cumulative","lag":0,"name":"M","#
                + resets + #""source":"recorded","unit":"h"}"#
        }
        try expectForm(meter(.anyDrop), form(""))
        try expectForm(meter(.never), form(#""resets":"never","#))
        try expectForm(meter(.below(percent: 50)), form(#""resets":"below 50 percent","#))
        #expect(try read(Metric.self, form(#""resets":"any drop","#)) == meter(.anyDrop))
        for text in [
            "", "Never", "below 0 percent", "below 100 percent", "below 050 percent", "below 5.5 percent",
            "below 50", "below  50 percent", "any", "below 99999999999999999999 percent",
        ] {
            #expect(throws: (any Error).self, "\(text)") {
                try read(Metric.self, form(#""resets":"\#(text)","#))
            }
        }
        for percent in [Int.min, 0, 100, Int.max] {
            #expect(refusal { try ResetRule.below(percent: percent) } == .invalidValue)
        }
        #expect(try ResetRule.below(percent: 7).percent == 7 && ResetRule.never.percent == nil)
        #expect(
            refusal { try Metric(id: MetricID("m"), unit: "l", kind: .gauge, resets: .never) }
                == .invalidValue)
    }

    @Test(
        "JSON that breaks a rule is refused",
        arguments: [
            (#""lag":0"#, #""lag":-1"#), (#""lag":0"#, #""lag":9223372036854775807"#),
            (#""lag":0"#, #""lag":-9223372036854775808"#), (#""lag":0"#, #""lag":0.5"#),
            (#""lag":0"#, #""lag":"0""#),
            (#""staleness":1"#, #""staleness":0"#), (#""staleness":1"#, #""staleness":3153600000000001"#),
            (#""id":"m""#, #""id":"""#), (#""kind":"gauge""#, #""kind":"level""#),
            (#""unit":"l""#, #""unit":"""#),
            (#""name":"M""#, #""name":"""#), (#""source":"recorded""#, #""source":"actions:executed""#),
            (#""source":"recorded""#, #""source":"activity:user""#),
            (#""source":"recorded""#, #""source":"guessed""#),
            (#""identity":"tenant""#, #""identity":"world""#),
            (#""cadence":"daily""#, #""cadence":"weekly""#),
            (#""cadence":"daily","#, ""), (#""kind":"gauge","#, ""),
        ])
    func malformed(_ part: String, _ other: String) throws {
        let form =
            #"{"cadence":"daily","id":"m","identity":"tenant","kind":"gauge","lag":0,"name":"M","#
            + #""source":"recorded","staleness":1,"unit":"l"}"#
        try expectForm(read(Metric.self, form), form)
        let broken = form.replacing(part, with: other)
        #expect(broken != form)
        #expect(throws: (any Error).self) { try read(Metric.self, broken) }
    }

    @Test(
        "A source keeps its text",
        arguments: [
            "recorded", "activity:device", "activity:user", "activity:a:b", "activity: ", "actions:executed",
            "actions:failed", "actions:suppressed",
        ])
    func source(_ text: String) throws {
        let source = try read(Metric.Source.self, "\"\(text)\"")
        #expect(source.description == text)
        try expectForm([source], "[\"\(text)\"]")
    }

    @Test(
        "Another text is no source",
        arguments: [
            "", ":", "Recorded", "recorded:", "recorded:x", "activity", "activity:", "actions", "actions:",
            "actions:billed",
            "actions:executed:x", " recorded",
        ])
    func noSource(_ text: String) {
        #expect(throws: BillingError.self) { try read(Metric.Source.self, "\"\(text)\"") }
    }
}
