"""Writes the fixtures of exact decimals, rounding and splits, with Python's integers, decimals and fractions.

    python3 money.py ../Fixtures
"""

import decimal
import random
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

folder = Path(sys.argv[1])
pick = random.Random(4217)
decimal.getcontext().prec = 400
decimal.getcontext().Emax = 10_000
decimal.getcontext().Emin = -10_000

HIGHEST = 2**127 - 1
LOWEST = -(2**127)


def number():
    """A coefficient without a zero at its end, and an exponent."""
    size = 10 ** pick.choice([1, 2, 3, 9, 18, 19, 20, 37, 38])
    coefficient = pick.randrange(-size + 1, size)
    while coefficient and coefficient % 10 == 0:
        coefficient //= 10
    return coefficient, pick.randrange(-20, 12) if coefficient else 0


def text(value):
    written = format(value, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def plain(coefficient, exponent):
    return text(Decimal(coefficient).scaleb(exponent))


def fits(*integers):
    return all(LOWEST <= integer <= HIGHEST for integer in integers)


with open(folder / "decimals.csv", "w") as out:
    print("# left,right,sum,difference,product,order; overflow where a step leaves 128 bits", file=out)
    for _ in range(600):
        (a, m), (b, n) = number(), number()
        low = n if a == 0 else m if b == 0 else min(m, n)
        first = a * 10 ** (m - low) if a else 0
        second = b * 10 ** (n - low) if b else 0
        aligned = fits(first, second)
        total = plain(first + second, low) if aligned and fits(first + second) else "overflow"
        rest = plain(first - second, low) if aligned and fits(first - second) else "overflow"
        product = plain(a * b, m + n) if fits(a * b) else "overflow"
        left, right = Decimal(a).scaleb(m), Decimal(b).scaleb(n)
        order = (left > right) - (left < right)
        print(text(left), text(right), total, rest, product, order, sep=",", file=out)

RULES = {
    "halfAwayFromZero": decimal.ROUND_HALF_UP,
    "halfToEven": decimal.ROUND_HALF_EVEN,
    "towardZero": decimal.ROUND_DOWN,
    "awayFromZero": decimal.ROUND_UP,
}
DIGITS = {"JPY": 0, "EUR": 2, "KWD": 3, "CLF": 4}

with open(folder / "rounding.csv", "w") as out:
    print("# amount,currency,rule,minor units; overflow beyond 64 bits", file=out)
    amounts = ["0", "0.5", "-0.5", "1.5", "-2.5", "0.005", "0.015", "-0.025", "0.0005", "0.00005", "0.49999"]
    amounts += ["92233720368547758.07", "92233720368547758.074", "92233720368547758.08", "-92233720368547758.08"]
    amounts += ["-92233720368547758.085", "9223372036854775807.5", "0." + "0" * 60 + "1", "-0." + "0" * 45 + "1"]
    for _ in range(60):
        places = pick.randrange(0, 8)
        amounts.append(text(Decimal(pick.randrange(-(10**9), 10**9)).scaleb(-places)))
    for _ in range(40):
        # Exactly in the middle of two units of some currency.
        places = pick.choice([0, 2, 3, 4])
        amounts.append(text((Decimal(pick.randrange(-10_000, 10_000)) + Decimal("0.5")).scaleb(-places)))
    for amount in amounts:
        for code, digits in DIGITS.items():
            for rule, rounding in RULES.items():
                units = int(Decimal(amount).scaleb(digits).quantize(Decimal(1), rounding=rounding))
                shown = units if -(2**63) <= units < 2**63 else "overflow"
                print(amount, code, rule, shown, sep=",", file=out)

with open(folder / "splits.csv", "w") as out:
    print("# minor units,weights,shares", file=out)
    cases = [(1000, [1, 1, 1]), (-1000, [1, 1, 1]), (0, [3, 4]), (5, [0, 1, 0]), (1, [1] * 10), (7, [2**63 - 1] * 3)]
    cases += [(2**63 - 1, [2**63 - 1, 1, 2**63 - 1]), (-(2**63), [2**63 - 1, 2**63 - 1, 5]), (-(2**63), [1])]
    for _ in range(200):
        size = 10 ** pick.choice([1, 2, 4, 9, 18])
        weights = [pick.randrange(0, pick.choice([2, 5, 100, 2**63])) for _ in range(pick.randrange(1, 12))]
        if any(weights):
            cases.append((pick.randrange(-size, size), weights))
    for amount, weights in cases:
        exact = [Fraction(abs(amount) * weight, sum(weights)) for weight in weights]
        shares = [value.numerator // value.denominator for value in exact]
        by_loss = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
        for i in by_loss[: abs(amount) - sum(shares)]:
            shares[i] += 1
        sign = -1 if amount < 0 else 1
        shares = [sign * share for share in shares]
        assert sum(shares) == amount
        print(amount, " ".join(map(str, weights)), " ".join(map(str, shares)), sep=",", file=out)
