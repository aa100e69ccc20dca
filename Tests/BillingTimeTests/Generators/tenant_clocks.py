"""Expected buckets of clocks that go from zone to zone, by scanning what Python's zoneinfo reads.

    python3 tenant_clocks.py > ../Fixtures/tenant-clocks.tsv

A clock reads at any instant what that of the zone in force reads. Every quarter of an hour and every move is looked at; no
part of the Swift algorithm is repeated here. All offsets are whole quarters of an hour in the years used.

A line `clock` has the first zone, then for each move its microsecond and zone. The lines after it are `skipped` with the dates
that the clock jumps over; `days` with pairs of a microsecond and the date of the day that holds it; `grid` with a width, the
first and the last date, and the number and a digest of the boundaries in microseconds.
"""

import datetime
import random
from bisect import bisect_left, bisect_right
from zoneinfo import ZoneInfo

SECOND, DAY = 1_000_000, 86_400_000_000
QUARTER = DAY // 96
EPOCH = datetime.date(1970, 1, 1)
MASK = (1 << 64) - 1
MARGIN = 4
ZONES = """
    UTC Africa/Cairo Africa/Casablanca America/Asuncion America/Caracas America/Havana America/Juneau America/New_York America/Nuuk
    America/Sao_Paulo America/Scoresbysund America/St_Johns Antarctica/Casey Antarctica/Troll Asia/Amman Asia/Gaza Asia/Kathmandu
    Asia/Pyongyang Asia/Tehran Australia/Lord_Howe Australia/Sydney Europe/Berlin Europe/Dublin Europe/Moscow Europe/Paris
    Pacific/Apia Pacific/Chatham Pacific/Kiritimati Pacific/Kwajalein
""".split()
HOURS = {f"{n} hours": n for n in (2, 3, 6, 12)}
STEPS = {"hour": 60, "30 minutes": 30, "15 minutes": 15}


