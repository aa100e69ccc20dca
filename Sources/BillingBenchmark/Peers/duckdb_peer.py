"""DuckDB on a database file of its own.

idiom: date_trunc on TIMESTAMPTZ in the session's zone. halfhours: groups by whole half hours of the
instant first, and applies the rules of the zone to the few rows that are left; exact where all
offsets are multiples of half an hour.
"""

import worker
import duckdb_engine

HALF_HOUR = duckdb_engine.HALF_HOUR
connection = None


def prepare(line, folder, threads):
    global connection
    columns = {"t": worker.column(folder, "times.i64"), "v": worker.column(folder, "values.f64")}
    connection = duckdb_engine.opened(folder, "duckdb.db", threads, columns, [
        "CREATE TABLE samples AS SELECT make_timestamptz(t) AS t, v FROM columns"])
    return duckdb_engine.VERSION


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
    return duckdb_engine.answer(connection, text, 1)


worker.serve(prepare, query)
