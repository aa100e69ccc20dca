"""DuckDB on a database file of its own, asked for the sums of levels of a fleet by date, a column for each metric."""

import os

import worker

try:
    import duckdb
    import pyarrow
except ImportError as error:
    worker.missing(error.name)

connection = None


def prepare(line, folder, threads):
    global connection
    connection = duckdb.connect(os.path.join(folder, "duckdb-usage.db"))
    connection.execute(f"SET threads={threads}")
    columns = pyarrow.table({
        "metric": worker.column(folder, "metric.i32"), "date": worker.column(folder, "date.i64"),
        "v": worker.column(folder, "values.f64")})
    connection.register("columns", columns)
    connection.execute("CREATE TABLE usage AS SELECT metric, date::INTEGER AS date, v FROM columns")
    connection.unregister("columns")
    connection.execute("CHECKPOINT")
    return duckdb.__version__


def query(request):
    text = "SELECT metric, date, sum(v) s FROM usage GROUP BY metric, date ORDER BY metric, date"
    answer, seconds = worker.timed(lambda: connection.execute(text).fetchnumpy())
    return worker.by_metric(answer["metric"], answer["s"]), 0, seconds


worker.serve(prepare, query)
