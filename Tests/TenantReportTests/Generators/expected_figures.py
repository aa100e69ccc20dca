#!/usr/bin/env python3
"""Computes the figures of the main job from the CSV of departures, by other means than the package.

Plain sets, dates and fractions over Python's own zoneinfo: slow and obvious. The result is the fixture that
the tests of `tenant-report` compare with.

    expected_figures.py flights-2013-sample.csv expected-figures.json
    expected_figures.py --compact flights-2013.csv.gz expected-figures-full.json
    expected_figures.py --check flights-2013-sample.csv expected-figures.json

With `--check` nothing is written; the exit status says whether the fixture holds what the CSV gives.

How a row is read: a carrier is a tenant, a tail a device and its asset. A row with `delay_minutes` is that
device reporting at the scheduled instant. A row is one action: `alert` if the delay is more than 15 minutes,
`notification` if `delay_minutes` is empty, else `automation`; also if it has no tail. The file is complete for
2013 in America/New_York: a day without rows is a day of zeros.

Fractions are `[numerator, denominator]`; means are as summed and not reduced. `percent` is a fraction, 100 for
the whole; `rounded` is the same to one decimal, half away from zero. Peaks name their earliest day. Figures
that do not exist are null. `dates` and `zones` are of the carrier with most events, which `largest` names.

The change of a gauge is from the value of the day before a window (`carriedIn`). Of actions, `change` is the
difference of the sums, and `percent` compares their averages per covered day. The invoice issued at the very
instant of `now` is counted apart (`invoicesAtNow`).
"""

import argparse
import csv
import gzip
import json
import sys
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

HOME = ZoneInfo("America/New_York")
YEAR = 2013
CATEGORIES = ("automation", "alert", "notification")
COUNTS = CATEGORIES + ("actions",)
GAUGES = ("assets", "devicesLinked", "devicesReporting")
DEVICE_PRICE = Decimal("2.00")
ACTION_PRICE = Decimal("0.01")
ONE_DAY = timedelta(days=1)


# Reading


def read(path):
    """The rows as (instant, carrier, tail, origin, destination, delay or None), checked and in file order."""
    opener = gzip.open if path.endswith(".gz") else open
    rows = []
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            instant = datetime.strptime(line["scheduled"], "%Y-%m-%dT%H:%MZ").replace(tzinfo=timezone.utc)
            delay = int(line["delay_minutes"]) if line["delay_minutes"] else None
            rows.append((instant, line["carrier"], line["tail"], line["origin"], line["dest"], delay))
    assert len({row[:5] for row in rows}) == len(rows), "an event's id is unique"
    assert all(row[2] or row[5] is None for row in rows), "whoever reports has a tail"
    return rows


def category(delay):
    if delay is None:
        return "notification"
    return "alert" if delay > 15 else "automation"


# Dates


