"""ClickHouse, in process by chdb, on a MergeTree of its own, asked for distinct users by uniqExact."""

import os

import worker

try:
    import numpy
    import pyarrow
    from chdb import session as chdb
except ImportError as error:
    worker.missing(error.name)

START = {"day": "toStartOfDay", "month": "toStartOfMonth"}
session = None
threads_used = 1
rows = None


def prepare(line, folder, threads):
    global session, threads_used, rows
    threads_used = threads
    session = chdb.Session(os.path.join(folder, "clickhouse-activity"))
    session.query("CREATE DATABASE d ENGINE = Atomic")
    rows = os.path.join(folder, "activity.bin")
    tenant = worker.column(folder, "tenant.i32")
    table = numpy.empty(len(tenant), dtype=[("n", numpy.int32), ("u", numpy.int64), ("t", numpy.int64)])
    table["n"], table["u"] = tenant, worker.column(folder, "user.i64")
    table["t"] = worker.column(folder, "times.i64")
    table.tofile(rows)
    load()
    session.query("OPTIMIZE TABLE d.events FINAL")
    return str(session.query("SELECT version()", "CSV")).strip().strip('"')


def load():
    session.query("DROP TABLE IF EXISTS d.events SYNC")
    session.query("""CREATE TABLE d.events (tenant Int32, user Int64, t DateTime64(6, 'UTC'))
        ENGINE = MergeTree ORDER BY (tenant, t)""")
    session.query(f"""INSERT INTO d.events SELECT n, u, fromUnixTimestamp64Micro(t, 'UTC')
        FROM file('{rows}', RowBinary, 'n Int32, u Int64, t Int64')""")


def query(request):
    start = f"toUnixTimestamp(toDateTime({START[request['unit']]}(t, '{worker.ZONE}'), '{worker.ZONE}'))"
    text = f"""SELECT tenant, {start} * 1000000 b, uniqExact(user) FROM d.events GROUP BY tenant, b
        SETTINGS max_threads={threads_used}"""

    def work():
        if request["ingest"] == "yes":
            load()
        return session.query(text, "ArrowStream").bytes()

    reply, seconds = worker.timed(work)
    table = pyarrow.ipc.open_stream(reply).read_all()
    return [table[name].combine_chunks().to_numpy(False) for name in table.column_names], 2, seconds


worker.serve(prepare, query)
