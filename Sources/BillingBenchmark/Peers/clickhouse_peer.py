"""ClickHouse, in process by chdb, on a MergeTree of its own.

idiom: toStartOfDay and its like in the zone. halfhours: groups by whole half hours of the instant
first, and applies the rules of the zone to the few rows that are left; exact where all offsets are
multiples of half an hour.
"""

import os

import worker

try:
    import pyarrow
    from chdb import session as chdb
except ImportError as error:
    worker.missing(error.name)

HALF_HOUR = 1_800_000_000
START = {"day": "toStartOfDay({}, '{}')", "week": "toStartOfWeek({}, 1, '{}')",
         "month": "toStartOfMonth({}, '{}')"}
session = None
threads_used = 1


def prepare(line, folder, threads):
    global session, threads_used
    threads_used = threads
    session = chdb.Session(os.path.join(folder, "clickhouse"))
    session.query("CREATE DATABASE d ENGINE = Atomic")
    order = "tuple()" if line == "W1u" else "t"
    session.query(f"CREATE TABLE d.samples (t DateTime64(6, 'UTC'), v Float64) ENGINE = MergeTree ORDER BY {order}")
    # The two files side by side would need a join, so they are put into one of rows.
    rows = os.path.join(folder, "rows.bin")
    import numpy
    both = numpy.empty(os.path.getsize(os.path.join(folder, "times.i64")) // 8,
                       dtype=[("t", numpy.int64), ("v", numpy.float64)])
    both["t"], both["v"] = worker.column(folder, "times.i64"), worker.column(folder, "values.f64")
    both.tofile(rows)
    session.query(f"""INSERT INTO d.samples SELECT fromUnixTimestamp64Micro(t, 'UTC'), v
        FROM file('{rows}', RowBinary, 't Int64, v Float64')""")
    os.remove(rows)
    session.query("OPTIMIZE TABLE d.samples FINAL")
    return str(session.query("SELECT version()", "CSV")).strip().strip('"')


def query(request):
    start = START[request["unit"]]
    figures = "count() c, sum(v) s, min(v) low, max(v) high, argMax(v, t) l"
    if request["form"] == "idiom":
        text = f"SELECT {start.format('t', request['zone'])} b, {figures} FROM d.samples GROUP BY b"
    else:
        text = f"""SELECT {start.format('toDateTime(h * 1800)', request['zone'])} b,
            sum(c), sum(s), min(low), max(high), argMax(l, last) FROM
            (SELECT intDiv(toUnixTimestamp64Micro(t), {HALF_HOUR}) h, {figures}, max(t) last
            FROM d.samples GROUP BY h) GROUP BY b"""
    text += f" SETTINGS max_threads={threads_used}"
    reply, seconds = worker.timed(lambda: session.query(text, "ArrowStream").bytes())
    table = pyarrow.ipc.open_stream(reply).read_all()
    columns = [table[name].combine_chunks() for name in table.column_names]
    return [instants(columns[0], request)] + [each.to_numpy(False) for each in columns[1:]], 1, seconds


def instants(starts, request):
    """The starts of buckets as microseconds; a week or month comes as a date."""
    if pyarrow.types.is_timestamp(starts.type):
        return starts.cast(pyarrow.timestamp("us", starts.type.tz)).cast(pyarrow.int64()).to_numpy(False)
    if pyarrow.types.is_integer(starts.type):
        numbers = starts.to_numpy(False).astype("int64")
        if request["unit"] == "day":
            return numbers * 1_000_000
        return midnights([int(each) for each in numbers], request["zone"])
    return midnights([each.toordinal() - 719_163 for each in starts.to_pylist()], request["zone"])


def midnights(days, zone):
    import datetime
    import zoneinfo

    info = zoneinfo.ZoneInfo(zone)
    dates = [datetime.date.fromordinal(719_163 + day) for day in days]
    return [int(datetime.datetime(d.year, d.month, d.day, tzinfo=info).timestamp()) * 1_000_000 for d in dates]


if __name__ == "__main__":
    worker.serve(prepare, query)