def midnight(day, zone):
    """The start of a local date; the zones used here have no transition at midnight in 2013."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(timezone.utc)


def seconds(day, zone):
    """The length of a local date: 82,800, 86,400 or 90,000 here."""
    return int((midnight(day + ONE_DAY, zone) - midnight(day, zone)).total_seconds())


def text(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def month_start(day, months=0):
    """The first date of the month so many months later."""
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def dates(first, end):
    return [first + ONE_DAY * n for n in range((end - first).days)]


# Numbers


def fraction(numerator, denominator):
    return None if denominator == 0 else [numerator, denominator]


def reduced(value):
    return None if value is None else [value.numerator, value.denominator]


def as_fraction(pair):
    return None if pair is None else Fraction(*pair)


def one_decimal(value):
    """Half away from zero, as text; decided exactly."""
    if value is None:
        return None
    tenths = int(abs(value) * 10 + Fraction(1, 2))
    sign = "-" if value < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"


def change(value, base):
    """The difference of two values and its percent, each only where it exists."""
    if value is None or base is None:
        return {"change": None, "percent": None, "rounded": None}
    difference = Fraction(value) - Fraction(base)
    percent = None if base == 0 else difference * 100 / Fraction(base)
    return {"change": reduced(difference), "percent": reduced(percent), "rounded": one_decimal(percent)}


def growth(value, days, base, base_days):
    """The difference of two sums, and in percent that of their averages per day."""
    if value is None or base is None:
        return change(None, None)
    averages = change(Fraction(value, days), Fraction(base, base_days))
    return {**averages, "change": change(value, base)["change"]}


def peak(values):
    """The highest of (day, value) and its earliest day."""
    if not values:
        return None, None
    best = max(value for _, value in values)
    return best, next(day for day, value in values if value == best).isoformat()


# One tenant


class Tenant:
    """The rows of one carrier, read in one zone, and what they say about each local date."""

    def __init__(self, rows, zone):
        self.zone = zone
        # Complete from here to there; only days and months that lie inside as a whole count as covered.
        self.covered_from = midnight(date(YEAR, 1, 1), HOME)
        self.covered_to = midnight(date(YEAR + 1, 1, 1), HOME)
        self.actions = defaultdict(Counter)
        self.active = defaultdict(set)
        self.hours = defaultdict(Counter)
        for instant, _, tail, _, _, delay in rows:
            day = instant.astimezone(zone).date()
            self.actions[day][category(delay)] += 1
            self.actions[day]["actions"] += 1
            self.hours[day][int((instant - midnight(day, zone)).total_seconds()) // 3600] += 1
            if delay is not None:
                self.active[day].add(tail)
        self.first = self.covered_from.astimezone(zone).date()
        self.last = (self.covered_to - timedelta(microseconds=1)).astimezone(zone).date()
        self.days = dates(self.first, self.last + ONE_DAY)
        self.daily = {name: {} for name in GAUGES + COUNTS + ("dailyActiveDevices", "monthlyActiveDevices")}
        seen = set()
        month = set()
        for day in self.days:
            if day.day == 1:
                month = set()
            seen |= self.active[day]
            month |= self.active[day]
            window = set().union(*(self.active[day - ONE_DAY * n] for n in range(30)))
            self.daily["assets"][day] = len(seen)
            self.daily["devicesLinked"][day] = len(seen)
            self.daily["devicesReporting"][day] = len(window)
            self.daily["dailyActiveDevices"][day] = len(self.active[day])
            self.daily["monthlyActiveDevices"][day] = len(month)
            for name in COUNTS:
                self.daily[name][day] = self.actions[day][name]

    def covered(self, first, end):
        """Whether the file is complete for the local dates from first up to end, all of them."""
        return self.covered_from <= midnight(first, self.zone) and midnight(end, self.zone) <= self.covered_to

    def sum(self, name, days):
        return sum(self.daily[name][day] for day in days)

    # Screens

    def day_rows(self):
        rows = {"first": self.first.isoformat(), "count": len(self.days)}
        return rows | {name: [values[day] for day in self.days] for name, values in self.daily.items()}

    def week_rows(self):
        """By week from Monday; the first and last one hold only their days of the year."""
        weeks = defaultdict(list)
        for day in self.days:
            weeks[day - ONE_DAY * day.weekday()].append(day)
        result = {"first": min(weeks).isoformat(), "count": len(weeks)}
        for name in GAUGES:
            result[name] = [self.daily[name][days[-1]] for days in weeks.values()]
        result["distinctDevices"] = [
            len(set().union(*(self.active[day] for day in days))) for days in weeks.values()
        ]
        return result | {name: [self.sum(name, days) for days in weeks.values()] for name in COUNTS}

    def hour_rows(self, day):
        """Actions by elapsed hour of one local date: 23, 24 or 25 of them."""
        return [self.hours[day][n] for n in range(seconds(day, self.zone) // 3600)]

    def months(self):
        starts = sorted({month_start(day) for day in self.days})
        spans = [[day for day in self.days if month_start(day) == start] for start in starts]
        ends = [span[-1] for span in spans]
        result = {"first": starts[0].isoformat(), "count": len(starts)}
        result["covered"] = [self.covered(start, month_start(start, 1)) for start in starts]
        for name in GAUGES + ("monthlyActiveDevices",):
            result[name] = [self.daily[name][end] for end in ends]
        for name in GAUGES:
            result[name + "TimeWeighted"] = [self.time_weighted(name, span) for span in spans]
        result["dailyActiveDevicesMean"] = [self.mean("dailyActiveDevices", span) for span in spans]
        for name in COUNTS:
            result[name] = [self.sum(name, span) for span in spans]
        result["activityLevel"] = [
            fraction(self.daily["monthlyActiveDevices"][end], self.daily["devicesLinked"][end])
            for end in ends
        ]
        result["stickiness"] = [
            self.stickiness(span, self.daily["monthlyActiveDevices"][span[-1]]) for span in spans
        ]
        return result

    def mean(self, name, days):
        return fraction(self.sum(name, days), len(days))

    def stickiness(self, days, figure):
        """The mean daily figure over one of the month's end."""
        return None if figure == 0 else [self.sum("dailyActiveDevices", days), len(days) * figure]

    def time_weighted(self, name, days):
        """Each daily value holds for its whole local date."""
        lengths = [seconds(day, self.zone) for day in days]
        return fraction(sum(self.daily[name][d] * length for d, length in zip(days, lengths)), sum(lengths))

    def window(self, now_month, n):
        """The table's figures over the n complete months before the month that holds now."""
        months = [month_start(now_month, -k) for k in range(n, 0, -1)]
        held = [m for m in months if self.covered(m, month_start(m, 1))]
        days = [d for m in held for d in dates(m, month_start(m, 1))]
        before = [month_start(months[0], -k) for k in range(n, 0, -1)]
        before_held = [m for m in before if self.covered(m, month_start(m, 1))]
        before_days = [d for m in before_held for d in dates(m, month_start(m, 1))]
        comparable = len(held) == n
        has_base = comparable and len(before_held) == n
        rows = {}
        for name in GAUGES:
            values = [(d, self.daily[name][d]) for d in days]
            last = values[-1][1] if values else None
            carried = self.daily[name].get(days[0] - ONE_DAY) if comparable else None
            if comparable and not self.covered(days[0] - ONE_DAY, days[0]):
                carried = None
            highest, on = peak(values)
            rows[name] = {
                "value": last, "average": self.time_weighted(name, days), "peak": highest, "peakDate": on,
                "carriedIn": carried, **change(last, carried),
            }
        for name in COUNTS:
            value = self.sum(name, days) if held else None
            base = self.sum(name, before_days) if has_base else None
            highest, on = peak([(d, self.daily[name][d]) for d in days])
            rows[name] = {
                "value": value, "average": self.mean(name, days), "peak": highest, "peakDate": on,
                "before": base, **growth(value, len(days), base, len(before_days)),
            }
        name = "dailyActiveDevices"
        mean, base = self.mean(name, days), self.mean(name, before_days) if has_base else None
        highest, on = peak([(d, self.daily[name][d]) for d in days])
        rows[name] = {
            "value": None, "average": mean, "peak": highest, "peakDate": on, "before": base,
            **change(as_fraction(mean), as_fraction(base)),
        }
        name = "monthlyActiveDevices"
        ends = [month_start(m, 1) - ONE_DAY for m in held]
        values = [(d, self.daily[name][d]) for d in ends]
        last = values[-1][1] if values else None
        # The month-end just before the window is all that this change needs.
        previous = month_start(months[0], -1)
        base = None
        if comparable and self.covered(previous, months[0]):
            base = self.daily[name][months[0] - ONE_DAY]
        highest, on = peak(values)
        rows[name] = {
            "value": last, "average": fraction(sum(v for _, v in values), len(values)), "peak": highest,
            "peakDate": on, "before": base, **change(last, base),
        }
        linked = self.daily["devicesLinked"][ends[-1]] if ends else None
        mean_of_ends = as_fraction(rows[name]["average"])
        return {
            "months": n, "covered": len(held), "start": months[0].isoformat(), "end": now_month.isoformat(),
            "metrics": rows,
            "activityLevel": fraction(last, linked) if ends else None,
            "stickinessOfLastMonth": self.stickiness(
                dates(held[-1], month_start(held[-1], 1)), last) if ends else None,
            "stickinessOverLastMonthEnd": self.stickiness(days, last) if ends else None,
            "stickinessOverMeanMonthEnd": reduced(as_fraction(mean) / mean_of_ends) if mean_of_ends else None,
            "shares": {c: fraction(rows[c]["value"] or 0, rows["actions"]["value"] or 0) for c in CATEGORIES},
        }

    def report(self, on):
        """All screens at the end of one local date."""
        now = midnight(on + ONE_DAY, self.zone)
        now_month = month_start(on + ONE_DAY)
        to_date = [d for d in dates(now_month, on + ONE_DAY) if d in self.daily["assets"]]
        invoices = self.invoices()
        issued = [i for i in invoices if i["issuedAt"] < text(now)]
        return {
            "on": on.isoformat(), "now": text(now),
            "inventory": {name: self.daily[name][on] for name in GAUGES},
            "dailyActiveDevices": self.daily["dailyActiveDevices"][on],
            "monthlyActiveDevices": self.daily["monthlyActiveDevices"][on],
            "actionsToDate": {name: self.sum(name, [d for d in self.days if d <= on]) for name in COUNTS},
            "monthInProgress": {
                "month": now_month.isoformat(), "days": len(to_date),
                **{name: self.sum(name, to_date) if to_date else None for name in COUNTS},
                **{name: self.daily[name][on] if to_date else None for name in GAUGES},
                "dailyActiveDevicesMean": self.mean("dailyActiveDevices", to_date),
                "monthlyActiveDevices": self.daily["monthlyActiveDevices"][on] if to_date else None,
            },
            "windows": [self.window(now_month, n) for n in (3, 6, 12)],
            "invoicesBeforeNow": len(issued), "invoicedBeforeNow": total(issued),
            "invoicesAtNow": sum(i["issuedAt"] == text(now) for i in invoices),
        }

    def invoices(self):
        """One for each month, issued when the next one starts; oldest first, also those of 0.00."""
        result = []
        for n in range(12):
            month = date(YEAR, n + 1, 1)
            days = dates(month, month_start(month, 1))
            devices = self.daily["monthlyActiveDevices"][days[-1]]
            actions = self.sum("automation", days) + self.sum("alert", days)
            result.append({
                "month": month.isoformat(), "issuedAt": text(midnight(month_start(month, 1), self.zone)),
                "devices": devices, "actions": actions,
                "devicesAmount": str(devices * DEVICE_PRICE), "actionsAmount": str(actions * ACTION_PRICE),
                "total": str(devices * DEVICE_PRICE + actions * ACTION_PRICE),
            })
        return result


