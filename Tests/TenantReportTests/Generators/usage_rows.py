#!/usr/bin/env python3
"""Makes up the usage rows and invoices of two tenants over 14 months, the same ones every time.

    usage_rows.py usage.csv usage-invoices.csv
    usage_rows.py --check usage.csv usage-invoices.csv

Acme moves from America/St_Johns to America/Halifax on 2025-09-15, and has no rows for the week from 2025-08-28;
2025-12-10 was restated, and the later report of the day stands first in the file. Borealis is in Australia/Lord_Howe; its
rows of 2026-01-05 were restated too, in the order of time, and some of its cells are empty, that of MAU on a month's
last day too. Each has invoices in its own currency; one of Acme is in another.
"""

import csv
import io
import random
import sys
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

HEADER = [
    "Tenant", "Tenant Name", "Time Zone", "Currency", "Date", "Assets", "Devices", "Daily Active Devices", "MAD",
    "users", "DAU", "Monthly Active Users", "Workflows", "Geo-fences", "Dashboards", "asset_groups",
    "SECURITY GROUPS", "Generated at",
]
FIRST, LAST = date(2025, 1, 1), date(2026, 2, 28)
MOVE = date(2025, 9, 15)
MISSING = {date(2025, 8, 28) + timedelta(days=n) for n in range(7)}


def zone_of(tenant, day):
    if tenant == "borealis":
        return "Australia/Lord_Howe"
    return "America/St_Johns" if day < MOVE else "America/Halifax"


def generated(tenant, day, hours):
    """The instant of a report so many hours after the day ended, on the clock of the tenant, with its offset."""
    zone = ZoneInfo(zone_of(tenant, day))
    after = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(days=1)
    return (after.astimezone(timezone.utc) + timedelta(hours=hours)).astimezone(zone).isoformat()


class Feed:
    """The numbers of one tenant, day after day."""

    def __init__(self, tenant, seed, scale):
        self.tenant, self.random = tenant, random.Random(seed)
        self.assets, self.users, self.scale = 40 * scale, 6 * scale, scale
        self.devices = 36 * scale
        self.fixed = [5 * scale, 9 * scale, 3 * scale, 4 * scale, 2 * scale]
        self.month, self.mad, self.mau = None, 0, 0

    def numbers(self, day):
        draw = self.random
        if draw.random() < 0.4:
            grown = draw.randint(-1, 2 * self.scale)
            self.assets += grown
            self.devices = min(self.assets, self.devices + grown)
        if draw.random() < 0.1:
            self.users += draw.choice([-1, 1, 2])
        if draw.random() < 0.08:
            self.fixed[draw.randrange(5)] += draw.choice([-1, 1, 1])
        if self.month != day.month:
            self.month, self.mad, self.mau = day.month, 0, 0
        busy = 0.3 if day.weekday() >= 5 else 0.8
        dad = round(self.devices * busy * draw.uniform(0.7, 1))
        dau = round(self.users * busy * draw.uniform(0.5, 1))
        self.mad = min(self.devices, max(dad, self.mad + draw.randint(0, 3)))
        self.mau = min(self.users, max(dau, self.mau + draw.randint(0, 1)))
        return [self.assets, self.devices, dad, self.mad, self.users, dau, self.mau] + self.fixed


def rows():
    feeds = [Feed("acme", 2025, 3), Feed("borealis", 1788, 1)]
    names = {"acme": ("Acme, Haulage", "CAD"), "borealis": ("Borealis “North”", "AUD")}
    day = FIRST
    while day <= LAST:
        for feed in feeds:
            tenant = feed.tenant
            numbers = [str(number) for number in feed.numbers(day)]
            if tenant == "acme" and day in MISSING:
                continue
            if tenant == "borealis":
                if day in (date(2025, 11, 30), date(2026, 2, 11)):
                    numbers[6] = ""
                if day.month == 5 and day.day < 20:
                    numbers[9] = ""
            name, currency = names[tenant]
            front = [tenant, name, zone_of(tenant, day), currency, day.isoformat()]
            row = front + numbers + [generated(tenant, day, 2.25)]
            restated = [str(int(number) + 11 if number else 0) for number in numbers]
            if tenant == "acme" and day == date(2025, 12, 10):
                yield front + restated + [generated(tenant, day, 80)]
            yield row
            if tenant == "borealis" and day == date(2026, 1, 5):
                yield front + restated + [generated(tenant, day, 30)]
        day += timedelta(days=1)


def invoices():
    yield ["Tenant", "Invoice Number", "Date and Time", "Total Paid", "Currency", "Time Zone"]
    for tenant, currency, price in [("acme", "CAD", 31250), ("borealis", "AUD", 11995)]:
        for index in range(14):
            year, month = 2025 + index // 12, index % 12 + 1
            issued = date(year + month // 12, month % 12 + 1, 1)
            number = f"{tenant[:1].upper()}-{year}{month:02}"
            cents = price + index * 137
            zone = zone_of(tenant, issued)
            yield [tenant, number, f"{issued} 09:30", f"{cents // 100}.{cents % 100:02}", currency, zone]
    yield ["acme", "A-SETUP", "2025-01-15T12:00:00Z", "500.00", "USD", ""]


def text(lines):
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(lines)
    return file.getvalue()


def main():
    check = "--check" in sys.argv
    paths = [argument for argument in sys.argv[1:] if argument != "--check"]
    for path, content in zip(paths, [text([HEADER, *rows()]), text(invoices())], strict=True):
        if check:
            with open(path, encoding="utf-8", newline="") as file:
                if file.read() != content:
                    sys.exit(f"{path} is not what this script makes up")
        else:
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(content)


if __name__ == "__main__":
    main()
