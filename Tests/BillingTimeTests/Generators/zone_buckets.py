"""Expected buckets of time zones, computed from the wall clock of Python's zoneinfo alone.

The boundaries follow the definitions: candidates are generated and tested against what the clock reads; no part of
the Swift algorithm is repeated here.

    python3 zone_buckets.py fixture > ../Fixtures/zones.json     the committed fixture, with TZif bytes
    python3 zone_buckets.py live [ZONE ...]                      digests for every zone of the system's folder
    python3 zone_buckets.py explain ZONE WIDTH FIRST LAST        boundaries over dates, to look at

Lines of `live` are `zones <name> ...`, zones with one history since 1970; then for each wide width `dates <width>
<digest>`, the boundaries from 1970-01-01 to 2037-12-31; and around changes of the offset that no zone before has
`near <first date> <last date> <width> <digest> ...`. Fields are divided by tabs.
"""

import base64
import datetime
import json
import multiprocessing
import os
import sys
import zoneinfo

DAY = 86400
EPOCH = datetime.date(1970, 1, 1)
UTC = datetime.timezone.utc
WIDE_WIDTHS = ["month", "quarter", "year", "cycle from day 31"]
NEAR_WIDTHS = ["week", "day", "hour", "2 hours", "3 hours", "6 hours", "12 hours", "30 minutes", "15 minutes"]
DATE_WIDTHS = ["day", "week"] + WIDE_WIDTHS
MASK = (1 << 64) - 1

FIXTURE_ZONES = """
    UTC Africa/Cairo Africa/Casablanca Africa/Monrovia America/Asuncion America/Caracas America/Havana
    America/Juneau America/New_York America/Nuuk America/Sao_Paulo America/Scoresbysund America/St_Johns
    Antarctica/Casey Antarctica/Troll Asia/Amman Asia/Gaza Asia/Kathmandu Asia/Manila Asia/Pyongyang Asia/Tehran
    Australia/Lord_Howe Australia/Sydney Europe/Berlin Europe/Dublin Europe/Moscow Europe/Paris Pacific/Apia
    Pacific/Chatham Pacific/Kiritimati Pacific/Kwajalein
""".split()


class Clock:
    def __init__(self, tz):
        self.tz = tz
        self.offsets = {}
        self.reached = {}
        self.days = {}

    def offset(self, u):
        offset = self.offsets.get(u)
        if offset is None:
            delta = datetime.datetime.fromtimestamp(u, self.tz).utcoffset()
            offset = self.offsets[u] = delta.days * DAY + delta.seconds
        return offset

    def reading(self, u):
        return u + self.offset(u)

    def changes(self, low, high, step):
        """Instants in (low, high] at which the offset changes; two within one step may be missed."""
        found = []
        before, u = self.offset(low), low
        while u < high:
            next_u = min(u + step, high)
            after = self.offset(next_u)
            if after != before:
                a, b = u, next_u
                while b - a > 1:
                    middle = (a + b) // 2
                    if self.offset(middle) == before:
                        a = middle
                    else:
                        b = middle
                found.append(b)
            before, u = after, next_u
        return found

    def start(self, day):
        """The earliest instant that reads 00:00 of the day, or the jump over that reading."""
        if day in self.reached:
            return self.reached[day]
        reading = day * DAY
        local = datetime.datetime.fromordinal(day + EPOCH.toordinal())
        result = round(local.replace(tzinfo=self.tz, fold=0).timestamp())  # the earlier of two
        if self.reading(result) != reading:
            a, b = reading - 30 * 3600, reading + 30 * 3600
            while b - a > 1:
                middle = (a + b) // 2
                if self.reading(middle) < reading:
                    a = middle
                else:
                    b = middle
            result = b
        self.reached[day] = result
        return result

    def slow_start(self, day):
        """The same by trying every offset seen nearby."""
        reading = day * DAY
        offsets = {self.offset(reading + k * 900) for k in range(-4 * 30, 4 * 30)}
        hits = [reading - o for o in offsets if self.reading(reading - o) == reading]
        return min(hits) if hits else self.start(day)

    def day_holding(self, u):
        day = self.reading(u) // DAY + 2
        while self.start(day) > u:
            day -= 1
        return day


def date(day):
    return EPOCH + datetime.timedelta(days=day)


def number(value):
    return (value - EPOCH).days


