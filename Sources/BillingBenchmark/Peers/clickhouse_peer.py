"""ClickHouse, in process by chdb, on a MergeTree of its own.

idiom: toStartOfDay and its like in the zone. halfhours: groups by whole half hours of the instant
first, and applies the rules of the zone to what is left; exact where all offsets are multiples of
half an hour.
"""

import worker
import clickhouse_engine

engine = None


def prepare(line, folder, threads):
    global engine
    engine = clickhouse_engine.Engine(
        folder, threads, "t DateTime64(6, 'UTC'), v Float64", "tuple()" if line == "W1u" else "t",
        {"u": worker.column(folder, "times.i64"), "x": worker.column(folder, "values.f64")},
        "fromUnixTimestamp64Micro(u, 'UTC'), x")
    return engine.version


def query(request):
    start = clickhouse_engine.START[request["unit"]]
    figures = "count() c, sum(v) s, min(v) low, max(v) high, argMax(v, t) l"
    if request["form"] == "idiom":
        text = f"SELECT {start.format('t', request['zone'])} b, {figures} FROM d.rows GROUP BY b"
    else:
        text = f"""SELECT {start.format('toDateTime(h * 1800)', request['zone'])} b,
            sum(c), sum(s), min(low), max(high), argMax(l, last) FROM
            (SELECT intDiv(toUnixTimestamp64Micro(t), {clickhouse_engine.HALF_HOUR}) h, {figures}, max(t) last
            FROM d.rows GROUP BY h) GROUP BY b"""
    (starts, *rest), seconds = engine.ask(text)
    return [clickhouse_engine.instants(starts, request)] + [each.to_numpy(False) for each in rest], 1, seconds


worker.serve(prepare, query)
