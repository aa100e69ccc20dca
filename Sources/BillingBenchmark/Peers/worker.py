"""The line protocol of the peers, and what they share.

A peer reads one JSON object per line and answers with one: "prepare" loads the columns of a
folder, "query" puts one question and tells its figure, most often its time. An answer lies in a file of float64, one
column after another, ordered by the columns that identify a row.
"""

import datetime
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
import zoneinfo

import numpy

# Of the fleets; their peers need no other.
ZONE = "Australia/Sydney"
# Of actions.
TYPES = [f"type-{number}" for number in range(8)]


def column(folder, name):
    """One column from its file; the type is the end of its name."""
    kinds = {"i64": numpy.int64, "f64": numpy.float64, "i32": numpy.int32}
    return numpy.fromfile(os.path.join(folder, name), kinds[name.rsplit(".", 1)[1]])


def boundaries(first, last, unit, zone):
    """The starts of the local days, weeks or months from the one that holds first, past last."""
    info = zoneinfo.ZoneInfo(zone)
    date = datetime.datetime.fromtimestamp(first // 1_000_000, info).date()
    if unit == "month":
        date = date.replace(day=1)
    if unit == "week":
        date -= datetime.timedelta(days=date.weekday())
    starts = []
    while not starts or starts[-1] <= last:
        midnight = datetime.datetime(date.year, date.month, date.day, tzinfo=info)
        starts.append(int(midnight.timestamp()) * 1_000_000)
        if unit == "month":
            date = (date + datetime.timedelta(days=31)).replace(day=1)
        else:
            date += datetime.timedelta(days=7 if unit == "week" else 1)
    return numpy.array(starts, dtype=numpy.int64)


def timed(work):
    start = time.perf_counter()
    answer = work()
    return answer, time.perf_counter() - start


def stored(folder, columns, keys):
    columns = [numpy.asarray(each, dtype=numpy.float64) for each in columns]
    # Without keys they are in order.
    order = numpy.lexsort(columns[keys - 1 :: -1] if keys > 1 else [columns[0]]) if keys else slice(None)
    handle, path = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "wb") as file:
        for each in columns:
            each[order].tofile(file)
    return path


def serve(prepare, query):
    """prepare(line, folder, threads) gives a version; query(request) gives columns, keys and a figure:
    the seconds that it took, or what else the line compares."""
    folder = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["op"] == "prepare":
                folder = request["folder"]
                reply = {"version": prepare(request["line"], folder, int(request["threads"]))}
            else:
                columns, keys, figure = query(request)
                reply = {"figure": figure}
                if request["check"] == "yes":
                    reply["columns"] = len(columns)
                    reply["file"] = stored(folder, columns, keys)
        except Exception as error:
            traceback.print_exc()
            reply = {"error": f"{type(error).__name__}: {error}"[:300]}
        print(json.dumps(reply), flush=True)


def by_metric(metrics, values):
    """Rows in order of metric and date as a column for each metric."""
    return [values[metrics == metric] for metric in numpy.unique(metrics)]


def drop_cache(path):
    """Lets a file's pages go, so that the next read comes from the disk."""
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(handle)


def first_answer(script, path, request):
    """The answer and the seconds that a new process of a peer prints, which is given the file and the tenant."""
    if request["cache"] == "dropped":
        drop_cache(path)
    words = [sys.executable, script, path, request["which"]]
    answer = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)
    return answer["columns"], 3, answer["seconds"]


def missing(name):
    """Answers that a package is not installed."""
    sys.stdin.readline()
    print(json.dumps({"error": f"the Python package '{name}' is not installed"}), flush=True)
    sys.exit(0)
