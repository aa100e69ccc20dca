"""ClickHouse, in process by chdb, on a MergeTree of its own, asked for months of the series of a fleet.

idiom: toStartOfMonth in the zone. halfhours: groups by half hours first, and applies the rules of
the zone to what is left; exact where all offsets are multiples of half an hour.
"""

import worker
import clickhouse_engine

engine = None


def prepare(line, folder, threads):
    global engine
    engine = clickhouse_engine.Engine(
        folder, threads, "tenant Int32, metric Int8, t DateTime64(6, 'UTC'), v Float64", "(tenant, metric, t)",
        {"n": worker.column(folder, "tenant.i32"), "m": worker.column(folder, "metric.i32"),
         "u": worker.column(folder, "times.i64"), "x": worker.column(folder, "values.f64")},
        "n, m, fromUnixTimestamp64Micro(u, 'UTC'), x")
    return engine.version


def query(request):
    where = "" if request["which"] == "all" else f"WHERE tenant = {request['which']}"

    def month(instant):
        start = clickhouse_engine.START["month"].format(instant, worker.ZONE)
        return f"toUnixTimestamp(toDateTime({start}, '{worker.ZONE}')) * 1000000"

    if request["form"] == "idiom":
        text = f"""SELECT tenant, metric, {month('t')} b, argMax(v, t), avg(v), max(v)
            FROM d.rows {where} GROUP BY tenant, metric, b"""
    else:
        text = f"""SELECT tenant, metric, {month('toDateTime(h * 1800)')} b,
            argMax(l, h), sum(s) / sum(c), max(x) FROM
            (SELECT tenant, metric, intDiv(toUnixTimestamp64Micro(t), {clickhouse_engine.HALF_HOUR}) h,
            argMax(v, t) l, sum(v) s, count() c, max(v) x FROM d.rows {where} GROUP BY tenant, metric, h)
            GROUP BY tenant, metric, b"""
    columns, seconds = engine.ask(text)
    return [each.to_numpy(False) for each in columns], 3, seconds


worker.serve(prepare, query)
