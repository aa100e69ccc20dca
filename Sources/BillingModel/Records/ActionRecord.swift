#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What an action does.
///
/// The set is open; constants stand for what the platform has.
public typealias ActionType = EntityID<ActionTypeName>
/// Why an action runs.
///
/// The set is open; constants stand for what the platform has.
public typealias ActionCategory = EntityID<ActionCategoryName>
/// The id of an action within its source.
public typealias ActionID = EntityID<ActionRecord>
/// The id of the workflow that an action belongs to.
public typealias WorkflowID = EntityID<WorkflowName>
/// The id of the one run of a workflow that an action belongs to; a run has several actions.
public typealias WorkflowRunID = EntityID<WorkflowRunName>

/// The owner of the names of action types.
public enum ActionTypeName {}
/// The owner of the names of action categories.
public enum ActionCategoryName {}
/// The owner of the ids of workflows.
public enum WorkflowName {}
/// The owner of the ids of workflow runs.
public enum WorkflowRunName {}

extension ActionType {
    /// Sends an e-mail.
    public static let sendEmail = Self(constant: "send-email")
    /// Sends a text message.
    public static let sendSMS = Self(constant: "send-sms")
    /// Sends a WhatsApp message.
    public static let sendWhatsApp = Self(constant: "send-whatsapp")
    /// Changes the state or place of an asset.
    public static let updateAsset = Self(constant: "update-asset")
    /// Shares an asset with another tenant.
    public static let shareAsset = Self(constant: "share-asset")
    /// Calls another system.
    public static let callIntegration = Self(constant: "call-integration")
    /// Logs a structured event or metric.
    public static let logEvent = Self(constant: "log-event")
}

extension ActionCategory {
    /// Runs by itself as part of normal work.
    public static let automation = Self(constant: "automation")
    /// Tells of something wrong.
    public static let alert = Self(constant: "alert")
    /// Tells of something worth knowing.
    public static let notification = Self(constant: "notification")
    /// Talks to another system.
    public static let integration = Self(constant: "integration")
}

/// Actions of one type that a workflow ran at an instant.
///
/// It is identified by tenant, source and id. Executions and what is billed are two things: an e-mail is one
/// execution and may have many recipients. A negative quantity is a credit: it takes back what was billed, at its own
/// instant, and is no execution.
///
/// The JSON form has the keys `tenant`, `source`, `id`, `at`, `type`, `category`, `succeeded`, `failed`,
/// `suppressed`, and, if there are any, `quantity` (decimal text), `unit`, `workflow` and `run`.
public struct ActionRecord: Hashable, Sendable {
    /// Whose action it is.
    public let tenant: TenantID
    /// Which feed sent it.
    public let source: SourceID
    /// Which action of that feed it is.
    public let id: ActionID
    /// When it ran, to the nearest microsecond.
    public let at: Date
    /// What it did.
    public let type: ActionType
    /// Why it ran.
    public let category: ActionCategory
    /// Executions that succeeded.
    public let succeeded: Int
    /// Executions that failed.
    public let failed: Int
    /// Triggered but not executed; no part of ``executed``.
    public let suppressed: Int
    /// What is billed for, in units of ``unit``, negative for a credit; nil if nothing is.
    public let quantity: Decimal?
    package let unitText: FreeText?
    /// The workflow it belongs to, if any.
    public let workflow: WorkflowID?
    /// The run of the workflow it belongs to, if any.
    public let run: WorkflowRunID?

    /// The unit of the quantity, such as `recipients` or `segments`, compared byte by byte.
    public var unit: String? { unitText?.text }
    /// Executions: those that succeeded and those that failed.
    public var executed: Int { succeeded + failed }

    /// The most executions that one record states.
    public static let executionLimit = 1_000_000_000_000

    /// Whether the record takes back what was billed: its quantity is negative, and nothing ran.
    public var isCredit: Bool { quantity.map { $0 < 0 } ?? false }

    /// Makes a record; one execution that succeeded, if nothing else is said.
    ///
    /// A record whose quantity is negative is a credit. It is made with no executions at all.
    ///
    /// - Parameters:
    ///   - tenant: Whose action it is.
    ///   - source: Which feed sent it.
    ///   - id: Which action of that feed it is.
    ///   - at: When it ran, in years 1 to 9999.
    ///   - type: What it did.
    ///   - category: Why it ran.
    ///   - succeeded: Executions that succeeded, 0 to ``executionLimit``.
    ///   - failed: Executions that failed, 0 to ``executionLimit``.
    ///   - suppressed: Triggered but not executed, 0 to ``executionLimit``.
    ///   - quantity: What is billed for, of at most 38 significant digits; negative for a credit.
    ///   - unit: The unit of the quantity, 1 to 4,096 bytes of UTF-8 without NUL; given if and only if there is a
    ///     quantity.
    ///   - workflow: The workflow it belongs to.
    ///   - run: The run of the workflow it belongs to.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the instant, a number or the unit
    ///   breaks its rule, nothing happened and nothing is credited, a credit ran, or a quantity lacks its unit;
    ///   ``BillingError/Code/overflow``
    ///   if the quantity has too many digits.
    public init(
        tenant: TenantID, source: SourceID, id: ActionID, at: Date, type: ActionType,
        category: ActionCategory,
        succeeded: Int = 1, failed: Int = 0, suppressed: Int = 0, quantity: Decimal? = nil,
        unit: String? = nil,
        workflow: WorkflowID? = nil, run: WorkflowRunID? = nil
    ) throws(BillingError) {
        self.at = Instants.date(try Instants.occurrence(at))
        let counts = [succeeded, failed, suppressed]
        func refuse(_ rule: String) -> BillingError {
            BillingError(.invalidValue, rule: rule, detail: "action '\(id)' of '\(source)'")
        }
        guard counts.allSatisfy({ (0...Self.executionLimit).contains($0) }) else {
            throw refuse("the counts of an action are from 0 to a million million")
        }
        let isCredit = quantity.map { $0.isFinite && $0 < 0 } ?? false
        guard isCredit != counts.contains(where: { $0 > 0 }) else {
            throw refuse(
                isCredit
                    ? "an action with a negative quantity is a credit, which has no runs"
                    : "an action has at least one run")
        }
        if let quantity {
            guard quantity.isFinite else { throw refuse("a billed quantity is a number") }
            self.quantity = try ExactDecimal(quantity).decimal()
        } else {
            self.quantity = nil
        }
        guard (quantity == nil) == (unit == nil) else {
            throw refuse("a billed quantity has a unit, and a unit has a quantity")
        }
        self.tenant = tenant
        self.source = source
        self.id = id
        self.type = type
        self.category = category
        self.succeeded = succeeded
        self.failed = failed
        self.suppressed = suppressed
        unitText = try FreeText(unit)
        self.workflow = workflow
        self.run = run
    }
}
