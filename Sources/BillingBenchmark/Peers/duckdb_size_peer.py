"""What a database file of DuckDB takes once it is closed: rows in the order in which they come."""

import os

import worker
import duckdb_engine

COLUMNS = {
    "rows": {"series": "rows-series.i32", "t": "rows-times.i64", "v": "rows-values.f64"},
    "years": {"t": "years-times.i64", "v": "years-values.f64"},
    "fleet": {"tenant": "tenant.i32", "metric": "metric.i32", "t": "times.i64", "v": "values.f64"},
}
folder = None


def prepare(line, where, threads):
    global folder
    folder = where
    return duckdb_engine.VERSION


def query(request):
    path = os.path.join(folder, "duckdb-size.db")
    if os.path.exists(path):
        os.remove(path)
    columns = {name: worker.column(folder, file) for name, file in COLUMNS[request["data"]].items()}
    duckdb_engine.opened(folder, "duckdb-size.db", 2, columns, [
        "CREATE TABLE samples AS SELECT * REPLACE (make_timestamptz(t) AS t) FROM columns"]).close()
    return [[float(len(columns["t"]))]], 1, float(os.path.getsize(path))


worker.serve(prepare, query)
