#if Hummingbird
import Hummingbird
import InauroBilling

/// Says whose a request is. A host puts its own in place: sessions, signed tokens, certificates.
protocol TenantAuthenticator: Sendable {
    /// - Parameter authorization: The header of this name; nil if there is none.
    /// - Returns: The tenant; nil if the header proves none.
    func tenant(_ authorization: String?) async throws -> TenantID?
}

/// What a node knows of a request.
struct NodeContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    var tenant: TenantID?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}

/// What it knows of a request of a tenant; no other is let through.
struct TenantContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let tenant: TenantID

    init(context: NodeContext) throws {
        guard let tenant = context.tenant else { throw HTTPError(.unauthorized) }
        coreContext = context.coreContext
        self.tenant = tenant
    }
}

struct TenantMiddleware: RouterMiddleware {
    let authenticator: any TenantAuthenticator

    func handle(
        _ request: Request, context: NodeContext,
        next: (Request, NodeContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.tenant = try await authenticator.tenant(request.headers[.authorization])
        return try await next(request, context)
    }
}
#endif
