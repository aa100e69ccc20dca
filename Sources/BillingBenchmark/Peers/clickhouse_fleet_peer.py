"""ClickHouse, in process by chdb, on a MergeTree of its own, asked for months of the series of a fleet.

idiom: toStartOfMonth in the zone. halfhours: groups by half hours first, and applies the rules of
the zone to what is left; exact where all offsets are multiples of half an hour.
"""

import os

import worker

try:
    import numpy
    import pyarrow
    from chdb import session as chdb
except ImportError as error:
    worker.missing(error.name)

session = None
threads_used = 1


def prepare(line, folder, threads):
    global session, threads_used
    threads_used = threads
    session = chdb.Session(os.path.join(folder, "clickhouse-fleet"))
    session.query("CREATE DATABASE d ENGINE = Atomic")
    session.query("""CREATE TABLE d.samples (tenant Int32, metric Int8, t DateTime64(6, 'UTC'), v Float64)
        ENGINE = MergeTree ORDER BY (tenant, metric, t)""")
    rows = os.path.join(folder, "rows.bin")
    tenant = worker.column(folder, "tenant.i32")
    table = numpy.empty(len(tenant), dtype=[("n", numpy.int32), ("m", numpy.int32), ("t", numpy.int64), ("v", numpy.float64)])
    table["n"], table["m"] = tenant, worker.column(folder, "metric.i32")
    table["t"], table["v"] = worker.column(folder, "times.i64"), worker.column(folder, "values.f64")
    table.tofile(rows)
    del table
    session.query(f"""INSERT INTO d.samples SELECT n, m, fromUnixTimestamp64Micro(t, 'UTC'), v
        FROM file('{rows}', RowBinary, 'n Int32, m Int32, t Int64, v Float64')""")
    os.remove(rows)
    session.query("OPTIMIZE TABLE d.samples FINAL")
    return str(session.query("SELECT version()", "CSV")).strip().strip('"')


def query(request):
    where = "" if request["which"] == "all" else f"WHERE tenant = {request['which']}"
    month = "toUnixTimestamp(toDateTime(toStartOfMonth({}, '" + worker.ZONE + "'), '" + worker.ZONE + "')) * 1000000"
    if request["form"] == "idiom":
        text = f"""SELECT tenant, metric, {month.format('t')} b, argMax(v, t), avg(v), max(v)
            FROM d.samples {where} GROUP BY tenant, metric, b"""
    else:
        text = f"""SELECT tenant, metric, {month.format('toDateTime(h * 1800)')} b,
            argMax(l, h), sum(s) / sum(c), max(x) FROM
            (SELECT tenant, metric, intDiv(toUnixTimestamp64Micro(t), 1800000000) h, argMax(v, t) l, sum(v) s,
            count() c, max(v) x FROM d.samples {where} GROUP BY tenant, metric, h)
            GROUP BY tenant, metric, b"""
    text += f" SETTINGS max_threads={threads_used}"
    reply, seconds = worker.timed(lambda: session.query(text, "ArrowStream").bytes())
    table = pyarrow.ipc.open_stream(reply).read_all()
    return [table[name].combine_chunks().to_numpy(False) for name in table.column_names], 3, seconds


worker.serve(prepare, query)
