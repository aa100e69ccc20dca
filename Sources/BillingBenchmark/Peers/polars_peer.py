"""Polars on a frame in memory.

idiom: group_by_dynamic on sorted times in the zone, truncated times otherwise. halfhours: groups by
whole half hours of the instant first, and applies the rules of the zone to the few rows that are
left; exact where all offsets are multiples of half an hour.
"""

import worker

try:
    import polars
except ImportError as error:
    worker.missing(error.name)

HALF_HOUR = 1_800_000_000
EVERY = {"day": "1d", "week": "1w", "month": "1mo"}
frame = None
is_sorted = True


def prepare(line, folder, threads):
    global frame, is_sorted
    is_sorted = line != "W1u"
    times = polars.from_numpy(worker.column(folder, "times.i64"), ["u"]).to_series()
    values = polars.from_numpy(worker.column(folder, "values.f64"), ["v"]).to_series()
    if is_sorted:
        times = times.set_sorted()
    instants = times.cast(polars.Datetime("us", "UTC")).alias("t")
    frame = polars.DataFrame([times, instants, values]).rechunk()
    if is_sorted:
        frame = frame.with_columns(polars.col("t").set_sorted(), polars.col("u").set_sorted())
    return polars.__version__


def figures():
    v = polars.col("v")
    last = v.last() if is_sorted else v.get(polars.col("u").arg_max())
    return [polars.len().alias("c"), v.sum().alias("s"), v.min().alias("low"), v.max().alias("high"),
            last.alias("l")]


def plan(request):
    zone, every = request["zone"], EVERY[request["unit"]]
    lazy = frame.lazy()
    local = polars.col("t").dt.convert_time_zone(zone)
    if request["form"] == "idiom":
        if is_sorted:
            groups = lazy.with_columns(local.alias("b")).group_by_dynamic("b", every=every)
        else:
            groups = lazy.with_columns(local.dt.truncate(every).alias("b")).group_by("b")
        return groups.agg(*figures()).select(polars.col("b").dt.epoch("us"), "c", "s", "low", "high", "l")
    hours = (polars.col("u") // HALF_HOUR).alias("h")
    if is_sorted:
        groups = lazy.with_columns(hours.set_sorted()).group_by_dynamic("h", every="1i")
    else:
        groups = lazy.group_by(hours)
    start = (polars.col("h") * HALF_HOUR).cast(polars.Datetime("us", "UTC")).dt.convert_time_zone(zone)
    merged = groups.agg(*figures()).sort("h").group_by(start.dt.truncate(every).alias("b")).agg(
        polars.col("c").sum(), polars.col("s").sum(), polars.col("low").min(), polars.col("high").max(),
        polars.col("l").last())
    return merged.select(polars.col("b").dt.epoch("us"), "c", "s", "low", "high", "l")


def query(request):
    answer, seconds = worker.timed(lambda: plan(request).collect())
    return [answer[name].to_numpy() for name in answer.columns], 1, seconds


worker.serve(prepare, query)
