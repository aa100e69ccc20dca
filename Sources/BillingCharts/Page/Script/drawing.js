// Panels as GraphDrawing draws them, in the same order, byte by byte.

const attributes = (pairs) => pairs.filter(([, value]) => value !== null)
  .map(([name, value]) => ` ${name}="${escaped(value)}"`).join('');
const leaf = (name, pairs) => `<${name}${attributes(pairs)}/>`;
const element = (name, pairs, content) => `<${name}${attributes(pairs)}>${content}</${name}>`;

const head = 24;
const foot = 40;
const left = 58;
const layoutLines = (panel) => [...panel.left.lines, ...(panel.right ? panel.right.lines : [])];

const ordered = data.panels.flatMap(layoutLines);
const slotOf = (line) => ordered.indexOf(line) % 8 + 1;

/// The panels of the buckets of a view, over those of an earlier one if there is one, as the inside of an SVG, and where everything
/// stands.
const drawn = (view, chosen, width, before = null) => {
  const columns = levelOf(view);
  // A line that does not come by the hour is read, and not drawn.
  const visible = new Set([...chosen].filter((line) => columns !== hours || columns.lines[line].values.length));
  const [from, to] = [placeOf(columns.bounds, view.from), placeOf(columns.bounds, view.to)];
  const right = data.panels.some((panel) => panel.right) ? 58 : 12;
  const panels = data.panels.filter((panel) => layoutLines(panel).some((line) => visible.has(line)));
  const plotHeight = panels.length <= 1 ? 260 : panels.length === 2 ? 190 : panels.length <= 6 ? 140 : 96;
  const panelHeight = head + plotHeight + foot;
  const plotWidth = width - left - right;
  const [start, end] = [columns.bounds[from], columns.bounds[to]];
  const x = (position) => left + (position - start) / (end - start) * plotWidth;
  const isShown = (place) => from <= place && place < to;
  const lineCount = Math.max(1, columns.lines.filter((_, line) => visible.has(line)).length);
  const limit = (most) => Math.max(24, Math.min(Math.trunc(width / 2), Math.trunc(most / lineCount)));
  const short = (line) => data.names[line].short;
  const earlier = before && earlierBuckets(before);
  const earlierPoints = (line) => earlier
    ? earlier.columns.lines[line].points.filter(({ place }) => earlier.from <= place && place < Math.min(earlier.to, earlier.from + to - from))
    : [];
  const ticks = timeTicks(columns, from, to, width, (place) => x(columns.middle(place)));
  let markup = '';

  const scaleOf = (axis, lines) => {
    let [low, high, isWhole] = [Infinity, -Infinity, true];
    const outer = [];
    const take = (value) => { low = Math.min(low, value); high = Math.max(high, value); };
    for (const place of lines) {
      const line = columns.lines[place];
      for (const point of line.points) {
        if (!isShown(point.place)) continue;
        take(point.value);
        if (point.value !== Math.round(point.value)) isWhole = false;
      }
      for (const silence of line.silences) if (silence.from < to && from < silence.to) take(silence.value);
      for (const point of earlierPoints(place)) take(point.value);
      line.outlook.estimates.forEach((estimate, step) => {
        if (!isShown(line.outlook.first + step)) return;
        take(estimate.value);
        take(estimate.low80);
        take(estimate.high80);
        outer.push(estimate);
      });
    }
    if (!(low <= high)) return null;
    const [floor, ceiling] = [low - (high - low), high + (high - low)];
    const most = high * 2;
    for (const estimate of outer) {
      take(Math.max(estimate.low95, floor));
      take(Math.min(estimate.high95, ceiling));
    }
    for (const place of lines) {
      for (const limit of columns.lines[place].limits) if (limit.value <= most) take(limit.value);
    }
    return valueScale(low, high, axis.zero, isWhole, Math.trunc(plotHeight / 28));
  };

  const drawPanel = (panel) => {
    const plot = { top: head, bottom: head + plotHeight, right: width - right };
    const y = (value, scale) => plot.bottom - Math.min(Math.max(shareOf(value, scale), 0), 1) * plotHeight;
    for (const tick of ticks) {
      const at = px(x(columns.middle(tick.place)));
      markup += leaf('path', [['class', 'x'], ['d', `M${at} ${px(plot.bottom)}v4`]]);
      markup += element('text', [['x', at], ['y', px(plot.bottom + 17)], ['text-anchor', 'middle']], tick.text);
      if (!tick.more) continue;
      markup += element('text',
        [['x', at], ['y', px(plot.bottom + 31)], ['class', 'k'], ['text-anchor', 'middle']], tick.more);
    }
    const axes = [];
    const free = { lower: 12, upper: width - 12 };
    for (const [axis, isRight] of [[panel.left, false], [panel.right, true]]) {
      if (!axis || !axis.lines.some((line) => visible.has(line))) continue;
      const lines = axis.lines.filter((line) => visible.has(line));
      const unit = panel.right && width < 700 ? axis.half : axis.unit;
      if (isRight) free.upper -= unit.columns * 8; else free.lower += unit.columns * 8;
      markup += element('text', [['class', 'u'], ['x', isRight ? px(width) : '0'], ['y', '13'],
        ['text-anchor', isRight ? 'end' : null]], escaped(unit.text));
      const scale = scaleOf(axis, lines);
      if (!scale) continue;
      if (!axes.length) {
        markup += leaf('path', [['class', 'g'], ['d',
          scale.ticks.map((tick) => `M${px(left)} ${px(y(tick.value, scale))}H${px(plot.right)}`).join('')]]);
      }
      for (const tick of scale.ticks) {
        markup += element('text', [['x', px(isRight ? plot.right + 6 : left - 6)],
          ['y', px(y(tick.value, scale) + 4)], ['text-anchor', isRight ? null : 'end']], tick.text);
      }
      axes.push({ scale, lines });
    }
    markup += leaf('path', [['class', 'x'], ['d', `M${px(left)} ${px(plot.bottom)}H${px(plot.right)}`]]);
    drawNotes(plot, (at) => free.lower < at && at < free.upper);
    if (!axes.length) {
      markup += element('text', [['x', px(left + plotWidth / 2)], ['y', px(plot.top + plotHeight / 2)],
        ['text-anchor', 'middle']], 'No data in this time');
    }
    for (const { scale, lines } of axes) {
      for (const line of lines) {
        drawGroup(line, () => {
          drawEarlier(line, (value) => y(value, scale));
          drawLimits(line, scale, plot, y);
          drawOutlook(line, (value) => y(value, scale));
        });
      }
    }
    for (const { scale, lines } of axes) {
      for (const line of lines) drawGroup(line, () => drawLine(line, (value) => y(value, scale)));
    }
    for (const { scale, lines } of axes) drawFindings(lines, plot, (value) => y(value, scale));
  };

  const drawGroup = (line, draw) => {
    const outside = markup;
    markup = '';
    draw();
    markup = outside + (markup ? `<g class="s${slotOf(line)}">${markup}</g>` : '');
  };

  const drawNotes = (plot, hasRoom) => {
    const line = (at) => leaf('path', [['class', 'a'], ['d', `M${at} ${px(plot.top)}V${px(plot.bottom)}`]]);
    if (start < columns.now && columns.now < end) {
      const now = x(columns.now);
      markup += line(px(now));
      if (hasRoom(now - 12) && hasRoom(now + 12) && now > left + 12) {
        markup += element('text', [['x', px(now)], ['y', px(plot.top - 4)], ['text-anchor', 'middle']], 'now');
      }
    }
    const flags = [];
    const notes = columns.notes.filter((note) => meets(note, start, end));
    for (const note of notes) {
      if (note.end === null) continue;
      const [first, last] = [px(x(Math.max(note.at, start))), px(x(Math.min(note.end, end)))];
      markup += element('path', [['class', 'sp'], ['d', `M${first} ${px(plot.top)}H${last}V${px(plot.bottom)}H${first}z`]],
        element('title', [], escaped(note.text)));
    }
    notes.forEach((note, index) => {
      const at = x(Math.max(note.at, start));
      const last = flags.at(-1);
      if (last && at - last.at < 17) last.texts.push(note.text); else flags.push({ number: index + 1, at, texts: [note.text] });
    });
    for (const flag of flags) {
      const at = px(flag.at);
      const more = flag.texts.length > 3 ? [`and ${flag.texts.length - 3} more`] : [];
      markup += '<g>' + element('title', [], escaped([...flag.texts.slice(0, 3), ...more].join('; '))) + line(at)
        + leaf('circle', [['class', 'm'], ['cx', at], ['cy', px(plot.top - 8)], ['r', '8']])
        + element('text', [['class', 'r'], ['x', at], ['y', px(plot.top - 4.5)], ['text-anchor', 'middle']],
          String(flag.number)) + '</g>';
    }
  };

  const ring = (style, at, height, title) => {
    markup += element('circle', [['class', style], ['cx', at], ['cy', height], ['r', '3.5']],
      element('title', [], escaped(title)));
  };

  const drawLine = (place, y) => {
    const line = columns.lines[place];
    const own = line.points.filter((point) => isShown(point.place));
    const points = thinned(own, limit(800));
    drawStrokes(thinned(own, limit(4000)), points.length < own.length, y);
    const isSparse = points.length === own.length && points.length * 12 <= Math.trunc(width);
    points.forEach((point, index) => {
      const isLast = index + 1 === points.length;
      const isAlone = (index === 0 || point.isFirst) && (isLast || points[index + 1].isFirst);
      const title = `${short(place)}: ${exact(point.value)}, ${nameOf(columns, point.place)}, ${point.state.text}`;
      const [at, height] = [px(x(point.position)), px(y(point.value))];
      if (point.state.certainty === 2 && (isSparse || isAlone || isLast)) {
        ring('o', at, height, title);
      } else {
        markup += element('path', [['class', isSparse || isAlone ? 'p d' : 'p'], ['d', `M${at} ${height}h0`]],
          element('title', [], escaped(title)));
      }
    });
    drawSilences(line, short(place), y);
  };

  const drawSilences = (line, name, y) => {
    const silences = line.silences.filter((silence) => silence.from < to && from < silence.to);
    const most = Math.max(6, Math.trunc(limit(800) / 4));
    let last = -1n;
    for (const silence of silences) {
      const middle = columns.middle(Math.max(silence.from, from));
      const cell = BigInt(middle - start) * BigInt(most) / BigInt(end - start);
      if (silences.length > most && cell === last) continue;
      last = cell;
      ring('o q', px(x(middle)), px(y(silence.value)), `${name}: not known, ${silence.text}`);
    }
  };

  const drawStrokes = (points, marksAlone, y) => {
    const paths = ['', '', ''];
    let [last, before, wasUnsure] = ['', null, false];
    for (const [index, point] of points.entries()) {
      const place = `${px(x(point.position))} ${px(y(point.value))}`;
      const style = wasUnsure ? 2 : point.state.certainty;
      wasUnsure = point.state.certainty === 2;
      if (point.isFirst || !last) {
        before = null;
        if (marksAlone && (index + 1 === points.length || points[index + 1].isFirst)) {
          paths[point.state.certainty] += 'M' + place + 'h0';
        }
      } else {
        paths[style] += (before === style ? '' : 'M' + last) + 'L' + place;
        before = style;
      }
      last = place;
    }
    ['l', 'l f', 'l n'].forEach((style, index) => {
      if (paths[index]) markup += leaf('path', [['class', style], ['d', paths[index]]]);
    });
  };

  const drawEarlier = (line, y) => {
    const points = thinned(earlierPoints(line), limit(4000));
    if (!points.length) return;
    const bounds = [columns.bounds, earlier.columns.bounds];
    const at = (point) => {
      const place = from + point.place - earlier.from;
      const passed = BigInt(point.position - bounds[1][point.place]) * BigInt(bounds[0][place + 1] - bounds[0][place]);
      return x(bounds[0][place] + Number(passed / BigInt(bounds[1][point.place + 1] - bounds[1][point.place])));
    };
    const path = points.map((point, index) => {
      const place = `${px(at(point))} ${px(y(point.value))}`;
      const isAlone = index + 1 === points.length || points[index + 1].isFirst;
      return index === 0 || point.isFirst ? 'M' + place + (isAlone ? 'h0' : '') : 'L' + place;
    });
    const time = [points[0], points.at(-1)].map((point) => nameOf(earlier.columns, point.place));
    markup += element('path', [['class', 'l ea'], ['d', path.join('')]],
      element('title', [], escaped(`${short(line)} before: ${time[0]} to ${time[1]}`)));
  };

  const drawLimits = (line, scale, plot, y) => {
    for (const limit of columns.lines[line].limits) {
      if (limit.value < scale.lower || limit.value > scale.upper) continue;
      markup += element('path', [['class', 'l lm'], ['d', `M${px(left)} ${px(y(limit.value, scale))}H${px(plot.right)}`]],
        element('title', [], escaped(`${short(line)}: ${limit.text}`)));
    }
  };

  const drawOutlook = (place, y) => {
    const [line, name] = [columns.lines[place], short(place)];
    const own = line.points.filter((point) => isShown(point.place));
    const stretches = [];
    line.outlook.estimates.forEach((estimate, step) => {
      const place = line.outlook.first + step;
      if (!isShown(place)) return;
      if (!stretches.length || estimate.isFirst) stretches.push([]);
      stretches[stretches.length - 1].push({ place, estimate });
    });
    for (const stretch of stretches) {
      const known = own.findLast((point) => point.place < stretch[0].place);
      const anchor = known && !stretch[0].estimate.isFirst ? [`${px(x(known.position))} ${px(y(known.value))}`] : [];
      const at = (step, value) => `${px(x(columns.middle(step.place)))} ${px(y(value))}`;
      const band = (low, high) => 'M' + [...anchor, ...stretch.map((step) => at(step, step.estimate[high])),
        ...stretch.toReversed().map((step) => at(step, step.estimate[low]))].join('L') + 'Z';
      markup += leaf('path', [['class', 'b w'], ['d', band('low95', 'high95')]]);
      markup += leaf('path', [['class', 'b'], ['d', band('low80', 'high80')]]);
      markup += leaf('path', [['class', 'l c'],
        ['d', 'M' + [...anchor, ...stretch.map((step) => at(step, step.estimate.value))].join('L')]]);
      for (const step of stretch) {
        const { value, low80, high80 } = step.estimate;
        markup += element('path', [['class', 'p'], ['d', `M${at(step, value)}h0`]], element('title', [], escaped(
          `${name}: expected ${average(value)}, ${nameOf(columns, step.place)}, 80 %: `
          + `${average(low80)} to ${average(high80)}`)));
      }
    }
  };

  const drawFindings = (lines, plot, y) => {
    for (const flag of columns.findings) {
      if (!lines.includes(flag.line) || !isShown(flag.place)) continue;
      const point = columns.lines[flag.line].points.findLast((each) => each.place === flag.place);
      const height = point ? y(point.value) : plot.bottom;
      markup += element('path',
        [['class', 'e'], ['d', `M${px(x(columns.middle(flag.place)))} ${px(height - 6)}l6 6l-6 6l-6 -6z`]],
        element('title', [], escaped(flag.text)));
    }
  };

  // Each panel is a picture of its own, so that a sheet of paper can end between two.
  const pictures = panels.map((panel) => {
    markup = '';
    drawPanel(panel);
    return { markup, panel: data.panels.indexOf(panel), names: layoutLines(panel).filter((line) => visible.has(line)).map(short) };
  });
  return { pictures, width, height: panelHeight, x, start, end, left, right: width - right, from, to };
};

