"""DuckDB taking rows into a database file of its own: one INSERT from Arrow a commit."""

import os

import worker
import duckdb_engine

rows = None
path = None
count = None


def prepare(line, folder, threads):
    global rows, path, count
    path = os.path.join(folder, "duckdb-ingest.db")
    count = threads
    arrow = duckdb_engine.pyarrow
    rows = arrow.table({
        "series": arrow.array(worker.column(folder, "series.i64")).cast(arrow.int32()),
        "t": arrow.array(worker.column(folder, "times.i64"), arrow.timestamp("us", tz="UTC")),
        "v": worker.column(folder, "values.f64")})
    return duckdb_engine.VERSION


def query(request):
    return duckdb_engine.ingested(
        path, count, ["CREATE TABLE samples (series INTEGER, t TIMESTAMPTZ, v DOUBLE)"],
        "INSERT INTO samples FROM commit", rows, 10_000,
        "SELECT series, count(*), sum(v) FROM samples GROUP BY series")


worker.serve(prepare, query)
