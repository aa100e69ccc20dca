"""ClickHouse counting actions by type, an Enum8, and local day, week or month, in process by chdb.

idiom: toStartOfDay and its like in the zone. halfhours: groups by type and whole half hours of the
instant first, and applies the rules of the zone to the few rows that are left.
"""

import worker
import clickhouse_engine

engine = None


def prepare(line, folder, threads):
    global engine
    names = ", ".join(f"'{name}' = {number}" for number, name in enumerate(worker.TYPES))
    engine = clickhouse_engine.Engine(
        folder, threads, f"t DateTime64(6, 'UTC'), k Enum8({names})", "t",
        {"u": worker.column(folder, "times.i64"), "n": worker.column(folder, "types.i64").astype("int8")},
        "fromUnixTimestamp64Micro(u, 'UTC'), n")
    return engine.version


def query(request):
    start = clickhouse_engine.START[request["unit"]]
    if request["form"] == "idiom":
        text = f"""SELECT toInt8(k) n, {start.format('t', request['zone'])} b, count() c
            FROM d.rows GROUP BY k, b"""
    else:
        text = f"""SELECT toInt8(k) n, {start.format('toDateTime(h * 1800)', request['zone'])} b, sum(c) FROM
            (SELECT k, intDiv(toUnixTimestamp64Micro(t), {clickhouse_engine.HALF_HOUR}) h, count() c
            FROM d.rows GROUP BY k, h) GROUP BY k, b"""
    (kinds, starts, counts), seconds = engine.ask(text)
    return [kinds.to_numpy(False), clickhouse_engine.instants(starts, request), counts.to_numpy(False)], 2, seconds


worker.serve(prepare, query)
