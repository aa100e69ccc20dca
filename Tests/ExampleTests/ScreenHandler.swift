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
            let scope = repository.scope(of: tenant)
            guard let screen = try await screen(request, of: scope, now: now) else {
                return WebResponse(status: 404)
            }
            // Weak, because the instant of the report is in the body and not in the tag.
            let tag = "W/\"\(try screen.digest())\""
            let headers = ["etag": tag, "cache-control": "private, no-cache"]
            if request.asks(for: tag) { return WebResponse(status: 304, headers: headers) }
            let json = ["content-type": "application/json; charset=utf-8"]
            return WebResponse(status: 200, headers: headers.merging(json) { $1 }, body: try screen.json())
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

    private func screen(
        _ request: WebRequest, of scope: BillingScope, now: Date
    ) async throws -> (any BillingScreen)? {
        switch request.path {
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
    fileprivate init(_ error: BillingError) {
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
        let content = ["code": "\(error.code)", "rule": error.rule]
        if let json = try? JSONEncoder().encode(content) {
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
        let response: WebResponse
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
        if let known = answers.withLock({ $0[question] }), known.revision == revision, known.minute == minute
        {
            return known.response.answering(request)
        }
        var whole = request
        whole.headers["if-none-match"] = nil
        let response = await handler.respond(to: whole, of: tenant, at: instant)
        guard response.status == 200 else { return response }
        answers.withLock { answers in
            if answers.count >= limit { answers.removeAll() }
            answers[question] = Answer(revision: revision, minute: minute, response: response)
        }
        return response.answering(request)
    }
}

extension WebResponse {
    /// Without the body for a client that has it.
    fileprivate func answering(_ request: WebRequest) -> WebResponse {
        guard let tag = headers["etag"], request.asks(for: tag) else { return self }
        return WebResponse(status: 304, headers: headers.filter { $0.key != "content-type" })
    }
}