def total(invoices):
    return str(sum((Decimal(i["total"]) for i in invoices), Decimal("0.00")))


# The fixtures


def full(rows):
    """Everything, for each carrier; other dates and other zones for one."""
    by_carrier = defaultdict(list)
    for row in rows:
        by_carrier[row[1]].append(row)
    carriers = {}
    tenants = {}
    for name in sorted(by_carrier):
        tenant = tenants[name] = Tenant(by_carrier[name], HOME)
        invoices = tenant.invoices()
        carriers[name] = {
            "events": len(by_carrier[name]), "report": tenant.report(date(YEAR, 12, 31)),
            "days": tenant.day_rows(), "weeks": tenant.week_rows(), "months": tenant.months(),
            "invoices": invoices, "invoiced": total(invoices),
            "hours": {day: tenant.hour_rows(date.fromisoformat(day)) for day in ("2013-03-10", "2013-11-03")},
        }
    check(carriers["VX"])
    largest = max(by_carrier, key=lambda name: (len(by_carrier[name]), name))
    other = ("2013-01-20", "2013-02-15", "2013-03-10", "2013-03-31", "2013-06-30", "2013-07-01", "2013-11-03")
    return {
        "zone": HOME.key, "events": len(rows), "largest": largest, "carriers": carriers,
        "dates": {on: tenants[largest].report(date.fromisoformat(on)) for on in other},
        "zones": {name: foreign(by_carrier[largest], name, date(YEAR, 7, 15)) for name in (
            "Asia/Kathmandu", "Australia/Sydney", "UTC")},
    }


