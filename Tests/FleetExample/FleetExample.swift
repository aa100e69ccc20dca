#if Hummingbird
import BillingLogging
import BillingMetrics
import BillingServiceLifecycle
import BillingStorePostgres
import Foundation
import Hummingbird
import InauroBilling
import Logging
import ServiceLifecycle
import UnixSignals

/// One node of a service over a fleet. Any number run beside each other on one database, and none knows of another.
@main
struct FleetExample {
    static func main() async throws {
        let settings = ProcessInfo.processInfo.environment
        let logger = Logger(label: "billing")
        var options = PostgresRepository.Options()
        options.schema = settings["SCHEMA"] ?? options.schema
        options.observer = CombinedObserver(LoggingObserver(logger), MetricsObserver())
        let store = PostgresRepositoryService(
            settings["DATABASE"] ?? "", options: options, clock: { Date() })
        let repository = try await store.repository
        try await StandInTenants.commit(to: repository)
        let node = Node(repository: repository, authenticator: StandInAuthenticator())
        let application = Application(
            router: node.router(),
            configuration: .init(
                address: .hostname("127.0.0.1", port: settings["PORT"].flatMap { Int($0) } ?? 8080)),
            logger: logger)
        // The last is told to shut down first: the repository is there until nobody asks it any more.
        var configuration = ServiceGroupConfiguration(
            services: [store, application],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        // A client that takes nothing does not hold it up for longer.
        configuration.maximumGracefulShutdownDuration = .seconds(10)
        try await ServiceGroup(configuration: configuration).run()
    }
}
#else
@main
struct FleetExample {
    static func main() { print("The example is there with --traits Hummingbird.") }
}
#endif
