"""Writes Fixtures/xxh64.tsv and Fixtures/blobs.tsv from Documentation/Development/file-format.md, sharing no code.

xxh64.tsv: length, seed, hash of the bytes 0, 167, 334 ... modulo 256. If the package xxhash is installed, it must agree.
blobs.tsv: name, owner, key, blob in hexadecimal.
Run: python3 blobs.py, or python3 blobs.py --check to compare with the fixtures and write nothing.
"""
import math, pathlib, struct, sys
from fractions import Fraction

M = 2 ** 64 - 1
P1, P2, P3 = 11400714785074694791, 14029467366897019727, 1609587929392839161
P4, P5 = 9650029242287828579, 2870177450012600261


def rotl(x, r):
    return (x << r | x >> (64 - r)) & M


def xxh64(data, seed=0):
    def rnd(acc, lane):
        return rotl((acc + lane * P2) & M, 31) * P1 & M

    rest = data
    if len(data) >= 32:
        accs = [(seed + P1 + P2) & M, (seed + P2) & M, seed, (seed - P1) & M]
        while len(rest) >= 32:
            accs = [rnd(a, lane) for a, lane in zip(accs, struct.unpack("<4Q", rest[:32]))]
            rest = rest[32:]
        h = sum(rotl(a, r) for a, r in zip(accs, (1, 7, 12, 18))) & M
        for a in accs:
            h = ((h ^ rnd(0, a)) * P1 + P4) & M
    else:
        h = (seed + P5) & M
    h = (h + len(data)) & M
    while len(rest) >= 8:
        h = (rotl(h ^ rnd(0, struct.unpack("<Q", rest[:8])[0]), 27) * P1 + P4) & M
        rest = rest[8:]
    if len(rest) >= 4:
        h = (rotl(h ^ struct.unpack("<I", rest[:4])[0] * P1 & M, 23) * P2 + P3) & M
        rest = rest[4:]
    for byte in rest:
        h = rotl(h ^ byte * P5 & M, 11) * P1 & M
    h = (h ^ h >> 33) * P2 & M
    h = (h ^ h >> 29) * P3 & M
    return h ^ h >> 32


assert xxh64(b"") == 0xEF46DB3751D8E999
assert xxh64(b"a") == 0xD24EC4F1A98C6E5B
assert xxh64(b"abc") == 0x44BC2CF5AD770999


def signed(x):
    x &= M
    return x - 2 ** 64 if x >> 63 else x


def varint(n):
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    return bytes(out + bytes([n]))


def zigzag(n):
    n = signed(n)
    return varint(2 * n if n >= 0 else -2 * n - 1)