def foreign(rows, name, on):
    """Activity and actions at the end of a local date of another zone.

    The file is complete from New York's midnight, so the first local date of the year is not covered as a
    whole further east. Gauges are daily values of the tenant's own zone, and left out.
    """
    zone = ZoneInfo(name)
    now = midnight(on + ONE_DAY, zone)
    tenant = Tenant([row for row in rows if row[0] < now], zone)
    names = COUNTS + ("dailyActiveDevices", "monthlyActiveDevices")
    days = dates(tenant.first, on + ONE_DAY)
    months = tenant.months()
    ended = (on + ONE_DAY).month - 1
    windows = [tenant.window(month_start(on + ONE_DAY), n) for n in (3, 6, 12)]
    for window in windows:
        window["metrics"] = {key: row for key, row in window["metrics"].items() if key in names}
        del window["activityLevel"]
    return {
        "on": on.isoformat(), "now": text(now),
        "days": {"first": tenant.first.isoformat(), "count": len(days)}
        | {name: [tenant.daily[name][day] for day in days] for name in names},
        "months": {"first": months["first"], "count": ended, "covered": months["covered"][:ended]}
        | {name: months[name][:ended] for name in COUNTS + ("monthlyActiveDevices",)},
        "windows": windows,
    }


def compact(rows):
    """A few figures of each carrier at the end of the year, and of all of them together."""
    by_carrier = defaultdict(list)
    for row in rows:
        by_carrier[row[1]].append(row)
    carriers = {}
    for name in sorted(by_carrier):
        tenant = Tenant(by_carrier[name], HOME)
        months, invoices = tenant.months(), tenant.invoices()
        report = tenant.report(date(YEAR, 12, 31))
        carriers[name] = {
            "events": len(by_carrier[name]),
            "actions": report["actionsToDate"], "inventory": report["inventory"],
            "months": {key: months[key] for key in GAUGES + ("monthlyActiveDevices",) + COUNTS},
            "dailyActiveDevicesSum": tenant.sum("dailyActiveDevices", tenant.days),
            "invoices": [i["total"] for i in invoices], "invoiced": total(invoices),
        }
        if name == "VX":
            assert months["monthlyActiveDevices"] == [42, 41, 40, 50, 52, 52, 53, 52, 45, 48, 46, 43]
            assert total(invoices) == "1179.31"
    return {
        "zone": HOME.key, "events": len(rows), "carriers": carriers,
        "fleet": {
            "assetsSummed": sum(c["inventory"]["assets"] for c in carriers.values()),
            "assetsDistinct": len({row[2] for row in rows if row[5] is not None}),
            "actions": {n: sum(c["actions"][n] for c in carriers.values()) for n in COUNTS},
            "invoiced": str(sum((Decimal(c["invoiced"]) for c in carriers.values()), Decimal("0.00"))),
        },
    }


