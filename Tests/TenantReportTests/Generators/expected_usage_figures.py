#!/usr/bin/env python3
"""Computes the figures of every screen from usage rows and invoices, by other means than the package.

    expected_usage_figures.py usage.csv usage-invoices.csv expected-usage-figures.json
    expected_usage_figures.py --check usage.csv usage-invoices.csv expected-usage-figures.json

With `--check` nothing is written; the exit status says whether the fixture holds what the files give.

The rules: a row is a snapshot of its date. Of two rows of one date the one that was generated later counts. An empty cell is
missing, and so is a date without a row: nothing is carried, because nothing says that the feed was complete. A date is as
long as on the clock of the tenant, which shows the time of the zone of its rows, from the start of the first date in a zone
on; a mean over time weighs each date by that. A gauge of a longer bucket is the value of its last date; a daily count of
distinct subjects has none, but a mean, a lowest and a highest; a count to date is that of the last date, and in a week that
two months share that of the last date of each, where null stands for one that is missing. Beside a missing level stands the
last one known before, of a count to date that of the same month. The table tells of complete calendar months, and compares a
gauge with the date before them.

Fractions are `[numerator, denominator]`; figures that do not exist are null.
"""

import csv
import json
import sys
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

COLUMNS = {
    "assets": "Assets", "devices.linked": "Devices", "dad": "Daily Active Devices", "mad": "MAD",
    "users": "users", "dau": "DAU", "mau": "Monthly Active Users", "workflows": "Workflows",
    "geofences": "Geo-fences", "dashboards": "Dashboards", "asset-groups": "asset_groups",
    "security-groups": "SECURITY GROUPS",
}
DISTINCT, TO_DATE = {"dad", "dau"}, {"mad", "mau"}
GAUGES = [name for name in COLUMNS if name not in DISTINCT | TO_DATE]
DAY = timedelta(days=1)


class Tenant:
    def __init__(self):
        self.rows, self.zones = {}, {}

    def value(self, name, day):
        row = self.rows.get(day)
        cell = row[1][COLUMNS[name]] if row else ""
        return int(cell) if cell else None


def read(path):
    tenants = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            tenant = tenants.setdefault(row["Tenant"], Tenant())
            day = date.fromisoformat(row["Date"])
            made = datetime.fromisoformat(row["Generated at"])
            if day not in tenant.rows or tenant.rows[day][0] < made:
                tenant.rows[day] = (made, row)
    for tenant in tenants.values():
        tenant.zones = {day: row["Time Zone"] for day, (_, row) in tenant.rows.items()}
    return tenants


class Clock:
    """A wall clock that shows one zone after the other."""

    def __init__(self, tenant):
        self.parts = []
        for day in sorted(tenant.zones):
            zone = ZoneInfo(tenant.zones[day])
            if not self.parts or zone != self.parts[-1][1]:
                self.parts.append((local_midnight(day, zone), zone))

    def midnight(self, day):
        """When the clock first shows a date: at its midnight, or where it jumps over that."""
        for place, (start, zone) in enumerate(self.parts):
            reached = local_midnight(day, zone) if place == 0 else max(start, local_midnight(day, zone))
            if place + 1 == len(self.parts) or reached < self.parts[place + 1][0]:
                return reached


def local_midnight(day, zone):
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(timezone.utc)


def midnight(day, clock):
    return clock.midnight(day)


def length(day, zone):
    return int((midnight(day + DAY, zone) - midnight(day, zone)).total_seconds())


def month_start(day, months=0):
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def days(first, end):
    return [first + DAY * n for n in range((end - first).days)]


def reduced(value):
    return None if value is None else [Fraction(value).numerator, Fraction(value).denominator]


def known(tenant, name, span):
    return [(day, value) for day in span if (value := tenant.value(name, day)) is not None]


def last_known(tenant, name, last):
    """The last value up to a date that has none itself; of a count to date within the month."""
    if tenant.value(name, last) is not None:
        return None
    earlier = [day for day in tenant.rows if day < last and tenant.value(name, day) is not None]
    if name in TO_DATE:
        earlier = [day for day in earlier if month_start(day) == month_start(last)]
    day = max(earlier, default=None)
    return day and {"value": tenant.value(name, day), "date": day.isoformat()}


def level_mean(values, zone):
    """The mean over the time of the dates that have a value."""
    weight = sum(length(day, zone) for day, _ in values)
    return Fraction(sum(value * length(day, zone) for day, value in values), weight) if weight else None


