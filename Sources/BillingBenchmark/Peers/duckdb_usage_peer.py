"""DuckDB on a database file of its own, asked for the sums of levels of a fleet by date, a column for each metric."""

import worker
import duckdb_engine

connection = None


def prepare(line, folder, threads):
    global connection
    columns = {
        "metric": worker.column(folder, "metric.i32"), "date": worker.column(folder, "date.i64"),
        "v": worker.column(folder, "values.f64")}
    connection = duckdb_engine.opened(folder, "duckdb-usage.db", threads, columns, [
        "CREATE TABLE usage AS SELECT metric, date::INTEGER AS date, v FROM columns"])
    return duckdb_engine.VERSION


def query(request):
    text = "SELECT metric, date, sum(v) s FROM usage GROUP BY metric, date ORDER BY metric, date"
    (metrics, _, sums), keys, seconds = duckdb_engine.answer(connection, text, 0)
    return worker.by_metric(metrics, sums), keys, seconds


worker.serve(prepare, query)