def offset(name, instant):
    delta = datetime.datetime.fromtimestamp(instant // SECOND, ZoneInfo(name)).utcoffset()
    return (delta.days * 86_400 + delta.seconds) * SECOND


class Clock:
    def __init__(self, first, moves, low, high):
        self.instants = sorted({*range(low, high, QUARTER), *(at for at, _ in moves if low <= at < high)})
        self.offsets = []
        for instant in self.instants:
            name = first
            for at, zone in moves:
                if at <= instant:
                    name = zone
            self.offsets.append(offset(name, instant))
        self.readings = [instant + east for instant, east in zip(self.instants, self.offsets)]
        self.farthest = []
        for reading in self.readings:
            self.farthest.append(max(reading, self.farthest[-1]) if self.farthest else reading)

    def reach(self, reading):
        """The first instant at which the clock reads so much or more."""
        return self.instants[bisect_left(self.farthest, reading)]

    def start(self, day):
        return self.reach(day * DAY)


def first_days(width, first, last):
    """The first days of the buckets that the dates meet, and of the one after."""
    day, result = first, []
    starts = {
        "day": lambda d: True, "week": lambda d: d.weekday() == 0, "month": lambda d: d.day == 1,
        "cycle from day 31": lambda d: (d + datetime.timedelta(days=1)).day == 1 if d.month in (2, 4, 6, 9, 11) else d.day == 31,
    }[width]
    while not starts(EPOCH + datetime.timedelta(days=day)):
        day -= 1
    while True:
        if starts(EPOCH + datetime.timedelta(days=day)):
            result.append(day)
            if day > last:
                return result
        day += 1


def boundaries(clock, width, first, last):
    if width in ("day", "week", "month", "cycle from day 31"):
        return sorted({clock.start(day) for day in first_days(width, first, last)})
    low, high = clock.start(first), clock.start(last + 1)
    result = {clock.start(day) for day in range(first, last + 2)}
    if width in HOURS:
        step = HOURS[width] * DAY // 24
        result |= {clock.reach(reading) for reading in range(first * DAY, (last + 1) * DAY, step)}
    else:
        step = STEPS[width] * 60 * SECOND
        for place in range(1, len(clock.instants)):
            change = clock.offsets[place] - clock.offsets[place - 1]
            if clock.readings[place] % step == 0 or change % (DAY // 24):
                result.add(clock.instants[place])
    return sorted(instant for instant in result if low <= instant <= high)


def digest(numbers):
    result = len(numbers)
    for number in numbers:
        result = (result * 6364136223846793005 + number) & MASK
    return result


def changes(name, low, high):
    """The quarters of an hour in which the offset of a zone changes."""
    return [t for t in range(low, high, QUARTER) if offset(name, t) != offset(name, t - QUARTER)]


def histories():
    source = random.Random(20111230)
    for number in range(64):
        crosses = number % 4 == 1  # the date line to and fro, from UTC-11 to UTC+14, around midnight at first
        year = source.randrange(1996, 2010) if crosses else source.randrange(1980, 2037)
        if number % 8 == 0:
            year = {0: 2011, 8: 1993, 16: 1995}.get(number % 24, 2011)
        base = (datetime.date(year, 1, 1) - EPOCH).days * DAY + source.randrange(365 * 96) * QUARTER
        first = "Pacific/Apia" if crosses else source.choice(ZONES)
        if crosses:
            base += 11 * DAY // 24 - base % DAY - source.randrange(-1, 6) * QUARTER
        moves, last, at = [], first, base
        for step in range(source.randrange(1, 6)):
            pool = ["Pacific/Apia", "Pacific/Kiritimati"] if crosses else ZONES
            zone = source.choice([name for name in pool if name != last])
            if number % 3 == 2:  # inside or beside a change of either zone
                near = changes(last, at, at + 240 * DAY) or changes(zone, at, at + 240 * DAY)
                if near:
                    at = near[0] + source.randrange(-8, 9) * QUARTER
            if number % 8 == 0 and step == 0:  # beside a date that the zone itself skips
                first = last = {2011: "Pacific/Apia", 1993: "Pacific/Kwajalein", 1995: "Pacific/Kiritimati"}[year]
                dates = {2011: (2011, 12, 30), 1993: (1993, 8, 21), 1995: (1994, 12, 31)}[year]
                at = (datetime.date(*dates) - EPOCH).days * DAY + source.randrange(-120, 120) * QUARTER
                zone = source.choice([name for name in ZONES if name != last])
            if source.random() < 0.3:
                at += source.randrange(1, QUARTER)
            at = max(at, moves[-1][0] + 1) if moves else at
            moves.append((at, zone))
            last = zone
            # Right after each other, within days, or months apart.
            at += source.choice([1, QUARTER, 3 * DAY // 24, source.randrange(1, 200) * QUARTER, 40 * DAY])
            at -= 0 if source.random() < 0.5 else at % QUARTER
        yield first, moves


def main():
    for first, moves in histories():
        print("\t".join(["clock", first, *(f"{at} {zone}" for at, zone in moves)]))
        days = [at // DAY for at, _ in moves]
        low, high = min(days) - MARGIN, max(days) + MARGIN
        wide = 100
        clock = Clock(first, moves, (low - wide) * DAY, (high + wide) * DAY)
        skipped = [day for day in range(low, high + 1) if clock.start(day) == clock.start(day + 1)]
        print("\t".join(["skipped", *(str(EPOCH + datetime.timedelta(days=day)) for day in skipped)]))
        starts = [clock.start(day) for day in range(low - 3, high + 4)]
        pairs = []
        for at, _ in moves:
            for instant in (at - 1, at, at + 1, at + DAY // 2):
                day = low - 3 + bisect_right(starts, instant) - 1
                pairs.append(f"{instant} {EPOCH + datetime.timedelta(days=day)}")
        print("\t".join(["days", *pairs]))
        for width in ["day", "week", "month", "cycle from day 31", *HOURS, *STEPS]:
            found = boundaries(clock, width, low, high)
            dates = f"{EPOCH + datetime.timedelta(days=low)}\t{EPOCH + datetime.timedelta(days=high)}"
            print(f"grid\t{width}\t{dates}\t{len(found)}\t{digest(found)}")


if __name__ == "__main__":
    main()
