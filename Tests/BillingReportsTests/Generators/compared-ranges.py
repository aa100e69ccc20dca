#!/usr/bin/env python3
"""Writes Fixtures/compared-ranges.tsv: the two ranges of every comparison mode, by zoneinfo, slowly and day by day.

Run: python3 compared-ranges.py > ../Fixtures/compared-ranges.tsv
Columns: zone, period (two dates, both included, or two instants in seconds), now in seconds, mode,
then period start and end, base start and end in seconds, and k, or an error code.
"""
import random
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

ZONES = ["America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Asia/Beirut",
         "Africa/Cairo", "America/New_York", "Asia/Kathmandu", "UTC", "Europe/Dublin", "Pacific/Kwajalein",
         "America/Havana", "Antarctica/Troll"]
MODES = ["to-date", "previous-period", "equal-length", "same-weekdays", "same-last-year", "per-day"]
ONE = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def local(zone, second):
    return (EPOCH + timedelta(seconds=second)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def plain(moment):
    return int((moment.replace(tzinfo=timezone.utc) - EPOCH).total_seconds())


def first(low, high, holds):
    """The first second in [low, high) at which something holds, looked for minute by minute."""
    for minute in range(low, high, 60):
        if holds(min(minute + 59, high - 1)) or holds(minute):
            for second in range(minute, min(minute + 60, high)):
                if holds(second):
                    return second
    return high


@lru_cache(maxsize=None)
def start(zone, day):
    """The earliest instant at which the clock reads 00:00 of the day, or jumps over it."""
    wanted = datetime(day.year, day.month, day.day)
    around = range(plain(wanted) - 30 * 3600, plain(wanted) + 30 * 3600, 900)
    offsets = {plain(local(zone, second)) - second for second in around}
    exact = [plain(wanted) - offset for offset in offsets if local(zone, plain(wanted) - offset) == wanted]
    if exact:
        return min(exact)
    return first(around.start, around.stop, lambda second: local(zone, second) >= wanted)


def exists(zone, day):
    return start(zone, day) < start(zone, day + ONE)


def days(low, high):
    """The dates from one to another, the last one left out."""
    return [low + n * ONE for n in range((high - low).days)]


def holding(zone, second):
    day = local(zone, second).date() - ONE
    while start(zone, day + ONE) <= second:
        day += ONE
    return day


def months_before(day, count):
    """The first of a month, so many months earlier."""
    number = day.year * 12 + day.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def previous(zone, low, high):
    if low.day == 1 and high.day == 1:
        return months_before(low, (high.year - low.year) * 12 + high.month - low.month), low
    return before(zone, low, high)


def before(zone, low, high):
    wanted = sum(exists(zone, day) for day in days(low, high))
    base = low
    while wanted:
        base -= ONE
        wanted -= exists(zone, base)
    return base, low


def year_before(day):
    return date(day.year - 1, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def ranges_of_dates(zone, low, high, now, mode):
    if mode == "to-date":
        base = previous(zone, low, high)
        ended = [day for day in days(low, high) if exists(zone, day) and start(zone, day + ONE) <= now]
        sides = [[day for day in days(*side) if exists(zone, day)] for side in ((low, high), base)]
        k = min(len(ended), *map(len, sides))
        bounds = []
        for side, begin in zip(sides, (low, base[0])):
            bounds += [start(zone, begin), start(zone, side[k - 1] + ONE) if k else start(zone, begin)]
        return bounds + [k]
    if mode in ("previous-period", "per-day"):
        base = previous(zone, low, high)
    elif mode == "equal-length":
        base = before(zone, low, high)
    elif mode == "same-weekdays":
        base = low - 7 * ONE, high - 7 * ONE
        while base[1] > low or not any(exists(zone, day) for day in days(*base)):
            base = base[0] - 7 * ONE, base[1] - 7 * ONE
    elif low.day == 1 and high.day == 1:
        base = months_before(low, 12), months_before(high, 12)
    else:
        base = year_before(low), year_before(high - ONE) + ONE
        if not any(exists(zone, day) for day in days(*base)):
            return ["unsupported"]
    return [start(zone, low), start(zone, high), start(zone, base[0]), start(zone, base[1])]


def at(zone, day, reading):
    """The first instant of a day at which the clock stands so far after 00:00, or jumps over that."""
    low, high = start(zone, day), start(zone, day + ONE)
    wanted = datetime(day.year, day.month, day.day) + reading
    found = first(low, high, lambda second: local(zone, second) == wanted)
    exact = [second for second in {plain(wanted) - (plain(local(zone, s)) - s) for s in range(low, high, 900)}
             if low <= second < high and local(zone, second) == wanted]
    assert not exact or min(exact) <= found
    if exact:
        return min(exact)
    return first(low, high, lambda second: local(zone, second) >= wanted)


def ranges_of_instants(zone, low, high, mode):
    first_day, last_day = holding(zone, low), holding(zone, high)
    if start(zone, first_day) == low and start(zone, last_day) == high:
        return None
    if mode == "to-date":
        return ["unsupported"]
    if mode in ("previous-period", "equal-length", "per-day"):
        return [low, high, low - (high - low), low]
    readings = [local(zone, second) - datetime(day.year, day.month, day.day)
                for second, day in ((low, first_day), (high, last_day))]
    if mode == "same-weekdays":
        weeks = 1
        while True:
            base = [at(zone, day - 7 * weeks * ONE, reading)
                    for day, reading in zip((first_day, last_day), readings)]
            if base[0] < base[1] <= low:
                return [low, high] + base
            weeks += 1
    end = year_before(last_day)
    if (last_day.month, last_day.day) == (2, 29) and first_day < last_day:
        end += ONE
    base = [at(zone, year_before(first_day), readings[0]), at(zone, end, readings[1])]
    return [low, high] + base if base[0] < base[1] else ["unsupported"]


def special_days(zone):
    """Dates near which the clock of a zone changes, and leap days."""
    found = [date(year, 2, 29) for year in (1988, 1996, 2000, 2012, 2020)]
    for number in range(3650, 19700):
        noon = number * 86400
        if local(zone, noon) - local(zone, noon - 86400) != ONE:
            found.append(local(zone, noon).date())
    return found


def main():
    random.seed(20260401)
    lines = []
    for zone in ZONES:
        special = special_days(zone)
        for _ in range(22):
            middle = random.choice(special) + random.randint(-9, 9) * ONE
            if random.random() < 0.3:
                low = months_before(middle, 0)
                high = months_before(low, -random.choice([1, 1, 2, 3, 12]))
            else:
                low = middle
                high = low + random.choice([1, 1, 2, 5, 7, 8, 10, 28, 30, 31, 45, 100]) * ONE
            if not any(exists(zone, day) for day in days(low, high)):
                continue
            now = start(zone, low + random.randint(-2, (high - low).days + 2) * ONE) + random.choice([0, -1, 1, 40000])
            for mode in MODES:
                found = ranges_of_dates(zone, low, high, now, mode)
                lines.append([zone, low, high - ONE, now, mode] + found)
        for _ in range(14):
            day = random.choice(special) + random.randint(-1, 8) * ONE
            low = start(zone, day) + random.randint(-4 * 3600, 28 * 3600)
            high = low + random.choice([60, 3600, 5400, 86400, 90000, 300000, 604800, 700000, 2592000])
            for mode in MODES:
                found = ranges_of_instants(zone, low, high, mode)
                if found:
                    lines.append([zone, low, high, high, mode] + found)
    # Leap days, written out for one zone.
    for low, high in [(date(2024, 2, 29), date(2024, 3, 1)), (date(2024, 2, 1), date(2024, 3, 1)),
                      (date(2023, 2, 1), date(2023, 3, 1)), (date(2025, 2, 15), date(2025, 3, 15)),
                      (date(2024, 2, 28), date(2024, 3, 2)), (date(2012, 12, 30), date(2012, 12, 31))]:
        for mode in MODES:
            for zone in ("America/New_York", "Pacific/Apia"):
                now = start(zone, high)
                lines.append([zone, low, high - ONE, now, mode] + ranges_of_dates(zone, low, high, now, mode))
    for line in lines:
        print("\t".join(map(str, line)))


main()
