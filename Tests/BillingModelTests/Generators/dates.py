#!/usr/bin/env python3
"""Writes dates.csv: dates and sums of months, computed by Python's datetime and calendar.

    day,DATE,DAYS SINCE 1970-01-01,ISO WEEKDAY
    months,DATE,MONTHS,RESULT      where RESULT is `refused` outside of years 1 to 9999

    python3 dates.py ../Fixtures
"""

import calendar
import random
import sys
from datetime import date
from pathlib import Path

chance = random.Random(1582)
rows = ["# written by Generators/dates.py"]
epoch = date(1970, 1, 1).toordinal()

days = {1, 59, 60, 61, 365, 366, epoch - 1, epoch, epoch + 1, date.max.toordinal()}
for year in (4, 100, 400, 1582, 1600, 1700, 1752, 1900, 2000, 2024, 2100, 9996):
    days |= {date(year, month, 28).toordinal() + step for month in (2, 12) for step in range(5)}
days |= {chance.randint(1, date.max.toordinal()) for _ in range(400)}
for day in sorted(day for day in days if day <= date.max.toordinal()):
    that = date.fromordinal(day)
    rows.append(f"day,{that.isoformat()},{day - epoch},{that.isoweekday()}")

cases = [(date(2024, 1, 31), months) for months in range(-14, 15)]
cases += [(date(1, 1, 31), -1), (date(1, 1, 31), 1), (date(9999, 12, 31), 1), (date(9999, 11, 30), 1)]
cases += [(date(1, 1, 1), 119_987), (date(1, 1, 1), 119_988), (date(9999, 12, 31), -119_987)]
cases += [(date(9999, 12, 31), -119_988), (date(2024, 2, 29), 12), (date(2024, 2, 29), 48), (date(2000, 2, 29), -1200)]
for _ in range(300):
    start = date.fromordinal(chance.randint(1, date.max.toordinal()))
    cases.append((start, chance.choice([chance.randint(-40, 40), chance.randint(-120_000, 120_000)])))
for start, months in cases:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if 1 <= year <= 9999:
        day = min(start.day, calendar.monthrange(year, month + 1)[1])
        result = date(year, month + 1, day).isoformat()
    else:
        result = "refused"
    rows.append(f"months,{start.isoformat()},{months},{result}")

(Path(sys.argv[1]) / "dates.csv").write_text("\n".join(rows) + "\n")
