"""Writes Fixtures/aggregation-sums.tsv: sums, quotients and variances from exact rationals (fractions.Fraction).

One case a line, fields divided by tabs: what, the divisor or 0, the values, the expected double or "overflow".
Doubles are written as the 16 hexadecimal digits of their bits. A double stands for the decimal n / 10^k of the least k
from 0 to 9 with |n| at most 2^53 to which it is the nearest double, else for itself. "parts" tells the sum itself: its
sign, the powers of two and of five of its unit 2^e / 5^f, and its odd number of units in hexadecimal digits.
Run: python3 aggregation-sums.py
"""
import pathlib, random, struct
from fractions import Fraction

random.seed(20130310)


def bits(x):
    return struct.pack(">d", x).hex()


def nearest(value):
    """float(Fraction) rounds correctly, half to even; -0.0 and overflow are made explicit."""
    try:
        return bits(float(value) + 0.0 if value else 0.0)
    except OverflowError:
        return "overflow"


LARGEST = 1.7976931348623157e308
TINY = 5e-324
cases = []


def decimal(x):
    """What a double stands for, by trying every number that could be meant."""
    for k in range(10):
        middle = int(Fraction(x) * 10 ** k)
        meant = [n for n in range(middle - 3, middle + 4)
                 if abs(n) <= 2 ** 53 and float(Fraction(n, 10 ** k)) == x]
        if meant:
            # Of several, the nearest; of two equally near, the even one.
            return Fraction(min(meant, key=lambda n: (abs(Fraction(n, 10 ** k) - Fraction(x)), n % 2)), 10 ** k)
    return Fraction(x)


def parts(exact):
    if not exact:
        return "+ 0 0 0"
    fives, rest = 0, exact.denominator
    while rest % 5 == 0:
        fives, rest = fives + 1, rest // 5
    number, exponent = abs(exact.numerator), 1 - rest.bit_length()
    while number % 2 == 0:
        number, exponent = number // 2, exponent + 1
    return f"{'-' if exact < 0 else '+'} {exponent} {fives} {number:x}"


def add(what, values, divisor=0):
    values = list(values)
    exact = sum(map(decimal, values), Fraction(0))
    if what == "parts":
        cases.append((what, divisor, values, parts(exact)))
        return
    if what == "sum":
        result = nearest(exact)
    elif what == "quotient":
        result = nearest(exact / divisor)
    elif what == "variance":
        n = len(values)
        squares = sum((decimal(v) ** 2 for v in values), Fraction(0))
        result = nearest((n * squares - exact ** 2) / (n * divisor))
    cases.append((what, divisor, values, result))


def any_double():
    while True:
        x = struct.unpack(">d", random.getrandbits(64).to_bytes(8, "big"))[0]
        if x == x and abs(x) != float("inf"):
            return x


