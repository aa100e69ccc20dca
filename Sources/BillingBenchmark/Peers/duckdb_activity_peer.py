"""DuckDB on a database file of its own, asked for distinct users.

idiom: date_trunc on TIMESTAMPTZ in the session's zone. halfhours: joins a table that says the day or
month of each half hour, and counts distinct rows; exact where all offsets are multiples of half an hour.
"""

import worker
import duckdb_engine

CREATE = "CREATE OR REPLACE TABLE events AS SELECT tenant, user_id, make_timestamptz(t) AS t FROM columns"
connection = None
columns = None


def prepare(line, folder, threads):
    global connection, columns
    columns = {
        "tenant": worker.column(folder, "tenant.i32"), "user_id": worker.column(folder, "user.i64"),
        "t": worker.column(folder, "times.i64")}
    connection = duckdb_engine.opened(folder, "duckdb-activity.db", threads, columns, [CREATE])
    connection.execute(f"SET TimeZone='{worker.ZONE}'")
    return duckdb_engine.VERSION


def query(request):
    unit = request["unit"]
    if request["form"] == "idiom":
        text = f"""SELECT tenant, epoch_us(date_trunc('{unit}', t)) b, count(DISTINCT user_id)
            FROM events GROUP BY ALL"""
    else:
        text = f"""WITH {duckdb_engine.starts(unit, 'events')}
            SELECT tenant, b, count(*) FROM (SELECT DISTINCT tenant, b, user_id FROM events
            JOIN starts ON epoch_us(t) // {duckdb_engine.HALF_HOUR} = starts.h) GROUP BY tenant, b"""

    def work():
        if request["ingest"] == "yes":
            duckdb_engine.fill(connection, columns, [CREATE])
        return connection.execute(text).fetchnumpy()

    answer, seconds = worker.timed(work)
    return list(answer.values()), 2, seconds


worker.serve(prepare, query)
