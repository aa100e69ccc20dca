// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "inauro-billing",
    platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .visionOS(.v2)],
    products: [
        .library(name: "BillingModel", targets: ["BillingModel"]),
        .library(name: "BillingTime", targets: ["BillingTime"]),
        .library(name: "BillingStore", targets: ["BillingStore"]),
        .library(name: "BillingStoreFile", targets: ["BillingStoreFile"]),
        .library(name: "BillingStorePostgres", targets: ["BillingStorePostgres"]),
        .library(name: "BillingRating", targets: ["BillingRating"]),
        .library(name: "BillingInsights", targets: ["BillingInsights"]),
        .library(name: "BillingReports", targets: ["BillingReports"]),
        .library(name: "BillingCharts", targets: ["BillingCharts"]),
        .library(name: "BillingInterchange", targets: ["BillingInterchange"]),
        .library(name: "BillingTestKit", targets: ["BillingTestKit"]),
        .library(name: "InauroBilling", targets: ["InauroBilling"]),
        .executable(name: "tenant-report", targets: ["TenantReport"]),
        .executable(name: "billing-benchmark", targets: ["BillingBenchmark"]),
    ],
    traits: [
        .trait(name: "PostgreSQL", description: "A repository on a PostgreSQL server, by libpq.")
    ],
    targets: [
        .target(name: "BillingModel"),
        .target(name: "BillingTime", dependencies: ["BillingModel"]),
        .target(name: "BillingStore", dependencies: ["BillingModel", "BillingTime"]),
        .systemLibrary(name: "CBillingSQLite"),
        .target(
            name: "BillingStoreFile",
            dependencies: [
                "BillingModel", "BillingTime", "BillingStore",
                .target(name: "CBillingSQLite", condition: .when(platforms: [.linux])),
            ]
        ),
        .systemLibrary(name: "CBillingPostgres"),
        .target(
            name: "BillingStorePostgres",
            dependencies: [
                "BillingModel", "BillingTime", "BillingStore", "BillingStoreFile",
                .target(name: "CBillingPostgres", condition: .when(traits: ["PostgreSQL"])),
            ]
        ),
        .target(name: "BillingRating", dependencies: ["BillingModel", "BillingTime"]),
        .target(name: "BillingInsights", dependencies: ["BillingModel"]),
        .target(
            name: "BillingReports",
            dependencies: ["BillingModel", "BillingTime", "BillingStore", "BillingRating", "BillingInsights"]
        ),
        .target(
            name: "BillingCharts",
            dependencies: [
                "BillingModel", "BillingTime", "BillingStore", "BillingInsights", "BillingReports",
            ],
            resources: [
                .embedInCode("Page/page.css"), .embedInCode("Page/explorer.css"),
                .embedInCode("Page/sort.js"),
                .embedInCode("Page/Script/text.js"),
                .embedInCode("Page/Script/columns.js"),
                .embedInCode("Page/Script/navigator.js"),
                .embedInCode("Page/Script/reading.js"),
                .embedInCode("Page/Script/scales.js"),
                .embedInCode("Page/Script/drawing.js"),
                .embedInCode("Page/Script/view.js"),
                .embedInCode("Page/Script/cursor.js"),
                .embedInCode("Page/Script/handles.js"),
                .embedInCode("Page/Script/controls.js"),
            ]
        ),
        .target(
            name: "BillingInterchange",
            dependencies: ["BillingModel", "BillingTime", "BillingStore", "BillingRating", "BillingReports"]
        ),
        .target(name: "BillingTestKit", dependencies: ["BillingModel", "BillingTime", "BillingStore"]),
        .target(
            name: "InauroBilling",
            dependencies: [
                "BillingModel", "BillingTime", "BillingStore", "BillingStoreFile", "BillingRating",
                "BillingInsights", "BillingReports", "BillingCharts", "BillingInterchange",
            ]
        ),
        .executableTarget(
            name: "TenantReport",
            dependencies: [
                "InauroBilling", "BillingModel", "BillingTime", "BillingStore", "BillingReports",
                "BillingCharts", "BillingInterchange",
            ],
            resources: [.copy("Resources/flights-2013-sample.csv")]
        ),
        .executableTarget(
            name: "BillingBenchmark",
            dependencies: [
                "InauroBilling", "BillingModel", "BillingTime", "BillingStore", "BillingStoreFile",
                "BillingInsights", "BillingReports", "BillingCharts",
                .target(name: "BillingStorePostgres", condition: .when(traits: ["PostgreSQL"])),
                .target(name: "PostgresServers", condition: .when(traits: ["PostgreSQL"])),
            ],
            exclude: ["Peers"]
        ),
        .target(
            name: "BillingTestSupport", dependencies: ["BillingModel", "BillingStore", "BillingTime"],
            path: "Tests/BillingTestSupport"),
        .executableTarget(
            name: "KernelCounts", dependencies: ["BillingModel", "BillingTime"], path: "Tests/KernelCounts",
            exclude: ["limits.txt"]),
        .executableTarget(
            name: "PageChecks",
            dependencies: [
                "BillingModel", "BillingTime", "BillingStore", "BillingReports", "BillingCharts",
                "PictureWorlds",
            ],
            path: "Tests/PageChecks",
            resources: [
                .embedInCode("Script/aria.js"),
                .embedInCode("Script/colour.js"),
                .embedInCode("Script/common.js"),
                .embedInCode("Script/contrast.js"),
                .embedInCode("Script/controls.js"),
                .embedInCode("Script/hostile.js"),
                .embedInCode("Script/keyboard.js"),
                .embedInCode("Script/layout.js"),
                .embedInCode("Script/marks.js"),
                .embedInCode("Script/names.js"),
                .embedInCode("Script/paper.js"),
                .embedInCode("Script/picture.js"),
                .embedInCode("Script/structure.js"),
                .embedInCode("Script/tables.js"),
                .embedInCode("Script/targets.js"),
            ]),
        .testTarget(
            name: "BillingModelTests",
            dependencies: ["BillingModel", "BillingTestSupport"],
            exclude: ["Fixtures", "Generators"]
        ),
        .testTarget(
            name: "BillingTimeTests",
            dependencies: ["BillingTime", "BillingModel", "BillingTestSupport"],
            exclude: ["Fixtures", "Generators"]
        ),
        .testTarget(
            name: "BillingStoreTests",
            dependencies: [
                "BillingModel", "BillingTime", "BillingStore", "BillingStoreFile", "BillingTestSupport",
            ]
        ),
        .target(name: "PostgresServers", dependencies: ["BillingTime"], path: "Tests/PostgresServers"),
        .executableTarget(
            name: "FleetTrials",
            dependencies: [
                "BillingModel", "BillingTime", "BillingStore", "BillingStorePostgres", "PostgresServers",
            ],
            path: "Tests/FleetTrials"
        ),
        .testTarget(
            name: "BillingStorePostgresTests",
            dependencies: [
                "BillingModel", "BillingTime", "BillingStore", "BillingStoreFile", "BillingStorePostgres",
                "BillingTestKit", "BillingTestSupport", "PostgresServers",
            ]
        ),
        .executableTarget(
            name: "StoreWriter",
            dependencies: [
                "BillingModel", "BillingTime", "BillingStore", "BillingStoreFile", "BillingTestSupport",
            ],
            path: "Tests/StoreWriter"
        ),
        .executableTarget(
            name: "StoreFaults",
            dependencies: [
                "BillingModel", "BillingTime", "BillingStore", "BillingStoreFile", "BillingTestSupport",
                .target(name: "CBillingSQLite", condition: .when(platforms: [.linux])),
            ],
            path: "Tests/StoreFaults"
        ),
        .testTarget(
            name: "BillingStoreFileTests",
            dependencies: [
                "BillingModel", "BillingTime", "BillingStore", "BillingStoreFile", "BillingTestKit",
                "StoreWriter", "StoreFaults", "BillingTestSupport",
            ],
            exclude: ["Fixtures", "Generators"]
        ),
        .testTarget(
            name: "BillingConcurrencyTests",
            dependencies: [
                "BillingModel", "BillingTime", "BillingStore", "BillingStoreFile", "BillingTestSupport",
            ]
        ),
        .testTarget(
            name: "BillingTestKitTests",
            dependencies: [
                "BillingModel", "BillingTime", "BillingStore", "BillingTestKit", "BillingTestSupport",
            ]
        ),
        .testTarget(
            name: "BillingRatingTests",
            dependencies: ["BillingModel", "BillingTime", "BillingRating", "BillingTestSupport"],
            exclude: ["Fixtures", "Generators"]
        ),
        .executableTarget(
            name: "ForecastScore", dependencies: ["BillingInsights", "BillingModel"],
            path: "Tests/ForecastScore"),
        .executableTarget(
            name: "AnomalyScore", dependencies: ["BillingInsights", "BillingModel"],
            path: "Tests/AnomalyScore"),
        .executableTarget(
            name: "AlertScore", dependencies: ["BillingInsights", "BillingModel"], path: "Tests/AlertScore"),
        .executableTarget(
            name: "TrendScore", dependencies: ["BillingInsights", "BillingModel"], path: "Tests/TrendScore"),
        .executableTarget(
            name: "LinkScore", dependencies: ["BillingInsights", "BillingModel"], path: "Tests/LinkScore"),
        .executableTarget(
            name: "ChargeScore",
            dependencies: ["BillingModel", "BillingTime", "BillingStore", "BillingReports"],
            path: "Tests/ChargeScore"),
        .testTarget(
            name: "BillingInsightsTests",
            dependencies: [
                "BillingInsights", "BillingModel", "AlertScore", "AnomalyScore", "ForecastScore", "LinkScore",
                "TrendScore",
            ]),
        .testTarget(
            name: "BillingReportsTests",
            dependencies: [
                "BillingModel", "BillingTime", "BillingStore", "BillingRating", "BillingInsights",
                "BillingReports", "BillingTestSupport",
            ],
            exclude: ["Fixtures", "Generators"]
        ),
        .target(
            name: "PictureWorlds",
            dependencies: [
                "BillingModel", "BillingTime", "BillingStore", "BillingReports", "BillingCharts",
                "BillingTestSupport",
            ],
            path: "Tests/PictureWorlds"),
        .testTarget(
            name: "BillingChartsTests",
            dependencies: [
                "BillingModel", "BillingTime", "BillingStore", "BillingInsights", "BillingReports",
                "BillingCharts", "BillingTestSupport", "PictureWorlds",
            ]
        ),
        .testTarget(
            name: "BillingInterchangeTests",
            dependencies: [
                "BillingModel", "BillingTime", "BillingStore", "BillingStoreFile", "BillingReports",
                "BillingInterchange", "BillingTestKit",
                "BillingTestSupport",
            ],
            exclude: ["Fixtures"]
        ),
        .executableTarget(
            name: "ImportMemory",
            dependencies: ["BillingModel", "BillingTime", "BillingStore", "BillingInterchange"],
            path: "Tests/ImportMemory"
        ),
        .executableTarget(
            name: "ScreenClient",
            dependencies: ["BillingModel", "BillingTime", "BillingReports"],
            path: "Tests/ScreenClient"
        ),
        .testTarget(
            name: "ExampleTests",
            dependencies: [
                "InauroBilling", "BillingModel", "BillingTime", "BillingStore", "BillingRating",
                "BillingInsights", "BillingReports",
                "BillingInterchange", "BillingTestKit", "FleetExample", "ScreenClient", "TenantReport",
            ]
        ),
        .testTarget(
            name: "TenantReportTests",
            dependencies: [
                "TenantReport", "InauroBilling", "BillingModel", "BillingTime", "BillingStore",
                "BillingReports", "BillingCharts", "BillingInterchange", "BillingTestSupport",
            ],
            exclude: ["Fixtures", "Generators"]
        ),
    ],
    swiftLanguageModes: [.v6]
)

