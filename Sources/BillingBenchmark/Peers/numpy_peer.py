"""NumPy by hand: boundaries from zoneinfo, a search for each, and reductions between them.

Times that are not sorted are put into buckets by a search for each, with a histogram for the rest.
"""

import worker

try:
    import numpy
except ImportError as error:
    worker.missing(error.name)

times = values = None
is_sorted = True


def prepare(line, folder, threads):
    global times, values, is_sorted
    is_sorted = line != "W1u"
    times, values = worker.column(folder, "times.i64"), worker.column(folder, "values.f64")
    return numpy.__version__


def ordered(request):
    bounds = worker.boundaries(int(times[0]), int(times[-1]), request["unit"], request["zone"])
    ends = numpy.searchsorted(times, bounds)
    starts = ends[:-1]
    return [bounds[:-1], numpy.diff(ends), numpy.add.reduceat(values, starts),
            numpy.minimum.reduceat(values, starts), numpy.maximum.reduceat(values, starts),
            values[ends[1:] - 1]]


def unordered(request):
    bounds = worker.boundaries(int(times.min()), int(times.max()), request["unit"], request["zone"])
    count = len(bounds) - 1
    places = numpy.searchsorted(bounds, times, "right") - 1
    low, high = numpy.full(count, numpy.inf), numpy.full(count, -numpy.inf)
    last = numpy.zeros(count, dtype=numpy.int64)
    numpy.minimum.at(low, places, values)
    numpy.maximum.at(high, places, values)
    numpy.maximum.at(last, places, times)
    final = numpy.empty(count)
    is_last = last[places] == times
    final[places[is_last]] = values[is_last]
    return [bounds[:-1], numpy.bincount(places, minlength=count), numpy.bincount(places, values, count),
            low, high, final]


def query(request):
    columns, seconds = worker.timed(lambda: (ordered if is_sorted else unordered)(request))
    return columns, 1, seconds


worker.serve(prepare, query)
