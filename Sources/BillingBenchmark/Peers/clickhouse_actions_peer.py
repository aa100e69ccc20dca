"""ClickHouse counting actions by type, an Enum8, and local day, week or month, in process by chdb.

idiom: toStartOfDay and its like in the zone. halfhours: groups by type and whole half hours of the
instant first, and applies the rules of the zone to the few rows that are left.
"""

import os

import clickhouse_peer
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
    session = chdb.Session(os.path.join(folder, "clickhouse-actions"))
    session.query("CREATE DATABASE d ENGINE = Atomic")
    names = ", ".join(f"'type-{n}' = {n}" for n in range(8))
    session.query(
        f"CREATE TABLE d.actions (t DateTime64(6, 'UTC'), k Enum8({names})) ENGINE = MergeTree ORDER BY t")
    rows = os.path.join(folder, "actions.bin")
    both = numpy.empty(os.path.getsize(os.path.join(folder, "times.i64")) // 8,
                       dtype=[("t", numpy.int64), ("k", numpy.int8)])
    both["t"], both["k"] = worker.column(folder, "times.i64"), worker.column(folder, "types.i64")
    both.tofile(rows)
    session.query(f"""INSERT INTO d.actions SELECT fromUnixTimestamp64Micro(t, 'UTC'), k
        FROM file('{rows}', RowBinary, 't Int64, k Int8')""")
    os.remove(rows)
    session.query("OPTIMIZE TABLE d.actions FINAL")
    return str(session.query("SELECT version()", "CSV")).strip().strip('"')


def query(request):
    start = clickhouse_peer.START[request["unit"]]
    if request["form"] == "idiom":
        text = f"""SELECT toInt8(k) n, {start.format('t', request['zone'])} b, count() c
            FROM d.actions GROUP BY k, b"""
    else:
        text = f"""SELECT toInt8(k) n, {start.format('toDateTime(h * 1800)', request['zone'])} b, sum(c) FROM
            (SELECT k, intDiv(toUnixTimestamp64Micro(t), {clickhouse_peer.HALF_HOUR}) h, count() c
            FROM d.actions GROUP BY k, h) GROUP BY k, b"""
    text += f" SETTINGS max_threads={threads_used}"
    reply, seconds = worker.timed(lambda: session.query(text, "ArrowStream").bytes())
    table = pyarrow.ipc.open_stream(reply).read_all()
    columns = [table[name].combine_chunks() for name in table.column_names]
    return [columns[0].to_numpy(False), clickhouse_peer.instants(columns[1], request),
            columns[2].to_numpy(False)], 2, seconds


if __name__ == "__main__":
    worker.serve(prepare, query)
