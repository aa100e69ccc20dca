"""SQLite taking rows into a keyed table of a file of its own: samples, or actions known by their ids.

Each commit is synced. The rows are ready as Python tuples before the time is taken.
"""

import os
import sqlite3
import time

import worker

rows = None
path = None
SAMPLES = [
    "CREATE TABLE samples (series INTEGER, t INTEGER, v REAL, PRIMARY KEY (series, t)) WITHOUT ROWID",
    "INSERT INTO samples VALUES (?, ?, ?)", "SELECT series, count(*), sum(v) FROM samples GROUP BY series"]
ACTIONS = [
    """CREATE TABLE actions (source TEXT, id TEXT, t INTEGER, type INTEGER, category TEXT, succeeded INTEGER,
    PRIMARY KEY (source, id)) WITHOUT ROWID""",
    "INSERT INTO actions VALUES (?, ?, ?, ?, ?, ?)", "SELECT type, count(*) FROM actions GROUP BY type"]
statements = None


def prepare(line, folder, threads):
    global rows, path, statements
    path = os.path.join(folder, "sqlite-ingest.db")
    times = worker.column(folder, "times.i64").tolist()
    if line == "S1":
        statements = SAMPLES
        series, values = worker.column(folder, "series.i64").tolist(), worker.column(folder, "values.f64").tolist()
        rows = list(zip(series, times, values))
    else:
        statements = ACTIONS
        with open(os.path.join(folder, "ids.txt")) as file:
            ids = file.read().split("\n")
        types = worker.column(folder, "types.i64").tolist()
        rows = [("platform", *each, "automation", 1) for each in zip(ids, times, types)]
    return sqlite3.sqlite_version


def query(request):
    table, insert, question = statements
    for end in ["", "-wal", "-shm"]:
        if os.path.exists(path + end):
            os.remove(path + end)
    taken = rows[:int(request.get("rows", len(rows)))]
    size = int(request.get("commit", 10_000))
    start = time.perf_counter()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(table)
    for first in range(0, len(taken), size):
        connection.execute("BEGIN")
        connection.executemany(insert, taken[first:first + size])
        connection.execute("COMMIT")
    connection.close()
    seconds = time.perf_counter() - start
    answer = sqlite3.connect(path).execute(question).fetchall()
    return list(map(list, zip(*answer))), 1, seconds


worker.serve(prepare, query)