/// The ends of each stretch, and the lowest and highest points in cells of equal time, as Downsampling.minMax keeps them.
function ends(points, limit) {
  if (points.length <= limit) return points;
  const isKept = points.map((point, i) => point.isFirst || i + 1 === points.length || points[i + 1].isFirst);
  const keepExtremes = (from, to) => {
    let [lowest, highest] = [from, from];
    for (let i = from + 1; i < to; i += 1) {
      if (points[i].value < points[lowest].value) lowest = i;
      if (points[i].value > points[highest].value) highest = i;
    }
    isKept[lowest] = true;
    isKept[highest] = true;
  };
  // The first point of all begins a stretch, whatever stood before it.
  isKept[0] = true;
  keepExtremes(0, points.length);
  const left = limit - Math.min(limit, isKept.filter((kept) => kept).length);
  const cells = BigInt(Math.trunc(left / 2));
  if (cells > 0n) {
    const distance = (i) => BigInt(points[i].position - points[0].position);
    const width = distance(points.length - 1) + 1n;
    for (let from = 0; from < points.length;) {
      const next = ((distance(from) * cells / width + 1n) * width + cells - 1n) / cells;
      let to = from + 1;
      while (to < points.length && distance(to) < next) to += 1;
      keepExtremes(from, to);
      from = to;
    }
  }
  return points.filter((_, i) => isKept[i]);
}

/// As `ends`, or where these are too many what is lowest and highest in each cell alone.
function thinned(points, limit) {
  const kept = ends(points, limit);
  if (kept.length <= limit + Math.trunc(limit / 4)) return kept;
  const cells = BigInt(Math.max(1, Math.trunc(limit / 2)));
  const length = BigInt(points.at(-1).position - points[0].position) + 1n;
  const cell = (point) => BigInt(point.position - points[0].position) * cells / length;
  const few = [];
  let isBroken = false;
  for (let from = 0; from < points.length;) {
    let [to, lowest, highest] = [from, from, from];
    const own = cell(points[from]);
    while (to < points.length && cell(points[to]) === own) {
      if (points[to].value < points[lowest].value) lowest = to;
      if (points[to].value > points[highest].value) highest = to;
      to += 1;
    }
    for (let place = from; place < to; place += 1) {
      if (points[place].isFirst) isBroken = true;
      if (place !== lowest && place !== highest) continue;
      few.push({ ...points[place], isFirst: isBroken });
      isBroken = false;
    }
    from = to;
  }
  return few;
}
