"""Polars counting actions by type, an Enum, and local day, week or month, on a frame in memory.

idiom: truncated times in the zone. halfhours: groups by type and whole half hours of the instant
first, and applies the rules of the zone to the few rows that are left.
"""

import worker

try:
    import polars
except ImportError as error:
    worker.missing(error.name)

HALF_HOUR = 1_800_000_000
EVERY = {"day": "1d", "week": "1w", "month": "1mo"}
frame = None


def prepare(line, folder, threads):
    global frame
    times = polars.from_numpy(worker.column(folder, "times.i64"), ["u"]).to_series().set_sorted()
    names = [f"type-{n}" for n in range(8)]
    codes = polars.from_numpy(worker.column(folder, "types.i64"), ["k"]).to_series()
    kinds = codes.replace_strict(list(range(8)), names, return_dtype=polars.Enum(names))
    frame = polars.DataFrame([times, times.cast(polars.Datetime("us", "UTC")).alias("t"), kinds]).rechunk()
    return polars.__version__


def plan(request):
    zone, every = request["zone"], EVERY[request["unit"]]
    if request["form"] == "idiom":
        local = polars.col("t").dt.convert_time_zone(zone).dt.truncate(every)
        groups = frame.lazy().group_by("k", local.alias("b")).agg(polars.len().alias("c"))
    else:
        start = (polars.col("h") * HALF_HOUR).cast(polars.Datetime("us", "UTC")).dt.convert_time_zone(zone)
        groups = (
            frame.lazy().group_by("k", (polars.col("u") // HALF_HOUR).alias("h"))
            .agg(polars.len().alias("c"))
            .group_by("k", start.dt.truncate(every).alias("b")).agg(polars.col("c").sum()))
    return groups.select(polars.col("k").to_physical(), polars.col("b").dt.epoch("us"), "c")


def query(request):
    answer, seconds = worker.timed(lambda: plan(request).collect())
    return [answer[name].to_numpy() for name in answer.columns], 2, seconds


worker.serve(prepare, query)
