"""What the peers that ask ClickHouse, in process by chdb, share."""

import datetime
import os
import zoneinfo

import worker

try:
    import numpy
    import pyarrow
    from chdb import session as chdb
except ImportError as error:
    worker.missing(error.name)

HALF_HOUR = 1_800_000_000
START = {"day": "toStartOfDay({}, '{}')", "week": "toStartOfWeek({}, 1, '{}')",
         "month": "toStartOfMonth({}, '{}')"}
KINDS = {"int8": "Int8", "int32": "Int32", "int64": "Int64", "float64": "Float64"}


class Engine:
    """A database of its own with one table, made anew from columns."""

    def __init__(self, folder, threads, table, order, columns, values):
        """The columns of the table, its order, and the values of both, which name the given columns."""
        self.threads = threads
        self.session = chdb.Session(os.path.join(folder, "clickhouse"))
        self.session.query("CREATE DATABASE d ENGINE = Atomic")
        self.create = f"CREATE TABLE d.rows ({table}) ENGINE = MergeTree ORDER BY {order}"
        # Files side by side would need a join, so the columns are put into one of rows.
        path = os.path.join(folder, "clickhouse.bin")
        kinds = [(name, column.dtype) for name, column in columns.items()]
        rows = numpy.empty(len(next(iter(columns.values()))), dtype=kinds)
        for name, column in columns.items():
            rows[name] = column
        rows.tofile(path)
        form = ", ".join(f"{name} {KINDS[kind.name]}" for name, kind in kinds)
        self.insert = f"INSERT INTO d.rows SELECT {values} FROM file('{path}', RowBinary, '{form}')"
        self.load()
        self.session.query("OPTIMIZE TABLE d.rows FINAL")
        self.version = str(self.session.query("SELECT version()", "CSV")).strip().strip('"')

    def load(self):
        self.session.query("DROP TABLE IF EXISTS d.rows SYNC")
        self.session.query(self.create)
        self.session.query(self.insert)

    def ask(self, text, before=lambda: None):
        """The columns of an answer by name, and the seconds that it took with what comes before it."""
        def work():
            before()
            return self.session.query(f"{text} SETTINGS max_threads={self.threads}", "ArrowStream").bytes()

        reply, seconds = worker.timed(work)
        table = pyarrow.ipc.open_stream(reply).read_all()
        return [table[name].combine_chunks() for name in table.column_names], seconds


def instants(starts, request):
    """The starts of buckets as microseconds; a week or month comes as a date."""
    if pyarrow.types.is_timestamp(starts.type):
        return starts.cast(pyarrow.timestamp("us", starts.type.tz)).cast(pyarrow.int64()).to_numpy(False)
    if pyarrow.types.is_integer(starts.type):
        numbers = starts.to_numpy(False).astype("int64")
        if request["unit"] == "day":
            return numbers * 1_000_000
        return midnights([int(each) for each in numbers], request["zone"])
    return midnights([each.toordinal() - 719_163 for each in starts.to_pylist()], request["zone"])


def midnights(days, zone):
    info = zoneinfo.ZoneInfo(zone)
    dates = [datetime.date.fromordinal(719_163 + day) for day in days]
    return [int(datetime.datetime(d.year, d.month, d.day, tzinfo=info).timestamp()) * 1_000_000 for d in dates]
