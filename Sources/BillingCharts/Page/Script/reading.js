/// What the lines say at an instant, each with its exact value, when it was true, and how complete it is.
const hover = (view, instant) => {
  const shown = levelOf(view);
  const place = placeOf(shown.bounds, instant);
  if (instant < view.from || instant >= view.to || place < 0) return null;
  const values = shown.lines.map((line, index) => {
    // A line that does not come by the hour has the value of its day.
    if (shown === hours && !line.values.length) {
      const day = level('day');
      return { ...saying(day, index, placeOf(day.bounds, instant)), isDaily: true };
    }
    return saying(shown, index, place);
  });
  const [from, to] = [shown.bounds[place], shown.bounds[place + 1]];
  return {
    place, from, to, name: nameOf(shown, place), values,
    notes: shown.notes.filter((note) => from <= note.at && note.at < to).map((note) => note.text),
    findings: shown.findings.filter((flag) => flag.place === place),
  };
};

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
    state: data.states[state].text, known: silence ? silence.text : null,
    estimate: step >= 0 && step < line.outlook.estimates.length ? line.outlook.estimates[step] : null,
    parts: line.points.filter((point) => value === null && point.place === place).map((point) => exact(point.value)),
  };
}
