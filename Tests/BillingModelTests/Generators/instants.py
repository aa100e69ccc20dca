#!/usr/bin/env python3
"""Writes instants.csv: instants as text and as microseconds since 1970, computed by Python's datetime, and
the nearest microseconds of binary numbers, computed by fractions.

    text,MICROSECONDS,TEXT         the one form that is written
    parse,MICROSECONDS,TEXT        another form that is read
    nearest,MICROSECONDS,BITS      seconds since 2001 as the bits of a binary64 number

    python3 instants.py ../Fixtures
"""

import random
import struct
import sys
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from math import floor
from pathlib import Path

chance = random.Random(9636)
epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
first = datetime(1, 1, 1, tzinfo=timezone.utc)
last = datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=timezone.utc)
tick = timedelta(microseconds=1)
lowest, highest = (first - epoch) // tick, (last - epoch) // tick
rows = ["# written by Generators/instants.py"]


def text(that):
    return that.strftime("%m-%dT%H:%M:%S") + f".{that.microsecond:06}Z"


whole = [first, last, epoch, epoch - tick, epoch + tick, first + tick, last - tick]
for year in (1, 4, 1582, 1600, 1899, 1900, 1969, 1970, 1972, 2000, 2016, 2024, 2038, 2100, 2200, 9999):
    whole.append(datetime(year, 12, 31, 23, 59, 59, 999_999, tzinfo=timezone.utc))
    whole.append(datetime(year, 2, 28, 12, tzinfo=timezone.utc))
for _ in range(400):
    whole.append(epoch + chance.randint(lowest, highest) * tick)
for that in whole:
    rows.append(f"text,{(that - epoch) // tick},{that.year:04}-{text(that)}")

for _ in range(300):
    offset = chance.choice([0, 15, 330, 345, -210, -570, 765, 840, -720, 1439, -1439, chance.randint(-1439, 1439)])
    that = epoch + chance.randint(lowest + 10**11, highest - 10**11) * tick
    digits = chance.randint(-1, 6)
    if digits < 0:
        that = that.replace(second=0, microsecond=0)
        clock = that.strftime("%m-%dT%H:%M")
    elif digits == 0:
        that = that.replace(microsecond=0)
        clock = that.strftime("%m-%dT%H:%M:%S")
    else:
        that = that.replace(microsecond=that.microsecond // 10 ** (6 - digits) * 10 ** (6 - digits))
        clock = that.strftime("%m-%dT%H:%M:%S.") + f"{that.microsecond:06}"[:digits]
    sign = "-" if offset < 0 else "+"
    zone = f"{sign}{abs(offset) // 60:02}:{abs(offset) % 60:02}" if offset or chance.random() < 0.5 else "Z"
    at = (that - epoch) // tick - offset * 60_000_000
    rows.append(f"parse,{at},{that.year:04}-{clock}{zone}")

reference = (datetime(2001, 1, 1, tzinfo=timezone.utc) - epoch) // tick


def nearest(seconds):
    at = floor(Fraction(seconds) * 1_000_000 + Fraction(1, 2)) + reference
    rows.append(f"nearest,{at},{struct.unpack('<Q', struct.pack('<d', seconds))[0]:016x}")


# Halves are exact in binary only at odd multiples of 1/128 second; they go to the later microsecond.
for seconds in (0.0, -0.0, 5e-324, -5e-324, 1 / 128, -1 / 128, 3 / 128, 1e9 + 1 / 128, -1e9 - 1 / 128, 0.4999e-6, 0.5001e-6,
                0.9999995001, 0.9999994999, -0.4999e-6, -0.5001e-6, 2.0**33 + 2.0**-19, -(2.0**33) - 2.0**-19):
    nearest(seconds)
for _ in range(300):
    nearest(chance.uniform(-978_307_200, 6_279_897_600))  # 1970 to 2200
    nearest(chance.uniform(-63_113_904_000, 252_423_993_599))  # 1 to 9999
    nearest(chance.uniform(-1e3, 1e3))

(Path(sys.argv[1]) / "instants.csv").write_text("\n".join(rows) + "\n")
