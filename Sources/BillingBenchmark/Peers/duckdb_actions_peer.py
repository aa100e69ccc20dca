"""DuckDB counting actions by type, an ENUM, and local day, week or month, on a file of its own.

idiom: date_trunc on TIMESTAMPTZ in the session's zone. halfhours: groups by type and whole half
hours of the instant first, and applies the rules of the zone to the few rows that are left; exact
where all offsets are multiples of half an hour.
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
    connection = duckdb.connect(os.path.join(folder, "duckdb-actions.db"))
    connection.execute(f"SET threads={threads}")
    connection.execute("CREATE TYPE kind AS ENUM (" + ", ".join(f"'type-{n}'" for n in range(8)) + ")")
    columns = pyarrow.table({
        "t": worker.column(folder, "times.i64"), "k": worker.column(folder, "types.i64")})
    connection.register("columns", columns)
    connection.execute("""CREATE TABLE actions AS
        SELECT make_timestamptz(t) AS t, ('type-' || k)::kind AS k FROM columns""")
    connection.unregister("columns")
    connection.execute("CHECKPOINT")
    return duckdb.__version__


def query(request):
    connection.execute(f"SET TimeZone='{request['zone']}'")
    unit = request["unit"]
    if request["form"] == "idiom":
        text = f"""SELECT enum_code(k), epoch_us(b), c FROM
            (SELECT k, date_trunc('{unit}', t) b, count(*) c FROM actions GROUP BY k, b)"""
    else:
        text = f"""SELECT enum_code(k), epoch_us(b), sum(c)::BIGINT FROM
            (SELECT k, date_trunc('{unit}', make_timestamptz(h * {HALF_HOUR})) b, c FROM
            (SELECT k, epoch_us(t) // {HALF_HOUR} h, count(*) c FROM actions GROUP BY k, h))
            GROUP BY k, b"""
    columns, seconds = worker.timed(lambda: connection.execute(text).fetchnumpy())
    return list(columns.values()), 2, seconds


worker.serve(prepare, query)
