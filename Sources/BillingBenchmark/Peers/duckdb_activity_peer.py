"""DuckDB on a database file of its own, asked for distinct users.

idiom: date_trunc on TIMESTAMPTZ in the session's zone. halfhours: joins a table that says the day or
month of each half hour, and counts distinct rows; exact where all offsets are multiples of half an hour.
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
columns = None


def prepare(line, folder, threads):
    global connection, columns
    connection = duckdb.connect(os.path.join(folder, "duckdb-activity.db"))
    connection.execute(f"SET threads={threads}")
    columns = pyarrow.table({
        "tenant": worker.column(folder, "tenant.i32"), "user_id": worker.column(folder, "user.i64"),
        "t": worker.column(folder, "times.i64")})
    load()
    connection.execute(f"SET TimeZone='{worker.ZONE}'")
    return duckdb.__version__


def load():
    connection.register("columns", columns)
    connection.execute("""CREATE OR REPLACE TABLE events AS
        SELECT tenant, user_id, make_timestamptz(t) AS t FROM columns""")
    connection.unregister("columns")
    connection.execute("CHECKPOINT")


def query(request):
    unit = request["unit"]
    if request["form"] == "idiom":
        text = f"""SELECT tenant, epoch_us(date_trunc('{unit}', t)) b, count(DISTINCT user_id)
            FROM events GROUP BY ALL"""
    else:
        text = f"""WITH starts AS (SELECT h, epoch_us(date_trunc('{unit}', make_timestamptz(h * {HALF_HOUR}))) b
            FROM (SELECT unnest(range((SELECT epoch_us(min(t)) // {HALF_HOUR} FROM events),
            (SELECT epoch_us(max(t)) // {HALF_HOUR} + 1 FROM events))) h))
            SELECT tenant, b, count(*) FROM (SELECT DISTINCT tenant, b, user_id FROM events
            JOIN starts ON epoch_us(t) // {HALF_HOUR} = starts.h) GROUP BY tenant, b"""

    def work():
        if request["ingest"] == "yes":
            load()
        return connection.execute(text).fetchnumpy()

    answer, seconds = worker.timed(work)
    return list(answer.values()), 2, seconds


worker.serve(prepare, query)
