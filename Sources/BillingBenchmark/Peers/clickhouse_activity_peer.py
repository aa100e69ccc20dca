"""ClickHouse, in process by chdb, on a MergeTree of its own, asked for distinct users by uniqExact."""

import worker
import clickhouse_engine

engine = None


def prepare(line, folder, threads):
    global engine
    engine = clickhouse_engine.Engine(
        folder, threads, "tenant Int32, user Int64, t DateTime64(6, 'UTC')", "(tenant, t)",
        {"n": worker.column(folder, "tenant.i32"), "o": worker.column(folder, "user.i64"),
         "u": worker.column(folder, "times.i64")},
        "n, o, fromUnixTimestamp64Micro(u, 'UTC')")
    return engine.version


def query(request):
    start = clickhouse_engine.START[request["unit"]].format("t", worker.ZONE)
    text = f"""SELECT tenant, toUnixTimestamp(toDateTime({start}, '{worker.ZONE}')) * 1000000 b, uniqExact(user)
        FROM d.rows GROUP BY tenant, b"""
    columns, seconds = engine.ask(text, engine.load if request["ingest"] == "yes" else lambda: None)
    return [each.to_numpy(False) for each in columns], 2, seconds


worker.serve(prepare, query)
