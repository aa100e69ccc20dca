"""SQLite on rows in order of their key, asked for months of the series of one tenant of a fleet.

SQLite knows no zones: the boundaries of the months come as a table.
"""

import json
import os
import sqlite3
import sys
import time

import worker

connection = None
path = None

QUESTION = """
    SELECT metric, start, (SELECT v FROM samples AS s
        WHERE s.tenant = :tenant AND s.metric = g.metric AND s.t = g.last), mean, greatest FROM (
    SELECT metric, start, max(t) AS last, avg(v) AS mean, max(v) AS greatest FROM months JOIN samples
    ON tenant = :tenant AND metric = number AND t >= start AND t < finish GROUP BY metric, start) AS g"""


def prepare(line, folder, threads):
    global connection, path
    path = os.path.join(folder, "sqlite-fleet.db")
    connection = sqlite3.connect(path)
    connection.execute("""CREATE TABLE samples (tenant INTEGER, metric INTEGER, t INTEGER, v REAL,
        PRIMARY KEY (tenant, metric, t)) WITHOUT ROWID""")
    columns = [worker.column(folder, name) for name in ["tenant.i32", "metric.i32", "times.i64", "values.f64"]]
    step = 1_000_000
    for start in range(0, len(columns[0]), step):
        rows = zip(*(each[start:start + step].tolist() for each in columns))
        connection.executemany("INSERT INTO samples VALUES (?, ?, ?, ?)", rows)
    starts = worker.boundaries(int(columns[2].min()), int(columns[2].max()), "month", worker.ZONE).tolist()
    metrics = int(columns[1].max()) + 1
    connection.execute("CREATE TABLE months (number INTEGER, start INTEGER, finish INTEGER)")
    connection.executemany(
        "INSERT INTO months VALUES (?, ?, ?)",
        [(metric, *each) for metric in range(metrics) for each in zip(starts, starts[1:])])
    connection.commit()
    connection.execute("ANALYZE")
    connection.commit()
    return sqlite3.sqlite_version


def query(request):
    if request["which"] == "all":
        raise ValueError("rows of a whole fleet take minutes")
    if request.get("fresh") == "yes":
        return worker.first_answer(__file__, path, request)
    rows, seconds = worker.timed(lambda: asked(connection, request["which"]))
    return columns(rows, request["which"]), 3, seconds


def asked(connection, tenant):
    return connection.execute(QUESTION, {"tenant": int(tenant)}).fetchall()


def columns(rows, tenant):
    return [[int(tenant)] * len(rows), *map(list, zip(*rows))]


def print_first_answer(path, tenant):
    """In a process that knows nothing yet: opens the file and asks about one tenant."""
    start = time.perf_counter()
    rows = asked(sqlite3.connect(path), tenant)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "columns": columns(rows, tenant)}))


if len(sys.argv) == 3:
    print_first_answer(*sys.argv[1:])
else:
    worker.serve(prepare, query)