def line_parts(numbers):
    """Base, unit, step, fraction, width and distances, as the page says that the writer chooses them."""
    n = len(numbers)
    least = min(numbers)
    distances = [x - least for x in numbers]
    unit = math.gcd(*distances) or 1
    distances = [d // unit for d in distances]
    wide = lambda d: 64 if max(d).bit_length() > 57 else max(d).bit_length()
    level = (least, unit, 0, 0, wide(distances), distances)
    if level[4] == 0:
        return level
    rise = signed(distances[-1] - distances[0])
    step, rest = divmod(rise, n - 1)
    fraction = rest * 65536 // (n - 1)
    if step == 0 and fraction == 0:
        return level
    offsets = [signed(d - i * step - (i * fraction >> 16)) for i, d in enumerate(distances)]
    low = min(offsets)
    sloped = [(o - low) & M for o in offsets]
    if wide(sloped) >= level[4]:
        return level
    return (least + unit * low, unit, step, fraction, wide(sloped), sloped)


def line(numbers, reference=0):
    if not numbers:
        return b""
    base, unit, step, fraction, width, distances = line_parts(numbers)
    out = zigzag(base - reference)
    if len(numbers) == 1:
        return out
    slope = step != 0 or fraction != 0
    out += bytes([(58 if width == 64 else width) | (64 if unit != 1 else 0) | (128 if slope else 0)])
    if unit != 1:
        out += varint(unit)
    if slope:
        out += zigzag(step) + struct.pack("<H", fraction)
    bits = sum(d << i * width for i, d in enumerate(distances))
    return out + bits.to_bytes((len(numbers) * width + 7) // 8, "little")


def line_size(numbers):
    return (len(numbers) * line_parts(numbers)[4] + 7) // 8 if numbers else 0


def collect(numbers):
    values, ends = [], []
    for i, x in enumerate(numbers):
        if values and values[-1] == x:
            ends[-1] = i + 1
        else:
            values.append(x)
            ends.append(i + 1)
    return values, ends[:-1]


def runs(numbers, reference=0):
    if not numbers:
        return b""
    values, ends = collect(numbers)
    return varint(len(values)) + line(values, reference) + line(ends)


def positions(numbers, reference):
    """Whether it is split, and the bytes."""
    if numbers and line_parts(numbers)[4] > 32:
        upper, lower = [x >> 32 for x in numbers], [x & 0xFFFFFFFF for x in numbers]
        values, ends = collect(upper)
        size = line_size(values) + line_size(ends) + line_size(lower)
        if len(values) <= len(numbers) // 2 and size < line_size(numbers):
            return True, runs(upper, reference >> 32) + line(lower)
    return False, line(numbers, reference)


def bits_of(x):
    return struct.unpack("<q", struct.pack("<d", x))[0]


def values(numbers):
    if not numbers:
        return b""
    for places in range(10):
        scaled = [Fraction(x) * 10 ** places for x in numbers]
        whole = [math.floor(abs(s) + Fraction(1, 2)) * (1 if s >= 0 else -1) for s in scaled]
        if all(abs(w) <= 2 ** 53 and bits_of(w / 10 ** places) == bits_of(x) for w, x in zip(whole, numbers)):
            halves = [Fraction(x) * 2 ** places for x in numbers]
            if places and all(h.denominator == 1 and abs(h) <= 2 ** 53 for h in halves):
                return bytes([10]) + zigzag(-places) + line([int(h) for h in halves])
            return bytes([places]) + line(whole)
    pattern = [bits_of(x) for x in numbers]
    if not any(bits_of(x) == -2 ** 63 for x in numbers):
        exponent = 0
        while any((Fraction(x) * Fraction(2) ** -exponent).denominator != 1 for x in numbers):
            exponent -= 1
        while all((Fraction(x) * Fraction(2) ** -(exponent + 1)).denominator == 1 for x in numbers):
            exponent += 1
        grid = [int(Fraction(x) * Fraction(2) ** -exponent) for x in numbers]
        if max(map(abs, grid)) < 2 ** 62 and line_parts(grid)[4] <= line_parts(pattern)[4]:
            return bytes([10]) + zigzag(exponent) + line(grid)
    return bytes([11]) + line(pattern)


def filled(flags):
    if not flags:
        return b""
    missing = flags.count(False)
    out = varint(missing)
    if 0 < missing < len(flags):
        bits = sum(1 << i for i, f in enumerate(flags) if f)
        out += bits.to_bytes((len(flags) + 7) // 8, "little")
    return out


def optional_values(numbers):
    return filled([x is not None for x in numbers]) + values([x for x in numbers if x is not None])


class Zones:
    def __init__(self, *columns):
        self.names = []
        for column in columns:
            for zone in column:
                if zone is not None and zone not in self.names:
                    self.names.append(zone)

    def header(self):
        return varint(len(self.names)) + b"".join(bytes([len(z)]) + z.encode() for z in self.names)

    def column(self, zones):
        return runs([0 if z is None else self.names.index(z) + 1 for z in zones]) if self.names else b""


def seal(kind, owner, key, content, version=1):
    body = kind.encode() + bytes([version]) + content
    return body + struct.pack("<Q", xxh64(body, xxh64(struct.pack("<qq", owner, key), ord(kind))))


def chunk(owner, key, times, numbers, revisions, zones=()):
    split, column = positions(times, key)
    names = Zones(zones)
    return seal("C", owner, key, bytes([(1 if split else 0) | (2 if numbers else 0)]) + varint(len(times))
                + column + values(numbers) + runs(revisions) + names.header() + names.column(list(zones)))


def replaced(owner, key, rows):
    times, numbers, first, until, zones = map(list, zip(*rows)) if rows else ([],) * 5
    split, column = positions(times, key)
    names = Zones(zones)
    return seal("R", owner, key, bytes([1 if split else 0]) + varint(len(times)) + column + values(numbers)
                + line(first) + line(until) + names.header() + names.column(zones))


def versions(owner, key, rows):
    times, marks, numbers, zones = map(list, zip(*rows)) if rows else ([],) * 4
    split, column = positions(times, key)
    names = Zones(zones)
    return seal("V", owner, key, bytes([1 if split else 0]) + varint(len(times)) + column + line(marks)
                + optional_values(numbers) + names.header() + names.column(zones))


def journal(owner, key, lanes, blocks=(), version=2):
    """Lanes of (number, changes (position, value, zone), writes (position, version, value, zone)).

    Blocks are lists of (number, samples (position, value), zone). Version 1 had none.
    """
    names = Zones(*[[zone for _, _, zone in block] for block in blocks],
                  *[[c[2] for c in changes] + [w[3] for w in writes] for _, changes, writes in lanes])
    out = names.header()
    previous = reference = 0
    if version > 1:
        out += varint(len(blocks))
    for block in blocks:
        times = [[t for t, _ in samples] for _, samples, _ in block]
        out += varint(len(block)) + line([number for number, _, _ in block], previous)
        out += line([len(t) for t in times]) + line([t[0] for t in times], reference)
        out += line([b - a for t in times for a, b in zip(t, t[1:])])
        out += values([x for _, samples, _ in block for _, x in samples])
        out += names.column([zone for _, _, zone in block])
        previous, reference = block[-1][0], times[0][0]
    out += varint(len(lanes))
    for number, changes, writes in lanes:
        same = bool(changes) and changes == [(w[0], w[2], w[3]) for w in writes]
        split, column = positions([c[0] for c in changes], reference)
        if changes:
            reference = changes[0][0]
        others = (False, b"") if same else positions([w[0] for w in writes], reference)
        out += zigzag(number - previous)
        out += bytes([(1 if split else 0) | (2 if same else 0) | (4 if others[0] else 0)])
        out += varint(len(changes)) + column + optional_values([c[1] for c in changes])
        out += names.column([c[2] for c in changes])
        if not same:
            out += varint(len(writes)) + others[1] + optional_values([w[2] for w in writes])
            out += names.column([w[3] for w in writes])
            if writes:
                reference = writes[0][0]
        out += line([w[1] for w in writes])
        previous = number
    return seal("J", owner, key, out, version)


def meant(x):
    """The decimal of at most nine digits that a double stands for; else the double."""
    for digits in range(10):
        number = round(Fraction(x) * 10 ** digits)
        if abs(number) <= 2 ** 53 and float(Fraction(number, 10 ** digits)) == x:
            return Fraction(number, 10 ** digits)
    return Fraction(x)


def sums(column, version):
    exponents, powers, lengths, magnitudes = [], [], [], b""
    for exact in column:
        exponent, fives, numerator = 0, 0, abs(exact)
        while numerator.denominator % 5 == 0:
            numerator, fives = numerator * 5, fives + 1
        while numerator and numerator.denominator != 1:
            numerator, exponent = numerator * 2, exponent - 1
        numerator = int(numerator)
        while numerator and numerator % 2 == 0:
            numerator, exponent = numerator // 2, exponent + 1
        size = (numerator.bit_length() + 7) // 8
        exponents.append(exponent if numerator else 0)
        powers.append(fives)
        lengths.append(size * 2 + (1 if exact < 0 else 0))
        magnitudes += numerator.to_bytes(size, "little")
    return line(exponents) + (line(powers) if version > 1 else b"") + line(lengths) + magnitudes


def index(owner, key, entries, version=2):
    """Entries of (start, last, count, lowest, newest, chunk, replaced, versions, samples or None).

    Version 1 had sums of the doubles themselves.
    """
    exact = meant if version > 1 else Fraction
    column = lambda i: [e[i] for e in entries]
    out = varint(len(entries)) + line(column(0), key) + line([e[1] - e[0] for e in entries])
    out += line(column(2)) + line(column(3)) + line([e[4] - e[3] for e in entries])
    out += b"".join(struct.pack("<Q", e[5]) for e in entries)
    out += line([signed(x) for x in column(6)]) + line([signed(x) for x in column(7)])
    out += filled([e[8] is not None for e in entries])
    states = [e for e in entries if e[8] is not None]
    samples = [e[8] for e in states]
    drops = [[a for (_, a), (_, b) in zip(s, s[1:]) if b < a] for s in samples]
    out += line([7 for _ in states]) + line([len(s) - e[2] for e, s in zip(states, samples)])
    out += line([s[0][0] - e[0] for e, s in zip(states, samples)])
    out += line([s[-1][0] - e[1] for e, s in zip(states, samples)])
    out += values([min(v for _, v in s) for s in samples]) + values([max(v for _, v in s) for s in samples])
    out += values([s[0][1] for s in samples]) + values([s[-1][1] for s in samples])
    out += optional_values([None for _ in states]) + line([len(d) for d in drops])
    out += sums([sum((exact(v) for _, v in s), Fraction(0)) for s in samples], version)
    out += sums([sum((exact(v) ** 2 for _, v in s), Fraction(0)) for s in samples], version)
    out += sums([sum(map(exact, d), Fraction(0)) for d in drops], version)
    return seal("I", owner, key, out, version)


NOON = 1_363_003_200_000_000  # 2013-03-11T12:00Z
MINUTE = 60_000_000
NEW_YORK, UTC = "America/New_York", "UTC"

ENTRIES = [
        (NOON, NOON + 3 * MINUTE, 4, 2, 9, 0x0123456789ABCDEF, 0, 0xFEDCBA9876543210,
         [(NOON, 0.1), (NOON + MINUTE, 7.0), (NOON + 2 * MINUTE, 1.0), (NOON + 3 * MINUTE, -21.0)]),
        (NOON + 60 * MINUTE, NOON + 62 * MINUTE, 2, 3, 3, 1, 2, 0,
         [(NOON + 61 * MINUTE, 1e300), (NOON + 62 * MINUTE, 1e-300)])]

LANES = [
        (4, [(NOON, 21.5, None), (NOON + MINUTE, None, None), (NOON + 2 * MINUTE, 21.7, None)], []),
        (5, [(NOON, 1.0, None), (NOON + 1, 2.0, None)], [(NOON, 100, 1.0, None), (NOON + 1, 101, 2.0, None)]),
        (6, [], [(NOON, 99, 0.5, None)]),
        (900, [(15775, 12.0, NEW_YORK)], [(15774, 3, None, UTC), (15775, 3, 12.0, NEW_YORK)])]

BLOBS = [
    ("regular", 7, NOON, chunk(7, NOON, [NOON + i * MINUTE for i in range(10)],
                               [20.5, 20.6, 20.6, 20.7, 20.9, 21.0, 21.0, 20.9, 20.8, 20.5], [3] * 10)),
    ("jittered", 7, NOON, chunk(7, NOON, [NOON + 5, NOON + MINUTE - 3, NOON + 2 * MINUTE + 11,
                                          NOON + 3 * MINUTE, NOON + 7 * MINUTE + 1],
                                [0.1, -1.0 / 3.0, 1e300, 5e-324, -0.0], [9, 9, 4, 11, 11])),
    ("halves", 8, -MINUTE, chunk(8, -MINUTE, [-MINUTE, 0, 1], [0.5, -1024.25, 3e6], [1, 2, 3])),
    ("large", 8, 0, chunk(8, 0, [1, 2, 3], [2.0 ** 80, 3 * 2.0 ** 82, 0.0], [1, 1, 1])),
    ("dates", 9, 15000, chunk(9, 15000, [15000, 15001, 15002, 15004], [120.0, 121.0, 121.0, 119.0], [5, 5, 6, 6],
                              [NEW_YORK, NEW_YORK, UTC, UTC])),
    ("presence", 10, 0, chunk(10, 0, [q << 32 | s for q in (1_513_000, 1_513_001, 1_513_004)
                                      for s in (1, 4, 5, 900)], [], [2] * 12)),
    ("extremes", 11, -2 ** 63, chunk(11, -2 ** 63, [-2 ** 63, -1, 0, 2 ** 63 - 1],
                                     [1.7976931348623157e308, -1.7976931348623157e308, 1.0, 2.0], [0, 2 ** 63 - 1, 1, 1])),
    ("one", 12, NOON, chunk(12, NOON, [NOON], [42.0], [1])),
    ("none", 12, NOON, chunk(12, NOON, [], [], [])),
    ("replaced", 7, NOON, replaced(7, NOON, [(NOON, 1.5, 2, 3, None), (NOON, 2.5, 3, 9, None),
                                             (NOON + MINUTE, 7.0, 1, 9, None)])),
    ("replaced dates", 9, 15000, replaced(9, 15000, [(15000, 118.0, 1, 5, NEW_YORK), (15002, 118.0, 1, 6, UTC)])),
    ("versions", 7, NOON, versions(7, NOON, [(NOON, -5, 1.5, None), (NOON, 6, None, None), (NOON + 1, 7, 2.25, None)])),
    ("versions dates", 9, 15000, versions(9, 15000, [(15000, 1, None, UTC), (15001, 1, 3.0, None)])),
    ("journal blocks", 3, 12, journal(3, 12, [(4, [(NOON, None, None)], [])], [[
        (1, [(NOON, 20.5), (NOON + MINUTE, 20.75), (NOON + 2 * MINUTE, 21.0)], None),
        (2, [(NOON + 1, 7.0)], None), (9, [(15775, 12.0), (15776, 13.0)], NEW_YORK)]])),
    ("journal", 3, 12, journal(3, 12, LANES)),
    ("journal of version 1", 3, 12, journal(3, 12, [*LANES[:2], LANES[3], LANES[2]], version=1)),
    ("index", 7, NOON, index(7, NOON, ENTRIES)),
    ("index of version 1", 7, NOON, index(7, NOON, ENTRIES, 1)),
    ("index of presence", 10, 0, index(10, 0, [(0, 1_513_004 << 32 | 900, 12, 2, 2, 77, 0, 0, None)])),
]


def fixtures():
    try:
        import xxhash
    except ImportError:
        xxhash = None
    lines = []
    for length in list(range(0, 70)) + [95, 96, 97, 127, 1000]:
        data = bytes(i * 167 % 256 for i in range(length))
        for seed in (0, 1, P1):
            value = xxh64(data, seed)
            assert xxhash is None or xxhash.xxh64_intdigest(data, seed) == value
            lines.append(f"{length}\t{seed}\t{value:016x}")
    yield "xxh64.tsv", lines
    yield "blobs.tsv", [f"{name}\t{owner}\t{key}\t{blob.hex()}" for name, owner, key, blob in BLOBS]


folder = pathlib.Path(__file__).parent.parent / "Fixtures"
for name, lines in fixtures():
    text = "\n".join(lines) + "\n"
    if sys.argv[1:] == ["--check"]:
        assert (folder / name).read_text() == text, name
    else:
        (folder / name).write_text(text)