def mean(numbers):
    numbers = list(numbers)
    return sum(map(Fraction, numbers)) / len(numbers) if numbers else None


# Graph


def point(tenant, name, span, zone):
    values = known(tenant, name, span)
    numbers = [value for _, value in values]
    result = {"value": None, "minimum": None, "maximum": None, "mean": None, "parts": []}
    covered = sum(length(day, zone) for day, _ in values)
    whole = sum(length(day, zone) for day in span)
    result["coverage"] = reduced(Fraction(covered, whole)) if whole else None
    if name in TO_DATE:
        months = sorted({month_start(day) for day in span})
        if len(months) == 1:
            result["value"] = tenant.value(name, span[-1])
            result["known"] = last_known(tenant, name, span[-1])
        else:
            for month in months:
                last = [day for day in span if month_start(day) == month][-1]
                result["parts"].append(tenant.value(name, last))
        return result
    if name not in DISTINCT:
        result["value"] = tenant.value(name, span[-1])
        result["known"] = last_known(tenant, name, span[-1])
    if numbers:
        result["minimum"], result["maximum"] = min(numbers), max(numbers)
        if name in DISTINCT:
            result["mean"] = reduced(mean(numbers))
            result["value"] = numbers[0] if len(span) == 1 else None
        else:
            result["mean"] = reduced(level_mean(values, zone))
    return result


def graph(tenant, buckets, zone):
    return {
        "first": [span[0].isoformat() for span in buckets],
        "metrics": {name: [point(tenant, name, span, zone) for span in buckets] for name in COLUMNS},
    }


def weeks(span):
    """The days of each week from Monday, those at the ends as far as they lie in the span."""
    buckets = []
    for day in span:
        if not buckets or day.weekday() == 0:
            buckets.append([])
        buckets[-1].append(day)
    return buckets


# Table


def change(value, base):
    if value is None or base is None:
        return {"difference": None, "percent": None}
    difference = Fraction(value) - Fraction(base)
    percent = difference * 100 / abs(base) if base else None
    return {"difference": reduced(difference), "percent": reduced(percent)}


def peak(values):
    if not values:
        return {"value": None, "date": None}
    best = max(value for _, value in values)
    return {"value": best, "date": next(day for day, value in values if value == best).isoformat()}


def window(tenant, name, current, count, zone):
    months = [month_start(current, back) for back in range(-count, 0)]
    span = days(months[0], current)
    values = known(tenant, name, span)
    before = [month_start(current, back) for back in range(-2 * count, -count)]
    earlier = known(tenant, name, days(before[0], months[0]))

    def has_data(month):
        return bool(known(tenant, name, days(month, month_start(month, 1))))

    covered = sum(map(has_data, months))
    result = {"months": count, "covered": covered, "value": None, "change": change(None, None)}
    if name in TO_DATE:
        ends = known(tenant, name, [month_start(month, 1) - DAY for month in months])
        result["value"] = tenant.value(name, current - DAY)
        result["average"] = reduced(mean(value for _, value in ends))
        result["peak"] = peak(ends)
        if covered == count:
            result["change"] = change(result["value"], tenant.value(name, months[0] - DAY))
    elif name in DISTINCT:
        result["average"] = reduced(mean(value for _, value in values))
        result["peak"] = peak(values)
        if covered == count and all(map(has_data, before)):
            result["change"] = change(mean(value for _, value in values), mean(value for _, value in earlier))
    else:
        result["value"] = tenant.value(name, current - DAY)
        result["average"] = reduced(level_mean(values, zone))
        result["peak"] = peak(values)
        if covered == count:
            result["change"] = change(result["value"], tenant.value(name, months[0] - DAY))
    return result


def progress(tenant, name, current, on, zone):
    values = known(tenant, name, days(current, on + DAY))
    result = {"value": None, "average": None, "peak": {"value": None, "date": None}}
    if name not in DISTINCT and on >= current:
        result["value"] = tenant.value(name, on)
    if name not in TO_DATE:
        average = mean(value for _, value in values) if name in DISTINCT else level_mean(values, zone)
        result["average"], result["peak"] = reduced(average), peak(values)
    return result


