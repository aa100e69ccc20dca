"""What the peers that ask DuckDB share."""

import os
import time

import worker

try:
    import duckdb
    import pyarrow
except ImportError as error:
    worker.missing(error.name)

HALF_HOUR = 1_800_000_000
VERSION = duckdb.__version__


def opened(folder, name, threads, columns, statements):
    """A database file of its own, filled by statements that know the columns by that name."""
    connection = duckdb.connect(os.path.join(folder, name))
    connection.execute(f"SET threads={threads}")
    fill(connection, columns, statements)
    return connection


def fill(connection, columns, statements):
    connection.register("columns", pyarrow.table(columns))
    for statement in statements:
        connection.execute(statement)
    connection.unregister("columns")
    connection.execute("CHECKPOINT")


def starts(unit, table):
    """A table expression that says in which bucket of the session's zone each half hour of a table lies."""
    return f"""starts AS (SELECT h, epoch_us(date_trunc('{unit}', make_timestamptz(h * {HALF_HOUR}))) b
        FROM (SELECT unnest(range((SELECT epoch_us(min(t)) // {HALF_HOUR} FROM {table}),
        (SELECT epoch_us(max(t)) // {HALF_HOUR} + 1 FROM {table}))) h))"""


def answer(connection, text, keys):
    columns, seconds = worker.timed(lambda: connection.execute(text).fetchnumpy())
    return list(columns.values()), keys, seconds


def ingested(path, threads, setup, insert, rows, size, question):
    """Rows that come in commits to a new file, each of which it syncs, and a checkpoint at the end.

    What was written is read after the time is taken.
    """
    for end in ["", ".wal"]:
        if os.path.exists(path + end):
            os.remove(path + end)
    commits = [rows.slice(start, size) for start in range(0, rows.num_rows, size)]
    start = time.perf_counter()
    connection = duckdb.connect(path)
    connection.execute(f"SET threads={threads}")
    for statement in setup:
        connection.execute(statement)
    for commit in commits:
        connection.execute(insert)
    connection.execute("CHECKPOINT")
    connection.close()
    seconds = time.perf_counter() - start
    connection = duckdb.connect(path)
    columns, keys, _ = answer(connection, question, 1)
    connection.close()
    return columns, keys, seconds
