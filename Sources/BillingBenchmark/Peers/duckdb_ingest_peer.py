"""DuckDB taking rows into a database file of its own: one INSERT from Arrow a commit, which it
syncs, and a checkpoint at the end. What was written is read after the time is taken.
"""

import os
import time

import worker

try:
    import duckdb
    import pyarrow
except ImportError as error:
    worker.missing(error.name)

COMMIT = 10_000
rows = None
path = None
count = None


def prepare(line, folder, threads):
    global rows, path, count
    path = os.path.join(folder, "duckdb-ingest.db")
    count = threads
    times = pyarrow.array(worker.column(folder, "times.i64"), pyarrow.timestamp("us", tz="UTC"))
    rows = pyarrow.table({
        "series": pyarrow.array(worker.column(folder, "series.i64")).cast(pyarrow.int32()),
        "t": times, "v": worker.column(folder, "values.f64")})
    return duckdb.__version__


def query(request):
    for end in ["", ".wal"]:
        if os.path.exists(path + end):
            os.remove(path + end)
    commits = [rows.slice(start, COMMIT) for start in range(0, rows.num_rows, COMMIT)]
    start = time.perf_counter()
    connection = duckdb.connect(path)
    connection.execute(f"SET threads={count}")
    connection.execute("CREATE TABLE samples (series INTEGER, t TIMESTAMPTZ, v DOUBLE)")
    for commit in commits:
        connection.execute("INSERT INTO samples FROM commit")
    connection.execute("CHECKPOINT")
    connection.close()
    seconds = time.perf_counter() - start
    connection = duckdb.connect(path)
    columns = connection.execute(
        "SELECT series, count(*), sum(v) FROM samples GROUP BY series").fetchnumpy()
    connection.close()
    return list(columns.values()), 1, seconds


worker.serve(prepare, query)
