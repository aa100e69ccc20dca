"""DuckDB taking actions into a database file of its own: one INSERT from Arrow a commit. A primary key knows the ids."""

import os

import worker
import duckdb_engine

rows = None
path = None
count = None


def prepare(line, folder, threads):
    global rows, path, count
    path = os.path.join(folder, "duckdb-actions-ingest.db")
    count = threads
    arrow = duckdb_engine.pyarrow
    times = worker.column(folder, "times.i64")
    with open(os.path.join(folder, "ids.txt")) as file:
        ids = arrow.array(file.read().split("\n"))
    codes = arrow.array(worker.column(folder, "types.i64")).cast(arrow.int8())
    rows = arrow.table({
        "source": arrow.array(["platform"] * len(times)).dictionary_encode(), "id": ids,
        "t": arrow.array(times, arrow.timestamp("us", tz="UTC")),
        "type": arrow.DictionaryArray.from_arrays(codes, arrow.array(worker.TYPES)),
        "category": arrow.array(["automation"] * len(times)).dictionary_encode(),
        "succeeded": arrow.array([1] * len(times), arrow.int64())})
    return duckdb_engine.VERSION


def query(request):
    return duckdb_engine.ingested(
        path, count, [
            f"CREATE TYPE kind AS ENUM ({', '.join(map(repr, worker.TYPES))})",
            """CREATE TABLE actions (source VARCHAR, id VARCHAR, t TIMESTAMPTZ, type kind,
            category VARCHAR, succeeded BIGINT, PRIMARY KEY (source, id))"""],
        "INSERT INTO actions FROM commit", rows.slice(0, int(request["rows"])), int(request["commit"]),
        "SELECT enum_code(type), count(*) FROM actions GROUP BY type")


worker.serve(prepare, query)
