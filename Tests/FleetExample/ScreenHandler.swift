import Foundation
import InauroBilling
import Synchronization

/// What any web framework knows of a request.
struct WebRequest: Sendable {
    var method = "GET"
    var path: String
    var query: [String: String] = [:]
    /// The names in lower case.
    var headers: [String: String] = [:]
}

/// What any web framework sends back.
struct WebResponse: Sendable, Equatable {
    var status: Int
    var headers: [String: String] = [:]
    var body = ""
}

/// Answers requests of a tenant, whom the host has authenticated, for its screens.
struct ScreenHandler: Sendable {
    let repository: any BillingReader

    func respond(to request: WebRequest, of tenant: TenantID, at instant: Date) async -> WebResponse {
        guard request.method == "GET" else {
            return WebResponse(status: 405, headers: ["allow": "GET"])
        }
        let now = Self.minute(of: instant)
        do {
            guard let answer = try await answer(to: request, of: tenant, now: now) else {
                return WebResponse(status: 404)
            }
            // Weak, because the instant of the report is in the body and not in the tag.
            let tag = "W/\"\(answer.tag)\""
            let headers = ["etag": tag, "cache-control": "private, no-cache"]
            if request.asks(for: tag) { return WebResponse(status: 304, headers: headers) }
            return WebResponse(
                status: 200, headers: headers.merging(answer.headers) { $1 }, body: try answer.body())
        } catch let error as BillingError {
            return WebResponse(error)
        } catch is CancellationError {
            return WebResponse(status: 503)
        } catch {
            return WebResponse(status: 500)
        }
    }

    /// A report of this minute: all requests of the minute share one answer.
    static func minute(of instant: Date) -> Date {
        Date(timeIntervalSince1970: (instant.timeIntervalSince1970 / 60).rounded(.down) * 60)
    }

    /// What is sent: a tag of all that it says, and the body, which is made for a client that does not have it.
    private struct Answer {
        let tag: String
        let headers: [String: String]
        let body: () throws -> String
    }

    /// The screen of a path such as `/table`, in the form of its ending: `/table.html`, `/graph.svg`; or the page of the tenant.
    private func answer(
        to request: WebRequest, of tenant: TenantID, now: Date
    ) async throws -> Answer? {
        // All of an answer is read at one revision.
        let scope = repository.scope(of: tenant).known(at: .revision(try await repository.revision(.latest)))
        if request.path == "/page.html" { return try await page(of: scope, now: now) }
        let parts = request.path.split(separator: ".", maxSplits: 1)
        guard let path = parts.first, let screen = try await screen(path, request, of: scope, now: now) else {
            return nil
        }
        let tag = try screen.digest()
        switch parts.count > 1 ? parts[1] : "json" {
        case "json": return Answer(tag: tag, headers: Self.json) { try screen.json() }
        case "html": return Answer(tag: tag, headers: Self.fragment) { screen.html() }
        case "svg":
            if let graph = screen as? ConsumptionGraph {
                return Answer(tag: tag, headers: Self.picture) { try graph.svg() }
            }
            guard let actions = screen as? ConsumptionActions else { return nil }
            return Answer(tag: tag, headers: Self.picture) { try actions.svg() }
        default: return nil
        }
    }

    private func page(of scope: BillingScope, now: Date) async throws -> Answer {
        let inventory = try await scope.inventory(now: now)
        // Whole months of the tenant: a range that ends now would be another one every minute.
        let clock = try ZoneDatabase.system.zone(inventory.stamp.zone)
        let month = try clock.bucket(holding: now, width: .month)
        let year = clock.start(of: try month.firstDate.adding(months: -11))..<month.end
        let invoices = try await scope.invoices(now: now)
        let graph = try await scope.consumptionGraph(range: year, width: .month, now: now)
        let explorer = try await scope.graphExplorer(now: now)
        let table = try await scope.consumptionTable(now: now)
        let actions = try await scope.actions(range: year, width: .month, now: now)
        let forecast = try await scope.forecast(now: now)
        let insights = try await scope.insights(now: now)
        let page = try TenantPage(
            inventory: inventory, invoices: invoices, graph: graph, explorer: explorer, table: table,
            actions: actions, forecast: forecast, insights: insights)
        let screens: [any BillingScreen] = [inventory, invoices, graph, table, actions, forecast, insights]
        let moved = explorer.graphs + [explorer.hours].compactMap(\.self)
        let tag = try (screens + moved).map { try $0.digest().prefix(16) }.joined()
        return Answer(tag: tag, headers: Self.page) { page.html() }
    }

