"""Polars on a frame in memory, asked for months of the series of a fleet.

idiom: truncated times in the zone. halfhours: takes the month of each half hour from a table; exact
where all offsets are multiples of half an hour.
"""

import worker

try:
    import polars
except ImportError as error:
    worker.missing(error.name)

HALF_HOUR = 1_800_000_000
frame = None
months = None
first = 0


def prepare(line, folder, threads):
    global frame, months, first
    frame = polars.DataFrame({
        "tenant": worker.column(folder, "tenant.i32"), "metric": worker.column(folder, "metric.i32"),
        "u": worker.column(folder, "times.i64"), "v": worker.column(folder, "values.f64"),
    }).with_columns(
        polars.col("metric").cast(polars.Int8), polars.col("u").cast(polars.Datetime("us", "UTC")).alias("t")
    ).rechunk()
    first = frame["u"].min() // HALF_HOUR
    hours = polars.Series("h", range(first, frame["u"].max() // HALF_HOUR + 1), dtype=polars.Int64)
    local = (hours * HALF_HOUR).cast(polars.Datetime("us", "UTC")).dt.convert_time_zone(worker.ZONE)
    months = local.dt.truncate("1mo").dt.epoch("us")
    return polars.__version__


def plan(request):
    lazy = frame.lazy()
    if request["which"] != "all":
        lazy = lazy.filter(polars.col("tenant") == int(request["which"]))
    if request["form"] == "idiom":
        start = polars.col("t").dt.convert_time_zone(worker.ZONE).dt.truncate("1mo").dt.epoch("us")
    else:
        start = polars.lit(months).gather(polars.col("u") // HALF_HOUR - first)
    # The times of a series ascend, so that the last of a group is the latest.
    v = polars.col("v")
    return lazy.group_by("tenant", "metric", start.alias("b")).agg(
        v.last().alias("l"), v.mean().alias("a"), v.max().alias("x"))


def query(request):
    answer, seconds = worker.timed(lambda: plan(request).collect())
    return [answer[name].to_numpy() for name in answer.columns], 3, seconds


worker.serve(prepare, query)