def check(vx):
    """Figures that were known before this script was written."""
    report, months, days = vx["report"], vx["months"], vx["days"]
    assert report["actionsToDate"] == {"automation": 4238, "alert": 893, "notification": 31, "actions": 5162}
    assert [months[name][6] for name in CATEGORIES] == [338, 148, 3]
    assert months["assets"] == [42, 43, 43, 50, 52, 53, 53, 53, 53, 53, 53, 53]
    assert months["devicesReporting"] == [42, 42, 40, 50, 52, 52, 53, 52, 45, 47, 46, 43]
    assert months["monthlyActiveDevices"] == [42, 41, 40, 50, 52, 52, 53, 52, 45, 48, 46, 43]
    active = dict(zip((d.isoformat() for d in dates(date(YEAR, 1, 1), date(YEAR + 1, 1, 1))),
                      days["dailyActiveDevices"]))
    assert len(active) == 365
    assert [active[f"2013-{day}"] for day in ("03-10", "11-03", "12-31")] == [9, 14, 13]
    three, six, twelve = (window["metrics"] for window in report["windows"])
    actions = [window["actions"] for window in (three, six, twelve)]
    assert [(row["value"], row["before"], row["rounded"]) for row in actions] == [
        (1399, 1431, "-2.2"), (2830, 2332, "19.4"), (5162, None, None),
    ]
    means = [w["dailyActiveDevices"]["average"] for w in (three, six, twelve)]
    assert means == [[1381, 92], [2806, 184], [5125, 365]]
    highest = twelve["dailyActiveDevices"]
    assert (highest["peak"], highest["peakDate"]) == (17, "2013-07-11")
    assert vx["invoices"][6]["total"] == "110.86" and vx["invoiced"] == "1179.31"
    assert [len(vx["hours"][day]) for day in ("2013-03-10", "2013-11-03")] == [23, 25]
    for day, hours in vx["hours"].items():
        assert sum(hours) == days["actions"][(date.fromisoformat(day) - date(YEAR, 1, 1)).days]


def dump(value, indent=0):
    """JSON in which whatever is short, or a list of numbers, stands on one line."""
    line = json.dumps(value, separators=(",", ":"))
    if len(line) <= 400 or (isinstance(value, list) and not any(isinstance(part, dict) for part in value)):
        return line
    pad, end = "  " * (indent + 1), "\n" + "  " * indent
    if isinstance(value, list):
        return "[\n" + ",\n".join(pad + dump(part, indent + 1) for part in value) + end + "]"
    parts = [f"{pad}{json.dumps(key)}: {dump(part, indent + 1)}" for key, part in value.items()]
    return "{\n" + ",\n".join(parts) + end + "}"


def main():
    parser = argparse.ArgumentParser(description="Computes the figures that tenant-report must print.")
    parser.add_argument("events", help="CSV of departures, plain or .gz")
    parser.add_argument("fixture", help="JSON file to write")
    parser.add_argument("--compact", action="store_true", help="only a few figures of each carrier")
    parser.add_argument("--check", action="store_true", help="write nothing, compare with the fixture")
    options = parser.parse_args()
    rows = read(options.events)
    result = dump(compact(rows) if options.compact else full(rows)) + "\n"
    if options.check:
        with open(options.fixture, encoding="utf-8") as file:
            if file.read() != result:
                sys.exit(f"{options.fixture} differs from what {options.events} gives")
    else:
        with open(options.fixture, "w", encoding="utf-8") as file:
            file.write(result)


if __name__ == "__main__":
    main()
