/// Where an invoice stands; the first row that applies decides.
///
/// | status | when |
/// | --- | --- |
/// | ``void`` | an entry made it void |
/// | ``overpaid`` | due is below zero, and something is paid: the tenant is owed money |
/// | ``inCredit`` | due is below zero, and nothing is paid: credit notes took back more than was payable |
/// | ``credited`` | due is zero, nothing is paid, and there are credit notes |
/// | ``paid`` | due is zero |
/// | ``partiallyPaid`` | due and paid are above zero |
/// | ``open`` | due is above zero, and nothing is paid |
///
/// An invoice whose payable amount is unknown has nothing due, so it is never open.
public enum InvoiceStatus: String, CaseIterable, Hashable, Sendable, Codable {
    /// Something is due, and nothing is paid.
    case open
    /// Something is due, and something is paid.
    case partiallyPaid = "partially-paid"
    /// Nothing is due.
    case paid
    /// Nothing is due, because credit notes took all of it back.
    case credited
    /// More is paid than is payable, less what was credited.
    case overpaid
    /// Nothing is paid, and more is credited than is payable.
    case inCredit = "in-credit"
    /// The invoice counts no longer.
    case void

    init(isVoid: Bool, paid: Int64, credits: Int64, due: Int64) {
        self =
            if isVoid {
                .void
            } else if due < 0 {
                paid > 0 ? .overpaid : .inCredit
            } else if due == 0 {
                paid <= 0 && credits > 0 ? .credited : .paid
            } else {
                paid > 0 ? .partiallyPaid : .open
            }
    }
}
