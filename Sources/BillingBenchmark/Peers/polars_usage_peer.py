"""Polars on a frame in memory, asked for the sums of levels of a fleet by date, a column for each metric."""

import worker

try:
    import polars
except ImportError as error:
    worker.missing(error.name)

frame = None


def prepare(line, folder, threads):
    global frame
    frame = polars.DataFrame({
        "metric": worker.column(folder, "metric.i32"), "date": worker.column(folder, "date.i64"),
        "v": worker.column(folder, "values.f64"),
    }).with_columns(polars.col("metric").cast(polars.Int8), polars.col("date").cast(polars.Int32))
    return polars.__version__


def query(request):
    plan = frame.lazy().group_by("metric", "date").agg(polars.col("v").sum()).sort("metric", "date")
    answer, seconds = worker.timed(plan.collect)
    return worker.by_metric(answer["metric"].to_numpy(), answer["v"].to_numpy()), 0, seconds


worker.serve(prepare, query)
