"""NumPy counting actions by hand: a search for each boundary, and a histogram of the types between."""

import worker

try:
    import numpy
except ImportError as error:
    worker.missing(error.name)

times = types = None


def prepare(line, folder, threads):
    global times, types
    times = worker.column(folder, "times.i64")
    types = worker.column(folder, "types.i64").astype(numpy.uint8)
    return numpy.__version__


def counts(request):
    bounds = worker.boundaries(int(times[0]), int(times[-1]), request["unit"], request["zone"])
    ends = numpy.searchsorted(times, bounds)
    table = numpy.stack([
        numpy.bincount(types[start:end], minlength=8) for start, end in zip(ends[:-1], ends[1:])])
    starts, kinds = numpy.nonzero(table)
    return [kinds, bounds[starts], table[starts, kinds]]


def query(request):
    columns, seconds = worker.timed(lambda: counts(request))
    return columns, 2, seconds


worker.serve(prepare, query)
