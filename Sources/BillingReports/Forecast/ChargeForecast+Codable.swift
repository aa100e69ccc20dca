import BillingModel

extension ChargeForecast {
    /// Reads a screen, and checks that its lines are of its charges and add up to what is expected.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        toDate = try values.decode(ChargeToDate.self, forKey: .toDate)
        lines = try values.decode([Line].self, forKey: .lines)
        total = try values.decodeIfPresent(ForecastFigure<Money>.self, forKey: .total)
        let currency = toDate.total.currency
        guard lines.map(\.id) == toDate.lines.map(\.id),
            lines.allSatisfy({ $0.expected?.amount.isSound(in: currency) ?? true })
        else {
            throw BillingError(
                .malformed, rule: "the lines of a forecast of charges are of the charges, in their currency")
        }
        guard let total else { return }
        guard total.isSound(in: currency), lines.allSatisfy({ $0.expected != nil }),
            try Money.sum(of: lines.compactMap(\.expected?.amount.value), in: currency) == total.value
        else {
            throw BillingError(
                .malformed, rule: "the lines of a forecast of charges add up to what is expected")
        }
    }
}

extension ChargeForecast.Line {
    /// Reads a line, and checks that it has a forecast or a reason.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(EntityID<Charge>.self, forKey: .id)
        expected = try values.decodeIfPresent(ChargeForecast.Expected.self, forKey: .expected)
        reason = try values.decodeIfPresent(UnforecastReason.self, forKey: .reason)
        history = try values.decode(Int.self, forKey: .history)
        ahead = try values.decode(Int.self, forKey: .ahead)
        missing = try values.decode(Int.self, forKey: .missing)
        guard (expected == nil) != (reason == nil), history >= 0, ahead >= 0, missing >= 0,
            expected?.quantity?.isSound ?? true
        else {
            throw BillingError(
                .malformed, rule: "a line of a forecast of charges is expected or has a reason",
                detail: "charge '\(id)'")
        }
    }
}
