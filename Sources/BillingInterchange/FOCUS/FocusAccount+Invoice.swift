import BillingModel
import BillingRating

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension FocusAccount {
    /// The rows of the lines of an invoice, its tax, and what of its payable amount neither tells: together what is payable before
    /// credit notes.
    func rows(
        of invoice: Invoice, _ plan: PricePlan?, payable: Money
    ) throws(BillingError) -> [FocusRow] {
        var rows: [FocusRow] = []
        var told: [Money] = []
        for line in invoice.lines {
            rows += try self.rows(of: line, plan, rating: invoice.rating?.plan)
            told.append(line.amount)
        }
        if let tax = invoice.tax, tax.minorUnits != 0 {
            rows.append(try row(.tax, "Tax", tax))
            told.append(tax)
        }
        let rest = try payable - Money.sum(of: told, in: currency)
        if rest.minorUnits != 0 {
            let description =
                invoice.lines.isEmpty ? "Charges of the invoice" : "Charges without a line on the invoice"
            rows.append(try row(.adjustment, description, rest))
        }
        return rows
    }

    /// The rows of a line: by its charge if the plan gives the same amount, else by what the line itself tells.
    private func rows(
        of line: Invoice.Line, _ plan: PricePlan?, rating: EntityID<PricePlan>?
    ) throws(BillingError) -> [FocusRow] {
        var rows: [FocusRow]
        let charge = plan?.charges.first { $0.id.text.hasSameBytes(as: line.id.text) }
        if let plan, let charge, let rated = try rated(line, charge, plan) {
            rows = try self.rows(
                of: rated, isMetered: charge.usage != .period, isFixed: charge.isFixed, plan: plan.id,
                unit: line.unit, line.description)
        } else if line.amount.minorUnits < 0 {
            rows = [try row(.credit, line.description, line.amount)]
        } else if let product = try product(of: line, charge) {
            let frequency: FocusRow.Frequency? =
                if let charge {
                    charge.isFixed ? .recurring : .usageBased
                } else {
                    product.consumed == nil ? nil : .usageBased
                }
            // Nothing of what was used is no charge.
            let isNothing = product.quantity == .zero && product.billed.minorUnits == 0
            rows =
                isNothing
                ? []
                : [
                    try row(
                        product, line.id.text, of: rating, line.description, frequency,
                        consumedUnit: terms.unit(line.unit))
                ]
        } else {
            rows = [try row(.adjustment, line.description, line.amount)]
        }
        for index in rows.indices { rows[index].custom["x_InvoiceLineId"] = line.id.text }
        return rows
    }

    /// What a plan gives for the quantity of a line, if it is the amount of the line.
    private func rated(
        _ line: Invoice.Line, _ charge: Charge, _ plan: PricePlan
    ) throws(BillingError) -> RatedCharge? {
        guard let quantity = line.quantity ?? (charge.usage == .period ? 1 : nil), quantity >= 0,
            plan.currency == currency
        else { return nil }
        let rated = try charge.rated(quantity, currency: plan.currency, rounding: plan.rounding)
        return rated.amount == line.amount ? rated : nil
    }

    /// What a line tells by itself: usage if its quantity has a unit, else a purchase.
    private func product(
        of line: Invoice.Line, _ charge: Charge?
    ) throws(BillingError) -> FocusProduct? {
        let isMetered = charge.map { $0.usage != .period } ?? (line.unit != nil)
        return try FocusProduct(line, isMetered: isMetered, unit: terms.unit(line.unit))
    }

    /// The rows of a rated charge, whose billed costs add up to its amount.
    ///
    /// What is metered was used; what is fixed does not grow with that.
    func rows(
        of rated: RatedCharge, isMetered: Bool, isFixed: Bool, plan: EntityID<PricePlan>, unit: String?,
        _ description: String
    ) throws(BillingError) -> [FocusRow] {
        let unit = terms.unit(unit)
        var rows: [FocusRow] = []
        for product in try FocusProduct.products(of: rated, isMetered: isMetered, unit: unit) {
            var row = try row(
                product, rated.id.text, of: plan, description, isFixed ? .recurring : .usageBased,
                consumedUnit: unit)
            row[.skuMeter] = Self.shown(rated.name)
            rows.append(row)
        }
        return rows
    }

    /// The rows of credit notes up to a void, and of the void itself, which takes back what is left of the payable amount.
    func rows(
        of entries: [InvoiceEntry], void: InvoiceEntry?, payable: Money
    ) throws(BillingError) -> [FocusRow] {
        var rows: [FocusRow] = []
        var left = payable
        for entry in entries where entry.kind == .creditNote {
            guard let amount = entry.amount else { continue }
            rows.append(try row(.credit, "Credit note", -amount, of: entry))
            left = try left - amount
        }
        if let void, left.minorUnits != 0 {
            rows.append(try row(.adjustment, "Void of the invoice", -left, of: void))
        }
        return rows
    }

    /// A row of an entry: what it changes was invoiced before.
    private func row(
        _ category: FocusRow.Category, _ description: String, _ amount: Money, of entry: InvoiceEntry
    ) throws(BillingError) -> FocusRow {
        var row = try row(category, description, amount)
        row[.chargeClass] = FocusRow.correction
        row.custom["x_EntryId"] = entry.id.text
        let second = floorDivide(entry.happened, Instants.perSecond) * Instants.perSecond
        row.custom["x_EntryDate"] = try FocusForms.text(second)
        return row
    }
}
