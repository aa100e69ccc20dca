"""Writes Fixtures/rating.jsonl: random charges, quantities and what they cost, by another engine.

Run from this folder: python3 rating.py > ../Fixtures/rating.jsonl
All arithmetic is of `fractions.Fraction`; nothing is rounded but the amount.
"""
import json
import random
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

random.seed(20240229)
CURRENCIES = [("JPY", 0), ("USD", 2), ("KWD", 3), ("CLF", 4)]
RULES = ["half-away-from-zero", "half-to-even", "toward-zero", "away-from-zero"]
FORMS = ["flat", "unit", "graduated", "volume", "package"]


def text(value):
    """A fraction that is a finite decimal, in plain digits."""
    sign, value = ("-" if value < 0 else ""), abs(value)
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
        assert digits < 80
    whole = str((value * 10**digits).numerator).rjust(digits + 1, "0")
    return sign + (whole[: len(whole) - digits] + "." + whole[-digits:] if digits else whole)


def number(top, digits):
    return Fraction(random.randrange(top * 10**digits + 1), 10**digits)


def rounded(value, rule):
    low = floor(value)
    rest = value - low
    if rest == 0:
        return low
    if rule == "toward-zero":
        return low if value > 0 else low + 1
    if rule == "away-from-zero":
        return low + 1 if value > 0 else low
    if rest != Fraction(1, 2):
        return low + (1 if rest > Fraction(1, 2) else 0)
    if rule == "half-to-even":
        return low if low % 2 == 0 else low + 1
    return low + 1 if value > 0 else low


def money(units, digits):
    return text(Fraction(units, 10**digits)) if digits == 0 else f"{Decimal(units).scaleb(-digits):.{digits}f}"


def price(form, steps, size, billable):
    """The products of a model, as (tier, quantity, unit price)."""
    if form == "flat":
        return [(None, Fraction(1), steps[0][1])]
    if form == "unit":
        return [(None, billable, steps[0][1])]
    if form == "package":
        return [(None, Fraction(ceil(billable / size)), steps[0][1])]
    parts, lower = [], Fraction(0)
    for index, (bound, unit) in enumerate(steps):
        inside = bound is None or billable <= bound
        if form == "graduated":
            parts.append((index + 1, (billable if inside else bound) - lower, unit))
        elif inside:
            parts.append((index + 1, billable, unit))
        if inside:
            return parts
        lower = bound


def charge(index):
    form = random.choice(FORMS)
    digits = random.randrange(7)
    included = Fraction(0) if form == "flat" or random.random() < 0.4 else number(300, random.randrange(4))
    size = number(50, random.randrange(3)) + Fraction(1, 10)
    steps = [(None, number(20, digits))]
    if form in ("graduated", "volume"):
        bounds = sorted({number(1000, random.randrange(3)) + 1 for _ in range(random.randrange(5))})
        steps = [(bound, number(20, digits)) for bound in bounds] + [(None, number(20, digits))]
    model = {"model": form}
    if form in ("graduated", "volume"):
        model["tiers"] = [
            {"price": text(unit), **({"upto": text(bound)} if bound is not None else {})} for bound, unit in steps
        ]
    else:
        model["price"] = text(steps[0][1])
    if form == "package":
        model["size"] = text(size)
    form_of_charge = {
        "id": f"charge-{index}", "name": f"Charge {index}", "included": text(included), "price": model,
        "usage": {"kind": "period"},
    }
    return form, steps, size, included, form_of_charge


def quantity(steps, size, included):
    edge = [Fraction(0), included, included + size, included + 3 * size]
    edge += [included + bound for bound, _ in steps if bound is not None]
    kind = random.randrange(4)
    if kind == 0:
        return random.choice(edge)
    if kind == 1:
        return max(Fraction(0), random.choice(edge) + random.choice([-1, 1]) * Fraction(1, 10**6))
    return number(3000, 0 if kind == 2 else random.randrange(10))


for index in range(600):
    form, steps, size, included, stated = charge(index)
    currency, digits = random.choice(CURRENCIES)
    rule = random.choice(RULES) if random.random() < 0.5 else RULES[0]

    def rate(used):
        billable = max(Fraction(0), used - included)
        parts = price(form, steps, size, billable)
        unrounded = sum((count * unit for _, count, unit in parts), Fraction(0))
        return billable, parts, unrounded, rounded(unrounded * 10**digits, rule)

    used = quantity(steps, size, included)
    billable, parts, unrounded, units = rate(used)
    ends = [quantity(steps, size, included) for _ in range(random.randrange(1, 8))]
    if random.random() < 0.7:
        ends.sort()
    shares, before = [], 0
    for end in ends:
        after = rate(end)[3]
        shares.append(money(after - before, digits))
        before = after
    row = {
        "charge": stated, "currency": currency, "rounding": rule, "quantity": text(used),
        "billable": text(billable),
        "parts": [
            {"quantity": text(count), "price": text(unit), "amount": text(count * unit),
             **({"tier": tier} if tier else {})}
            for tier, count, unit in parts
        ],
        "unrounded": text(unrounded), "amount": money(units, digits),
        "ends": [text(end) for end in ends], "shares": shares,
    }
    print(json.dumps(row, separators=(",", ":")))