// Adapters of an observer to packages of a host, each behind a trait that is off: what it needs is fetched only for whoever turns it on.
let adapters = [
    (trait: "Logging", package: "swift-log", tests: "InMemoryLogging"),
    (trait: "Metrics", package: "swift-metrics", tests: "MetricsTestKit"),
    (trait: "Tracing", package: "swift-distributed-tracing", tests: "InMemoryTracing"),
    (trait: "ServiceLifecycle", package: "swift-service-lifecycle", tests: "ServiceLifecycleTestKit"),
]
package.dependencies += [
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
]
let observingTests = Target.testTarget(
    name: "BillingObservingTests",
    dependencies: ["BillingModel", "BillingTime", "BillingStore", "BillingStoreFile", "BillingTestSupport"])
package.targets.append(observingTests)
for (trait, name, tests) in adapters {
    func product(_ product: String) -> Target.Dependency {
        .product(name: product, package: name, condition: .when(traits: [trait]))
    }
    let module = "Billing\(trait)"
    package.traits.insert(.trait(name: trait, description: "The product \(module), which needs \(name)"))
    package.products.append(.library(name: module, targets: [module]))
    package.targets.append(
        .target(
            name: module,
            dependencies: ["BillingModel", "BillingTime", "BillingStore", "BillingStoreFile", product(trait)]
        ))
    observingTests.dependencies += [.target(name: module), product(trait), product(tests)]
}
package.targets.first { $0.name == "BillingServiceLifecycle" }?.dependencies += [
    .target(name: "BillingStorePostgres", condition: .when(traits: ["PostgreSQL"]))
]
observingTests.dependencies += ["BillingStorePostgres", "PostgresServers"]