    private static let json = ["content-type": "application/json; charset=utf-8"]
    private static let fragment = [
        "content-type": "text/html; charset=utf-8", "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    ]
    /// The policy of what is loaded is in the page, where one of frames has no effect.
    private static let page = [
        "content-type": "text/html; charset=utf-8", "x-content-type-options": "nosniff",
        "content-security-policy": "frame-ancestors 'none'",
    ]
    /// A picture brings its style along, and nothing else.
    private static let picture = [
        "content-type": "image/svg+xml; charset=utf-8", "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    ]

    private func screen(
        _ path: Substring, _ request: WebRequest, of scope: BillingScope, now: Date
    ) async throws -> (any BillingScreen)? {
        switch path {
        case "/inventory": try await scope.inventory(now: now)
        case "/invoices": try await scope.invoices(now: now)
        case "/table": try await scope.consumptionTable(now: now)
        case "/graph":
            try await scope.consumptionGraph(range: request.range(), width: request.width(), now: now)
        case "/actions": try await scope.actions(range: request.range(), width: request.width(), now: now)
        default: nil
        }
    }
}

extension WebRequest {
    fileprivate func asks(for tag: String) -> Bool {
        let tags = (headers["if-none-match"] ?? "").split(separator: ",")
        return tags.contains {
            $0.trimmingCharacters(in: .whitespaces).trimmingPrefix("W/") == tag.trimmingPrefix("W/")
        }
    }

    fileprivate func width() throws -> BucketWidth { try BucketWidth(query["width"] ?? "day") }

    fileprivate func range() throws -> Range<Date> {
        let (from, to) = (try instant("from"), try instant("to"))
        guard from <= to else { throw BillingError(.invalidValue, rule: "from is not after to") }
        return from..<to
    }

    private func instant(_ name: String) throws -> Date {
        guard let text = query[name], let instant = try? Date(text, strategy: .iso8601) else {
            throw BillingError(.malformed, rule: "from and to are instants such as 2026-03-01T00:00:00Z")
        }
        return instant
    }
}

extension WebResponse {
    /// The code and the rule hold no data of a customer; the detail may, and stays in the log of the host.
    init(_ error: BillingError) {
        let status =
            switch error.code {
            case .invalidValue, .malformed, .unsupported, .limitExceeded, .overflow, .invalidCursor: 400
            case .outOfScope, .readOnly: 403
            case .notFound: 404
            case .conflict, .outdated: 409
            case .expired: 410
            case .refused: 422
            case .unavailable, .busy, .noSpace: 503
            default: 500
            }
        self.init(
            status: status,
            headers: error.code.retry == .later ? ["retry-after": "10"] : [:])
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        if let json = try? encoder.encode(["code": "\(error.code)", "rule": error.rule]) {
            headers["content-type"] = "application/json; charset=utf-8"
            body = String(decoding: json, as: UTF8.self)
        }
    }
}

/// Keeps the answers of a handler, so that no screen is made twice: at one revision and in one minute it is the same.
final class AnswerCache: Sendable {
    private struct Question: Hashable {
        let tenant: TenantID
        let path: String
        let query: [String: String]
    }

    private struct Answer {
        let revision: Revision
        let minute: Date
        /// Made once for all who ask meanwhile, so one of them who goes away does not stop it.
        let response: Task<WebResponse, Never>
    }

    private let handler: ScreenHandler
    private let limit: Int
    private let answers = Mutex<[Question: Answer]>([:])

    init(handler: ScreenHandler, limit: Int = 1_000) {
        self.handler = handler
        self.limit = limit
    }

    func respond(to request: WebRequest, of tenant: TenantID, at instant: Date) async -> WebResponse {
        let minute = ScreenHandler.minute(of: instant)
        // The revision is read first: an answer is never older than what it is kept under.
        guard request.method == "GET", let revision = try? await handler.repository.revision(.latest) else {
            return await handler.respond(to: request, of: tenant, at: instant)
        }
        let question = Question(tenant: tenant, path: request.path, query: request.query)
        let making = answers.withLock { answers in
            if let known = answers[question], known.revision == revision, known.minute == minute {
                return known.response
            }
            if answers.count >= limit { answers.removeAll() }
            let whole = WebRequest(path: request.path, query: request.query)
            let response = Task { [handler] in await handler.respond(to: whole, of: tenant, at: instant) }
            answers[question] = Answer(revision: revision, minute: minute, response: response)
            return response
        }
        let response = await making.value
        guard response.status == 200 else {
            answers.withLock { if $0[question]?.response == making { $0[question] = nil } }
            return response
        }
        return response.answering(request)
    }
}

extension WebResponse {
    /// Without the body for a client that has it.
    fileprivate func answering(_ request: WebRequest) -> WebResponse {
        guard let tag = headers["etag"], request.asks(for: tag) else { return self }
        let kept = headers.filter { ["etag", "cache-control"].contains($0.key) }
        return WebResponse(status: 304, headers: kept)
    }
}
