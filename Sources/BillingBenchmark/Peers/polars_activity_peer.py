"""Polars on a frame in memory, asked for distinct users.

idiom: truncated times in the zone. halfhours: takes the start of each half hour's bucket from a
table; exact where all offsets are multiples of half an hour.
"""

import worker

try:
    import polars
except ImportError as error:
    worker.missing(error.name)

HALF_HOUR = 1_800_000_000
EVERY = {"day": "1d", "month": "1mo"}
folder = None
frame = None


def prepare(line, where, threads):
    global folder, frame
    folder = where
    frame = load()
    return polars.__version__


def load():
    return polars.DataFrame({
        "tenant": worker.column(folder, "tenant.i32"), "user": worker.column(folder, "user.i64"),
        "u": worker.column(folder, "times.i64"),
    }).with_columns(polars.col("u").cast(polars.Datetime("us", "UTC")).alias("t"))


def plan(events, request):
    every = EVERY[request["unit"]]
    if request["form"] == "idiom":
        start = polars.col("t").dt.convert_time_zone(worker.ZONE).dt.truncate(every).dt.epoch("us")
    else:
        first = events["u"].min() // HALF_HOUR
        hours = polars.Series("h", range(first, events["u"].max() // HALF_HOUR + 1), dtype=polars.Int64)
        local = (hours * HALF_HOUR).cast(polars.Datetime("us", "UTC")).dt.convert_time_zone(worker.ZONE)
        table = local.dt.truncate(every).dt.epoch("us")
        start = polars.lit(table).gather(polars.col("u") // HALF_HOUR - first)
    return events.lazy().group_by("tenant", start.alias("b")).agg(polars.col("user").n_unique().alias("c"))


def query(request):
    def work():
        return plan(load() if request["ingest"] == "yes" else frame, request).collect()

    answer, seconds = worker.timed(work)
    return [answer[name].to_numpy() for name in answer.columns], 2, seconds


worker.serve(prepare, query)