// A web service of a host over a fleet, as an example that is tested; what it needs is fetched behind a trait of its own.
package.traits.insert(
    .trait(
        name: "Hummingbird",
        description: "What the example of a web service needs, and no product of this package",
        enabledTraits: ["PostgreSQL", "Logging", "Metrics", "ServiceLifecycle"]))
package.dependencies.append(
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []))
let example = [
    ("Hummingbird", "hummingbird"), ("Logging", "swift-log"),
    ("ServiceLifecycle", "swift-service-lifecycle"), ("UnixSignals", "swift-service-lifecycle"),
]
package.targets += [
    .executableTarget(
        name: "FleetExample",
        dependencies: [
            "InauroBilling", "BillingStorePostgres", "BillingLogging", "BillingMetrics",
            "BillingServiceLifecycle",
        ]
            + example.map { .product(name: $0, package: $1, condition: .when(traits: ["Hummingbird"])) },
        path: "Tests/FleetExample"),
    .testTarget(
        name: "FleetExampleTests",
        dependencies: ["FleetExample", "InauroBilling", "BillingModel", "BillingTime", "PostgresServers"]),
]

// The tests of a few targets alone, without what they do not need: INAURO_TESTS=BillingTimeTests,BillingStoreTests
if let names = Context.environment["INAURO_TESTS"] {
    var needed: Set<String> = []
    var packages: Set<String> = []
    func keep(_ name: String) {
        guard needed.insert(name).inserted else { return }
        for dependency in package.targets.first(where: { $0.name == name })?.dependencies ?? [] {
            switch dependency {
            case .targetItem(let name, _), .byNameItem(let name, _): keep(name)
            case .productItem(_, let package?, _, _): packages.insert(package)
            default: break
            }
        }
    }
    for name in names.split(separator: ",") { keep(String(name)) }
    package.targets.removeAll { !needed.contains($0.name) }
    package.dependencies.removeAll { dependency in
        guard case .sourceControl(_, let location, _) = dependency.kind else { return false }
        return !packages.contains { location.hasSuffix("/\($0)") }
    }
    package.products = []
}

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
    ]
}
