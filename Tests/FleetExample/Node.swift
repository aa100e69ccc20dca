#if Hummingbird
import Foundation
import Hummingbird
import InauroBilling
import ServiceLifecycle

/// The routes of a node.
///
/// | route | what |
/// | --- | --- |
/// | `GET /health` | 200 if the database answers |
/// | `GET /screens/:screen` | a screen of the tenant, as JSON, HTML or SVG: `table`, `graph.svg?from=…&to=…` |
/// | `GET /events/:screen` | the same as server-sent events |
/// | `POST /samples` | samples of the tenant, under the commit id in `idempotency-key` |
struct Node: Sendable {
    let repository: any WatchableRepository
    let authenticator: any TenantAuthenticator
    private let screens: AnswerCache

    init(repository: any WatchableRepository, authenticator: any TenantAuthenticator) {
        self.repository = repository
        self.authenticator = authenticator
        screens = AnswerCache(handler: ScreenHandler(repository: repository))
    }

    func router() -> Router<NodeContext> {
        let router = Router(context: NodeContext.self)
        router.get("health") { _, _ in await health() }
        let tenants = router.group()
            .add(middleware: TenantMiddleware(authenticator: authenticator))
            .group(context: TenantContext.self)
        tenants.get("screens/:screen") { request, context in
            let answer = await screens.respond(
                to: WebRequest(request, context), of: context.tenant, at: Date())
            return Response(answer)
        }
        tenants.get("events/:screen") { request, context in
            await stream(to: request, WebRequest(request, context), of: context.tenant)
        }
        tenants.post("samples") { request, context in
            try await commit(request, context)
        }
        return router
    }

    private func health() async -> HTTPResponse.Status {
        do {
            _ = try await repository.revision(.latest)
            return .ok
        } catch {
            return .serviceUnavailable
        }
    }

    private func stream(to request: Request, _ web: WebRequest, of tenant: TenantID) async -> Response {
        let events = ScreenEvents(
            of: screens, in: repository, for: web, of: tenant, clock: { Date() })
        if let refusal = await events.refusal() { return Response(refusal) }
        let body = ResponseBody { writer in
            try await request.body.consumeWithInboundCloseHandler { _ in
                try await withGracefulShutdownHandler {
                    // Each write waits until the client has taken what was written before it.
                    for await text in events { try await writer.write(ByteBuffer(string: text)) }
                } onGracefulShutdown: {
                    events.end()
                }
            } onInboundClosed: {
                events.end()
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: HTTPFields(ScreenEvents.headers), body: body)
    }

    /// Commits samples under an id of the client, so that it may send them again, to any node, until it has an answer.
    private func commit(_ request: Request, _ context: TenantContext) async throws -> Response {
        let web = WebRequest(request, context)
        guard let key = web.headers["idempotency-key"] else {
            throw HTTPError(.badRequest, message: "idempotency-key is missing")
        }
        do {
            // Ids of commits are those of the whole repository: one of a tenant is not to meet one of another.
            var changes = ChangeSet(id: try CommitID("\(context.tenant.text)/\(key)"))
            for sample in try await request.decode(as: [Sample].self, context: context) {
                let series = SeriesKey(
                    tenant: context.tenant, metric: sample.metric, labels: try sample.labels ?? Labels())
                changes.add(SampleWrite(series, at: sample.at, value: sample.value))
            }
            let commit = try await repository.commit(changes)
            return Response(WebResponse(status: 200, body: "{\"revision\":\(commit.revision.number)}"))
        } catch let error as BillingError {
            return Response(WebResponse(error))
        }
    }
}

/// A sample as a client sends it: whose it is, is not for the client to say.
private struct Sample: Decodable {
    let metric: MetricID
    let labels: Labels?
    let at: SampleTime
    let value: Double
}

extension WebRequest {
    fileprivate init(_ request: Request, _ context: some RequestContext) {
        self.init(method: request.method.rawValue, path: "/" + (context.parameters.get("screen") ?? ""))
        for (name, value) in request.uri.queryParameters { query[String(name)] = String(value) }
        for field in request.headers { headers[field.name.canonicalName] = field.value }
    }
}

extension HTTPFields {
    fileprivate init(_ headers: [String: String]) {
        self.init()
        for (name, value) in headers {
            if let name = Element.Name(name) { self[name] = value }
        }
    }
}

extension Response {
    fileprivate init(_ answer: WebResponse) {
        self.init(
            status: .init(code: answer.status), headers: HTTPFields(answer.headers),
            body: ResponseBody(byteBuffer: ByteBuffer(string: answer.body)))
    }
}
#endif
