import BillingModel

/// An instant from which another offset holds.
///
/// Both are in microseconds: offsets and the rules of zones have no fractions of a second, but a tenant may move at
/// any microsecond.
struct OffsetTransition: Sendable, Hashable {
    /// Microseconds since 1970.
    let at: Int64
    /// Microseconds east of UTC from then on.
    let offset: Int64

    init(at: Int64, offset: Int64) {
        self.at = at
        self.offset = offset
    }

    /// A transition of a zone file, in whole seconds.
    init(second: Int64, offset: Int64) {
        self.init(at: second * Instants.perSecond, offset: offset * Instants.perSecond)
    }
}