def activity(tenant, current, all_name, monthly, daily):
    months = []
    for back in range(-12, 0):
        month = month_start(current, back)
        end = month_start(month, 1) - DAY
        whole, active = tenant.value(all_name, end), tenant.value(monthly, end)
        average = mean(value for _, value in known(tenant, daily, days(month, end + DAY)))
        level = Fraction(active, whole) if active is not None and whole else None
        sticky = average / active if active and average is not None else None
        months.append((level, sticky))
    windows = []
    for count in (3, 6, 12):
        part = months[-count:]
        windows.append({
            "level": reduced(mean(level for level, _ in part if level is not None)),
            "stickiness": reduced(mean(sticky for _, sticky in part if sticky is not None)),
        })
    return {
        "level": [reduced(level) for level, _ in months],
        "stickiness": [reduced(sticky) for _, sticky in months], "windows": windows,
    }


def table(tenant, on, zone):
    current = month_start(on + DAY)
    return {
        "on": on.isoformat(), "current": current.isoformat(),
        "metrics": {
            name: {
                "windows": [window(tenant, name, current, count, zone) for count in (3, 6, 12)],
                "progress": progress(tenant, name, current, on, zone),
            }
            for name in COLUMNS
        },
        "activity": {
            "device": activity(tenant, current, "devices.linked", "mad", "dad"),
            "user": activity(tenant, current, "users", "mau", "dau"),
        },
    }


# Inventory


def month_before(day):
    first = month_start(day, -1)
    last = (month_start(first, 1) - DAY).day
    # The end of a month is told from the end of the month before.
    is_last = (day + DAY).day == 1
    return first.replace(day=last if is_last else min(day.day, last))


def inventory(tenant, on):
    result = {}
    for name in GAUGES:
        value, base = tenant.value(name, on), tenant.value(name, month_before(on))
        result[name] = {"value": value, "known": last_known(tenant, name, on), **change(value, base)}
    return result


# Invoices


def invoices(path, name, now):
    result, totals = [], {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = row["Date and Time"]
            if text.endswith("Z"):
                issued = datetime.fromisoformat(text.replace("Z", "+00:00"))
            else:
                issued = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(row["Time Zone"]))
            issued = issued.astimezone(timezone.utc)
            if row["Tenant"] == name and issued < now:
                result.append((issued, row["Invoice Number"], row["Total Paid"], row["Currency"]))
                total = totals.setdefault(row["Currency"], [0, Decimal(0)])
                total[0] += 1
                total[1] += Decimal(row["Total Paid"])
    result.sort(reverse=True)
    return {
        "rows": [
            {
                "issued": issued.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "number": number, "paid": paid,
                "currency": code,
            }
            for issued, number, paid, code in result
        ],
        "totals": {code: {"invoices": count, "paid": str(paid)} for code, (count, paid) in totals.items()},
    }


def figures(usage, paid):
    result = {}
    for name, tenant in read(usage).items():
        on = max(tenant.rows)
        clock = Clock(tenant)
        span = days(min(tenant.rows), on + DAY)
        firsts = sorted({*map(month_start, span)})
        months = [[day for day in span if month_start(day) == month] for month in firsts]
        moves = [
            {"date": day.isoformat(), "zone": tenant.zones[day]}
            for day, before in zip(sorted(tenant.zones)[1:], sorted(tenant.zones))
            if tenant.zones[day] != tenant.zones[before]
        ]
        result[name] = {
            "name": tenant.rows[on][1]["Tenant Name"], "zone": tenant.zones[on], "moves": moves,
            "first": span[0].isoformat(), "on": on.isoformat(), "rows": len(tenant.rows),
            "days": {name: [tenant.value(name, day) for day in span] for name in COLUMNS},
            "weeks": graph(tenant, weeks(span), clock), "months": graph(tenant, months, clock),
            "tables": [
                table(tenant, day, clock)
                for day in (on, date(2026, 2, 17), date(2025, 9, 1))
            ],
            "inventories": {
                day.isoformat(): inventory(tenant, day)
                for day in (on, date(2025, 9, 2), date(2025, 9, 28))
            },
            "invoices": invoices(paid, name, midnight(on + DAY, clock)),
        }
    return {"tenants": result}


def main():
    check = "--check" in sys.argv
    usage, paid, path = [argument for argument in sys.argv[1:] if argument != "--check"]
    content = json.dumps(figures(usage, paid), separators=(",", ":"), ensure_ascii=False) + "\n"
    if not check:
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
        return
    with open(path, encoding="utf-8") as file:
        if file.read() != content:
            sys.exit(f"{path} is not what the files give")


if __name__ == "__main__":
    main()
