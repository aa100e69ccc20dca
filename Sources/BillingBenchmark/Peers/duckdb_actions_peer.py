"""DuckDB counting actions by type, an ENUM, and local day, week or month, on a file of its own.

idiom: date_trunc on TIMESTAMPTZ in the session's zone. halfhours: groups by type and whole half
hours of the instant first, and applies the rules of the zone to the few rows that are left; exact
where all offsets are multiples of half an hour.
"""

import worker
import duckdb_engine

HALF_HOUR = duckdb_engine.HALF_HOUR
connection = None


def prepare(line, folder, threads):
    global connection
    columns = {"t": worker.column(folder, "times.i64"), "k": worker.column(folder, "types.i64")}
    connection = duckdb_engine.opened(folder, "duckdb-actions.db", threads, columns, [
        f"CREATE TYPE kind AS ENUM ({', '.join(map(repr, worker.TYPES))})",
        "CREATE TABLE actions AS SELECT make_timestamptz(t) AS t, ('type-' || k)::kind AS k FROM columns"])
    return duckdb_engine.VERSION


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
    return duckdb_engine.answer(connection, text, 2)


worker.serve(prepare, query)
