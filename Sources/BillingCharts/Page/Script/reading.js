/// What the lines say at an instant, each with its exact value, when it was true, and how complete it is, and with what it said in the
/// same bucket of an earlier view.
const hover = (view, instant, before = null) => {
  const shown = levelOf(view);
  const place = placeOf(shown.bounds, instant);
  if (instant < view.from || instant >= view.to || place < 0) return null;
  const values = sayings(shown, place);
  let nameBefore = null;
  if (before) {
    const earlier = earlierBuckets(before);
    const own = earlier.from + place - placeOf(shown.bounds, view.from);
    const old = own < earlier.to ? sayings(earlier.columns, own) : null;
    values.forEach((value, index) => { value.before = old ? changed(old[index], value) : missing; });
    if (old) nameBefore = nameOf(earlier.columns, own);
  }
  const [from, to] = [shown.bounds[place], shown.bounds[place + 1]];
  return {
    place, from, to, name: nameOf(shown, place), nameBefore, values,
    notes: shown.notes.filter((note) => meets(note, from, to)).map((note) => note.text),
    findings: shown.findings.filter((flag) => flag.place === place),
  };
};

/// What all lines say of a bucket.
function sayings(shown, place) {
  return shown.lines.map((line, index) => {
    // A line that does not come by the hour has the value of its day.
    if (shown === hours && !line.values.length) {
      const day = level('day');
      return { ...saying(day, index, placeOf(day.bounds, shown.bounds[place])), isDaily: true };
    }
    return saying(shown, index, place);
  });
}

/// The earlier figure, and the change since if both are complete: what is still counted has no growth.
function changed(old, now) {
  if (old.value === null) return missing;
  const growth = old.certainty < 2 && now.certainty < 2 && now.value !== null ? percent(now.value - old.value, old.value) : null;
  return growth === null ? exact(old.value) : `${exact(old.value)} (${growth})`;
}

/// What a line says of a bucket.
function saying(columns, index, place) {
  const line = columns.lines[index];
  const own = place - columns.offset;
  const isInside = own >= 0 && own < line.values.length;
  const value = isInside ? line.values[own] : null;
  const state = isInside ? line.states[own] : columns.outside[own < 0 ? 0 : 1];
  const time = isInside && line.times[own];
  const silence = line.silences.find((each) => each.from <= place && place < each.to);
  const step = place - line.outlook.first;
  return {
    name: data.names[index].full, value, text: value === null ? missing : exact(value),
    time: time || (columns.naming === 'day' && value !== null ? iso(columns.dates[place]) : null),
    state: data.states[state].text, certainty: data.states[state].certainty, known: silence ? silence.text : null,
    estimate: step >= 0 && step < line.outlook.estimates.length ? line.outlook.estimates[step] : null,
    limits: line.limits.map((limit) => limit.text),
    parts: line.points.filter((point) => value === null && point.place === place).map((point) => exact(point.value)),
  };
}

/// The lowest and the highest figure of each line in a view.
const extremes = (view) => {
  const columns = levelOf(view);
  const [from, to] = [placeOf(columns.bounds, view.from), placeOf(columns.bounds, view.to)];
  return columns.lines.map((line) => {
    const values = line.points.filter(({ place }) => from <= place && place < to).map(({ value }) => value);
    const least = (low, high) => high < low ? high : low;
    const most = (low, high) => high > low ? high : low;
    return values.length ? [values.reduce(least), values.reduce(most)] : null;
  });
};

/// All figures of a view as CSV, a row for each bucket and line, as `CSVWriter` writes them: a text that a spreadsheet would run as a
/// formula has an apostrophe before it.
const csvOf = (view, chosen) => {
  const columns = levelOf(view);
  const [from, to] = [placeOf(columns.bounds, view.from), placeOf(columns.bounds, view.to)];
  const field = (text) => {
    const guarded = /^[=+\-@'\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? "'" + text : text;
    return /[",\r\n]/.test(guarded) ? '"' + guarded.replace(/"/g, '""') + '"' : guarded;
  };
  const rows = [['line', 'unit', 'first', 'last', 'value', 'time', 'completeness']];
  for (let place = from; place < to; place += 1) {
    const last = columns.naming === 'instant' ? nameOf(columns, place) : iso(columns.lastDates[place]);
    const first = columns.naming === 'instant' ? last : iso(columns.dates[place]);
    sayings(columns, place).forEach((each, line) => {
      if (!chosen.has(line) || each.isDaily) return;
      const { unit } = data.names[line];
      const state = each.known ? `${each.state}; ${each.known}` : each.state;
      const figures = each.value === null ? columns.lines[line].points.filter((point) => point.place === place) : [];
      if (figures.length) {
        for (const point of figures) rows.push([each.name, unit, first, last, point.value, '', point.state.text]);
      } else {
        rows.push([each.name, unit, first, last, each.value ?? '', each.value === null ? '' : each.time ?? '', state]);
      }
    });
  }
  return rows.map((row) => row.map((cell) => typeof cell === 'number' ? String(cell) : field(cell)).join(',') + '\r\n').join('');
};