add("sum", [])
add("sum", [-0.0])
add("sum", [0.1] * 10)
add("sum", [1e308, 1.0, 1e308, -1e308, -1e308])
add("sum", [LARGEST, TINY, -LARGEST])
add("sum", [LARGEST, LARGEST])
add("sum", [-LARGEST, -LARGEST])
add("sum", [LARGEST, 2.0 ** 969])             # below half a unit: still the largest
add("sum", [LARGEST, 2.0 ** 970])             # half a unit: rounds away from the odd significand, beyond double
add("sum", [LARGEST, 2.0 ** 970, -TINY])
add("sum", [-LARGEST, -(2.0 ** 970), TINY])
add("sum", [2.0 ** 53, 1.0])                  # ties
add("sum", [2.0 ** 53 + 2, 1.0])
add("sum", [2.0 ** 53, 1.0, TINY])
add("sum", [2.0 ** 53, 1.0, -TINY])
add("sum", [-(2.0 ** 53), -1.0, TINY])
add("sum", [TINY, TINY, TINY])
add("sum", [2.2250738585072014e-308, -TINY])  # from the smallest normal to the largest subnormal
add("sum", [2.2250738585072009e-308, TINY])
add("sum", [1.0, 2.0 ** -53])
add("sum", [1.0, 2.0 ** -53, TINY])
add("sum", [1.0, -(2.0 ** -54)])
add("sum", [1.0, -(2.0 ** -54), -TINY])
add("sum", [1e16, 1.0, -1e16])
add("quotient", [TINY], 2)                    # half the smallest: to even, 0
add("quotient", [TINY] * 3, 2)
add("quotient", [TINY], 3)
add("quotient", [-TINY], 3)
add("quotient", [TINY] * 2, 3)
add("quotient", [1.0], 3)
add("quotient", [-1.0], 3)
add("quotient", [LARGEST] * 3, 3)
add("quotient", [LARGEST, LARGEST], 1)
add("quotient", [1.0], 2 ** 63 - 1)
add("quotient", [2.0 ** 54 + 4, 2.0 ** -1000], 4)
add("quotient", [2.2250738585072014e-308], 7)
add("variance", [1.0, 2.0, 4.0], 3)
add("variance", [1.0, 2.0, 4.0], 2)
add("variance", [0.1, 0.1, 0.1], 3)
add("variance", [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16], 3)
add("variance", [1e308, -1e308], 2)
add("variance", [1e200, 0.0], 2)
add("variance", [TINY, 0.0], 2)
add("variance", [1e-160, 3e-160, 2e-161], 2)
for n in (1, 2, 3, 5, 17, 60):
    for _ in range(6):
        add("sum", [any_double() / 4 for _ in range(n)])
        wild = [random.uniform(-1, 1) * 10.0 ** random.randint(-30, 30) for _ in range(n)]
        add("sum", wild + [-x for x in wild] + [random.uniform(-1, 1)])
        add("sum", [TINY * random.randint(-9, 9) for _ in range(n)])
        ordinary = [round(random.uniform(0, 1000), 2) for _ in range(n)]
        add("sum", ordinary)
        add("quotient", ordinary, n)
        add("quotient", wild, random.randint(1, 2 ** 62))
        add("quotient", [TINY * random.randint(-99, 99) for _ in range(n)], random.randint(1, 50))
        add("variance", ordinary, n)
        add("variance", [1e8 + x for x in ordinary], n)
        add("variance", wild, n)
# Halfway cases by construction: an odd number of 54 bits, scaled everywhere, then nudged by the smallest number.
for exponent in (-1074, -1070, -1000, -60, 0, 40, 900):
    for _ in range(4):
        odd = random.getrandbits(53) | 1 << 53 | 1
        halves = [float(odd >> 1) * 2.0 ** exponent * 2, 2.0 ** exponent]
        for nudge in ([], [TINY], [-TINY]):
            add("sum", halves + nudge)
            add("quotient", halves + nudge, 2 ** 20)
            add("quotient", [-x for x in halves + nudge], 3)

# Decimals.
for values in ([0.1, 0.2], [0.3, -0.1], [0.1] * 3 + [-0.3], [1.1, 2.2, -3.3], [0.1 + 0.2], [1e-9], [1e-10], [1e15 + 0.1, 0.1],
               [2.0 ** 53, 0.1], [2.0 ** 53 / 1000, 0.001], [9007199254740993.0], [0.125, 0.1], [4096.0000000005],
               [562949953421312.25], [562949953421312.25, -0.2], [700000000000000.125, 0.1], [0.1, 1e300, -1e300, 0.2],
               [5e-10, 2.0 ** -30, 2.0 ** -31], [1 / 3, 0.1], [123456789.987654321, -123456789.9]):
    add("sum", values)
    add("parts", values)
    if len(values) > 1:
        add("quotient", values, 7)
        add("variance", values, len(values) - 1)
for _ in range(300):
    kind = random.randrange(5)
    digits = random.randrange(0, 12)
    size = 10 ** random.randrange(1, 16)
    values = []
    for _ in range(random.choice((1, 2, 5, 30))):
        if kind == 4:
            digits, size = random.randrange(0, 12), 10 ** random.randrange(1, 16)
        x = random.uniform(-size, size)
        values.append(x if kind == 0 else float(f"{x:.{digits}f}") if kind != 3 else round(x * 8) / 8 + 0.1)
    add("sum", values)
    add("parts", values)
    add("quotient", values, random.randint(1, 10 ** 9))
    if len(values) > 1:
        add("variance", values, len(values))
# Where two numbers of one unit have the same nearest double.
for _ in range(200):
    k = random.randrange(0, 10)
    x = Fraction(random.randint(2 ** 52, 2 ** 53), 10 ** k)
    add("parts", [float(x)])
    add("parts", [float(x), -0.1])

target = pathlib.Path(__file__).parent.parent / "Fixtures" / "aggregation-sums.tsv"
with target.open("w", newline="\n") as file:
    for what, divisor, values, result in cases:
        file.write(f"{what}\t{divisor}\t{' '.join(map(bits, values))}\t{result}\n")
print(len(cases), "cases")
