// The graph as the page holds it: columns over buckets. Instants are microseconds since the first one with data.

const root = document.getElementById('graph-explorer');
const data = JSON.parse(document.getElementById('graph-data').textContent);

const spread = (runs) => runs.flatMap(([value, count]) => Array(count).fill(value));
const sums = (first, steps) => {
  const all = [first];
  for (const step of steps) all.push(all[all.length - 1] + step);
  return all;
};

const columnsOf = (level) => {
  const bounds = sums(level.start, spread(level.lengths));
  const dates = sums(level.day, spread(level.steps));
  const spans = spread(level.spans);
  const columns = {
    width: level.width, naming: level.naming, bounds, dates, lastDates: dates.map((day, i) => day + spans[i]),
    minutes: sums(0, spread(level.minutes)).slice(1), now: level.now, notes: level.notes, outside: level.outside, offset: level.offset,
    findings: level.findings.map((flag) => ({ ...flag, place: flag.place + level.offset })),
  };
  columns.middle = (place) => bounds[place] + Math.floor((bounds[place + 1] - bounds[place]) / 2);
  columns.lines = level.lines.map((line) => decoded(line, columns));
  return columns;
};
const levels = data.levels.map(columnsOf);
const hours = data.hours ? columnsOf(data.hours) : null;

function decoded(line, columns) {
  const states = spread(line.states);
  const starts = new Set(line.starts);
  const parts = new Map();
  for (const part of line.parts) parts.set(part[0], [...(parts.get(part[0]) || []), part]);
  const points = [];
  line.values.forEach((value, index) => {
    const place = index + columns.offset;
    if (value !== null) {
      points.push({
        place, position: columns.middle(place), value, state: data.states[states[index]], isFirst: starts.has(index),
      });
    }
    for (const [, position, figure, state, first] of parts.get(index) || []) {
      points.push({ place, position, value: figure, state: data.states[state], isFirst: first === 1 });
    }
  });
  const move = (place) => place + columns.offset;
  return {
    points, values: line.values, states, times: line.times, limits: line.limits,
    silences: line.silences.map((silence) => ({ ...silence, from: move(silence.from), to: move(silence.to) })),
    outlook: line.outlook
      ? {
        first: move(line.outlook.first),
        estimates: line.outlook.estimates.map(([value, low80, high80, low95, high95, first]) =>
          ({ value, low80, high80, low95, high95, isFirst: first === 1 })),
      }
      : { first: 0, estimates: [] },
  };
}

/// Whether something happened, or went on, in a time.
const meets = (note, from, to) => note.end === null ? from <= note.at && note.at < to : note.at < to && from < note.end;

/// The last place whose bound is not after an instant.
const placeOf = (bounds, instant) => {
  let [low, high] = [0, bounds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bounds[middle] <= instant) low = middle + 1; else high = middle;
  }
  return low - 1;
};

const nameOf = (columns, place) => {
  const day = columns.dates[place];
  if (columns.naming === 'month') return months[civil(day).month - 1] + ' ' + civil(day).year;
  if (columns.naming === 'instant') return iso(day) + ' ' + clock(columns.minutes[place]);
  return columns.naming === 'day' ? iso(day) : iso(day) + ' to ' + iso(columns.lastDates[place]);
};
