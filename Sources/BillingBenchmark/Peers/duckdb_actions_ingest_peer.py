"""DuckDB taking actions into a database file of its own: one INSERT from Arrow a commit, which it
syncs, and a checkpoint at the end. A primary key knows the ids. What was written is read after the
time is taken.
"""

import os
import time

import worker

try:
    import duckdb
    import pyarrow
except ImportError as error:
    worker.missing(error.name)

TYPES = [f"type-{number}" for number in range(8)]
rows = None
path = None
count = None


def prepare(line, folder, threads):
    global rows, path, count
    path = os.path.join(folder, "duckdb-actions-ingest.db")
    count = threads
    times = worker.column(folder, "times.i64")
    with open(os.path.join(folder, "ids.txt")) as file:
        ids = pyarrow.array(file.read().split("\n"))
    codes = pyarrow.array(worker.column(folder, "types.i64")).cast(pyarrow.int8())
    rows = pyarrow.table({
        "source": pyarrow.array(["platform"] * len(times)).dictionary_encode(), "id": ids,
        "t": pyarrow.array(times, pyarrow.timestamp("us", tz="UTC")),
        "type": pyarrow.DictionaryArray.from_arrays(codes, pyarrow.array(TYPES)),
        "category": pyarrow.array(["automation"] * len(times)).dictionary_encode(),
        "succeeded": pyarrow.array([1] * len(times), pyarrow.int64())})
    return duckdb.__version__


def query(request):
    for end in ["", ".wal"]:
        if os.path.exists(path + end):
            os.remove(path + end)
    size = int(request["commit"])
    commits = [rows.slice(start, size) for start in range(0, int(request["rows"]), size)]
    start = time.perf_counter()
    connection = duckdb.connect(path)
    connection.execute(f"SET threads={count}")
    connection.execute("CREATE TYPE kind AS ENUM (" + ", ".join(f"'{name}'" for name in TYPES) + ")")
    connection.execute("""CREATE TABLE actions (source VARCHAR, id VARCHAR, t TIMESTAMPTZ, type kind,
        category VARCHAR, succeeded BIGINT, PRIMARY KEY (source, id))""")
    for commit in commits:
        connection.execute("INSERT INTO actions FROM commit")
    connection.execute("CHECKPOINT")
    connection.close()
    seconds = time.perf_counter() - start
    connection = duckdb.connect(path)
    columns = connection.execute(
        "SELECT enum_code(type), count(*) FROM actions GROUP BY type").fetchnumpy()
    connection.close()
    return list(columns.values()), 1, seconds


worker.serve(prepare, query)