def month_later(first, count):
    total = first.year * 12 + first.month - 1 + count
    return datetime.date(total // 12, total % 12 + 1, 1)


def anchored(first_of_month, anchor):
    last = month_later(first_of_month, 1) - datetime.timedelta(days=1)
    return first_of_month.replace(day=min(anchor, last.day))


def bounds(width, day):
    """The first day of the bucket that holds the day, and that of the next."""
    d = date(day)
    first = d.replace(day=1)
    if width == "day":
        return day, day + 1
    if width == "week":
        monday = day - d.weekday()
        return monday, monday + 7
    if width.startswith("cycle"):
        anchor = int(width.split()[-1])
        begins = [anchored(month_later(first, k), anchor) for k in (-1, 0, 1)]
        k = 1 if begins[1] <= d else 0
        return number(begins[k]), number(begins[k + 1])
    count = {"month": 1, "quarter": 3, "year": 12}[width]
    begin = month_later(first, -((first.month - 1) % count))
    return number(begin), number(month_later(begin, count))


def day_facts(clock, day):
    """Start and end of a day, the changes and offsets in it, and the instants that read a quarter of an hour."""
    start, end = clock.start(day), clock.start(day + 1)
    if start == end:
        return start, end, [], [], []
    changes = [t for t in clock.changes(start, end, 1800) if t < end]
    offsets = {clock.offset(start)} | {clock.offset(t) for t in changes}
    candidates = {u for o in offsets for u in range(start + (-(start + o)) % 900, end, 900)}
    readings = [(u, clock.reading(u)) for u in candidates]
    return start, end, changes, offsets, [(u, r) for u, r in readings if r % 900 == 0]


def within_day(clock, width, day):
    """The boundaries in [start, end) of one day, for widths below a day."""
    if day not in clock.days:
        clock.days[day] = day_facts(clock, day)
    start, end, changes, offsets, quarters = clock.days[day]
    if start == end:
        return []
    count = int(width.split()[0]) if " " in width else 1
    result = {start}
    if width.endswith("hours"):
        for hour in range(0, 24, count):
            reading = day * DAY + hour * 3600
            hits = [reading - o for o in offsets]
            hits = [u for u in hits if start <= u < end and clock.reading(u) == reading]
            jumps = [t for t in changes if clock.reading(t - 1) < reading < clock.reading(t)]
            result |= set([min(hits)] if hits else jumps)
        return sorted(result)
    step = 3600 if width == "hour" else 60 * count
    assert step % 900 == 0
    result |= {u for u, reading in quarters if reading % step == 0}
    result |= {t for t in changes if (clock.offset(t) - clock.offset(t - 1)) % 3600}
    return sorted(result)


def bucket(clock, width, u):
    day = clock.day_holding(u)
    if width in DATE_WIDTHS:
        first, after = bounds(width, day)
        return clock.start(first), clock.start(after)
    inner = within_day(clock, width, day)
    start = max(b for b in inner if b <= u)
    return start, min([b for b in inner if b > u] or [clock.start(day + 1)])


def boundaries(clock, width, first, last):
    """The boundaries of the buckets that the dates from first to last meet."""
    if width in DATE_WIDTHS:
        result = []
        day = bounds(width, first)[0]
        while True:
            u = clock.start(day)
            if not result or u != result[-1]:
                result.append(u)
            if day > last:
                return result
            day = bounds(width, day)[1]
    inner = [b for day in range(first, last + 1) for b in within_day(clock, width, day)]
    return inner + [clock.start(last + 1)]


def digest(numbers):
    h = len(numbers)
    for n in numbers:
        h = (h * 6364136223846793005 + n) & MASK
    return h


def spots(clock):
    return clock.changes(number(datetime.date(1970, 1, 1)) * DAY, number(datetime.date(2038, 1, 1)) * DAY, 4 * DAY)


def history(name):
    """The offsets of a zone from 1970 to 2037, with the changes around which to look."""
    clock = Clock(zoneinfo.ZoneInfo.no_cache(name))
    found = spots(clock)
    return (clock.offset(0), *((t, clock.offset(t)) for t in found)), [(t, clock.day_holding(t)) for t in found]


def wide_lines(name):
    clock = Clock(zoneinfo.ZoneInfo.no_cache(name))
    first, last = number(datetime.date(1970, 1, 1)), number(datetime.date(2037, 12, 31))
    return [f"dates\t{width}\t{digest(boundaries(clock, width, first, last))}" for width in WIDE_WIDTHS]


def near_lines(job):
    name, days = job
    clock = Clock(zoneinfo.ZoneInfo.no_cache(name))
    lines = []
    for day in days:
        parts = [f"near\t{date(day - 1)}\t{date(day + 1)}"]
        for width in NEAR_WIDTHS:
            parts.append(f"{width}\t{digest(boundaries(clock, width, day - 1, day + 1))}")
        lines.append("\t".join(parts))
    return lines


def folder():
    for path in zoneinfo.TZPATH:
        if os.path.isdir(path):
            return path
    sys.exit("no zone folder")


def live(names):
    step = int(names.pop().removeprefix("--every=")) if names and names[-1].startswith("--every=") else 1
    names = (names or sorted(zoneinfo.available_timezones()))[::step]
    with multiprocessing.Pool() as pool:
        # Zones with one history have the same buckets; so have changes at one instant between the same offsets.
        groups, near, known = {}, {}, set()
        for name, (key, found) in zip(names, pool.map(history, names, chunksize=8)):
            groups.setdefault(key, []).append(name)
            if len(groups[key]) > 1:
                continue
            offsets = [key[0]] + [offset for _, offset in key[1:]]
            near[name] = []
            for index, (t, day) in enumerate(found):
                others = tuple((o - t, offset) for o, offset in key[1:] if 0 < abs(o - t) < 12 * DAY)
                change = (t, offsets[index], offsets[index + 1], others)
                if change not in known:
                    known.add(change)
                    near[name].append(day)
        wides = pool.map(wide_lines, near.keys(), chunksize=4)
        nears = pool.map(near_lines, near.items(), chunksize=4)
        # Workers end by themselves: who runs us may have blocked the signal that would end them.
        pool.close()
        pool.join()
    for group, wide, lines in zip(groups.values(), wides, nears):
        print("\n".join(["\t".join(["zones", *group])] + wide + lines))


def slim(content):
    """The file of a zone whose rule holds since 2008, without those that it gives, and with
    an empty version 1 block."""
    header = lambda at: [int.from_bytes(content[at + 20 + 4 * k:at + 24 + 4 * k], "big") for k in range(6)]
    utc, std, leap, times, types, chars = header(0)
    second = 44 + times * 5 + types * 6 + chars + leap * 8 + std + utc
    utc, std, leap, times, types, chars = header(second)
    body = second + 44
    keep = [k for k in range(times) if int.from_bytes(content[body + 8 * k:body + 8 * k + 8], "big", signed=True) < 1199145600]
    stamps = b"".join(content[body + 8 * k:body + 8 * k + 8] for k in keep)
    kinds = bytes(content[body + 8 * times + k] for k in keep)
    rest = content[body + 9 * times:body + 9 * times + types * 6 + chars]
    footer = content[body + 9 * times + types * 6 + chars + leap * 12 + std + utc:]
    count = lambda *numbers: b"".join(n.to_bytes(4, "big") for n in numbers)
    narrow = content[:20] + count(0, 0, 0, 0, 1, 1) + bytes(7)
    return narrow + content[:20] + count(0, 0, 0, len(keep), types, chars) + stamps + kinds + rest + footer


def fixture():
    zones = []
    for name in FIXTURE_ZONES:
        with open(os.path.join(folder(), name), "rb") as file:
            content = file.read()
        clock = Clock(zoneinfo.ZoneInfo.no_cache(name))
        found = spots(clock)
        widths = {}
        for width in DATE_WIDTHS + NEAR_WIDTHS[2:]:
            patterns, order = [], []
            for t in found:
                day = clock.day_holding(t)
                assert clock.start(day) == clock.slow_start(day), (name, date(day))
                edges = bucket(clock, width, t - 1) + bucket(clock, width, t)
                pattern = [edge - t for edge in edges]
                if pattern not in patterns:
                    patterns.append(pattern)
                order.append(patterns.index(pattern))
            widths[width] = {"patterns": patterns, "order": order}
        zone = {"name": name, "bytes": base64.b64encode(content).decode()}
        if name in ("America/New_York", "Australia/Lord_Howe", "Europe/Dublin", "Europe/Berlin"):
            zone["slim"] = base64.b64encode(slim(content)).decode()
        zones.append(zone | {"changes": found, "widths": widths})
    with open(os.path.join(folder(), "tzdata.zi")) as file:
        release = file.readline().split()[-1]
    print("{")
    print(f' "release": "{release}",')
    print(' "zones": [')
    for index, zone in enumerate(zones):
        print(json.dumps(zone, separators=(",", ":")) + ("," if index + 1 < len(zones) else ""))
    print(" ]\n}")


def main():
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command == "fixture":
        fixture()
    elif command == "live":
        live(sys.argv[2:])
    elif command == "explain":
        clock = Clock(zoneinfo.ZoneInfo(sys.argv[2]))
        first, last = (number(datetime.date.fromisoformat(text)) for text in sys.argv[4:6])
        for u in boundaries(clock, sys.argv[3], first, last):
            print(u, datetime.datetime.fromtimestamp(u, UTC).isoformat(), clock.tz.key)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
