"""DuckDB on a database file of its own.

idiom: date_trunc on TIMESTAMPTZ in the session's zone. halfhours: groups by whole half hours of the
instant first, and applies the rules of the zone to the few rows that are left; exact where all
offsets are multiples of half an hour.
"""

import os

import worker

try:
    import duckdb
    import pyarrow
except ImportError as error:
    worker.missing(error.name)

HALF_HOUR = 1_800_000_000
connection = None


def prepare(line, folder, threads):
    global connection
    connection = duckdb.connect(os.path.join(folder, "duckdb.db"))
    connection.execute(f"SET threads={threads}")
    columns = pyarrow.table({
        "t": worker.column(folder, "times.i64"), "v": worker.column(folder, "values.f64")})
    connection.register("columns", columns)
    connection.execute("CREATE TABLE samples AS SELECT make_timestamptz(t) AS t, v FROM columns")
    connection.unregister("columns")
    connection.execute("CHECKPOINT")
    return duckdb.__version__


def query(request):
    connection.execute(f"SET TimeZone='{request['zone']}'")
    unit = request["unit"]
    figures = "count(*) c, sum(v) s, min(v) low, max(v) high, arg_max(v, t) l"
    if request["form"] == "idiom":
        text = f"""SELECT epoch_us(b), c, s, low, high, l FROM
            (SELECT date_trunc('{unit}', t) b, {figures} FROM samples GROUP BY b)"""
    else:
        text = f"""SELECT epoch_us(b), sum(c)::BIGINT, sum(s), min(low), max(high), arg_max(l, last) FROM
            (SELECT date_trunc('{unit}', make_timestamptz(h * {HALF_HOUR})) b, * FROM
            (SELECT epoch_us(t) // {HALF_HOUR} h, {figures}, max(t) last FROM samples GROUP BY h))
            GROUP BY b"""
    columns, seconds = worker.timed(lambda: connection.execute(text).fetchnumpy())
    return list(columns.values()), 1, seconds


worker.serve(prepare, query)
