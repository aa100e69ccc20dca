import BillingModel

/// What many actions have in common.
struct ActionShape: Hashable, Sendable {
    let source: SourceID
    let type: ActionType
    let category: ActionCategory
    let unit: FreeText?
    let workflow: WorkflowID?
    /// Whether each names a run.
    let hasRun: Bool
    /// Whether each states its counts; else there was one execution, which succeeded.
    let hasCounts: Bool

    init(_ action: ActionRecord) {
        (source, type, category) = (action.source, action.type, action.category)
        unit = action.unitText
        workflow = action.workflow
        hasRun = action.run != nil
        hasCounts = (action.succeeded, action.failed, action.suppressed) != (1, 0, 0)
    }
}

/// The shapes of the actions of a tenant, by number.
struct ActionShapes: Sendable {
    private(set) var all: [ActionShape] = []
    /// The number of the source of each.
    private(set) var sources: [UInt32] = []
    private var numbers: [ActionShape: Int] = [:]
    private var sourceNumbers: [SourceID: UInt32] = [:]
    /// The last one that was asked for, as the next is the same more often than not.
    private var latest: (shape: ActionShape, number: Int)?

    /// The number of a source; nil if no action is of it.
    func number(of source: SourceID) -> UInt32? { sourceNumbers[source] }

    /// The number of a shape, which may be new.
    mutating func number(of shape: ActionShape) -> Int {
        if let latest, latest.shape == shape { return latest.number }
        let number = numbers[shape] ?? add(shape)
        latest = (shape, number)
        return number
    }

    private mutating func add(_ shape: ActionShape) -> Int {
        let source = sourceNumbers[shape.source] ?? UInt32(truncatingIfNeeded: sourceNumbers.count)
        sourceNumbers[shape.source] = source
        numbers[shape] = all.count
        all.append(shape)
        sources.append(source)
        return all.count - 1
    }
}
