"""DuckDB on a database file of its own, asked for months of the series of a fleet.

idiom: date_trunc on TIMESTAMPTZ in the session's zone. halfhours: joins a table that says the month
of each half hour; exact where all offsets are multiples of half an hour.
"""

import json
import os
import sys
import time

import worker
import duckdb_engine

connection = None
path = None


def prepare(line, folder, threads):
    global connection, path
    path = os.path.join(folder, "duckdb-fleet.db")
    columns = {
        "tenant": worker.column(folder, "tenant.i32"), "metric": worker.column(folder, "metric.i32"),
        "t": worker.column(folder, "times.i64"), "v": worker.column(folder, "values.f64")}
    connection = duckdb_engine.opened(folder, "duckdb-fleet.db", threads, columns, [
        """CREATE TABLE samples AS
        SELECT tenant, metric::TINYINT AS metric, make_timestamptz(t) AS t, v FROM columns"""])
    connection.execute(f"SET TimeZone='{worker.ZONE}'")
    if line == "S3":
        connection.close()  # Other processes open the file.
    return duckdb_engine.VERSION


def query(request):
    if request.get("fresh") == "yes":
        return worker.first_answer(__file__, path, request)
    return duckdb_engine.answer(connection, question(request), 3)


def print_first_answer(path, tenant):
    """In a process that knows nothing yet: opens the file and asks about one tenant."""
    start = time.perf_counter()
    connection = duckdb_engine.duckdb.connect(path, read_only=True)
    connection.execute(f"SET TimeZone='{worker.ZONE}'")
    columns = connection.execute(question({"which": tenant, "form": "idiom"})).fetchnumpy()
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "columns": [each.tolist() for each in columns.values()]}))


def question(request):
    where = "" if request["which"] == "all" else f"WHERE tenant = {request['which']}"
    figures = "arg_max(v, t), avg(v), max(v)"
    if request["form"] == "idiom":
        return f"""SELECT tenant, metric, epoch_us(date_trunc('month', t)) b, {figures}
            FROM samples {where} GROUP BY ALL"""
    return f"""WITH {duckdb_engine.starts('month', 'samples')}
        SELECT tenant, metric, b, {figures} FROM samples
        JOIN starts ON epoch_us(t) // {duckdb_engine.HALF_HOUR} = starts.h {where} GROUP BY ALL"""


if len(sys.argv) == 3:
    print_first_answer(*sys.argv[1:])
else:
    worker.serve(prepare, query)
