// What a reader does: buttons, a date, two handles, a cursor; by mouse, touch and keyboard.

const part = (name) => root.querySelector('.' + name);
const chart = part('chart');
const cursor = part('cursor');
const mark = part('mark');
const strip = part('strip');
const stripWindow = part('window');
const reading = part('reading');
const visible = new Set(data.names.map((_, line) => line));
let view = data.first ? { ...data.first, step: stepOf(data.first) } : navigator.everything();
let instant = null;
let picture = null;
/// Whether the time before is drawn and told too.
let isComparing = false;
/// Whether lines are read from the largest figure down.
let isBySize = false;
const before = () => isComparing ? viewBefore(view) : null;

function stepOf({ from, to }) {
  const found = navigator.zoomTo(from, to);
  return found ? found.step : 'day';
}

const spanText = () => {
  const columns = levelOf(view);
  const [first, last] = [placeOf(columns.bounds, view.from), placeOf(columns.bounds, view.to) - 1];
  const [from, to] = [columns.dates[first], columns.lastDates[last]];
  if (view.period === 'month') return months[civil(from).month - 1] + ' ' + civil(from).year;
  return from === to ? iso(from) : iso(from) + ' to ' + iso(to);
};

/// The instant that is read: that of the cursor, or of what is known last.
const readInstant = () => {
  if (instant !== null && view.from <= instant && instant < view.to) return instant;
  return Math.max(view.from, Math.min(view.to, levelOf(view).now) - 1);
};

function draw() {
  const width = Math.max(240, Math.floor(chart.clientWidth));
  picture = drawn(view, visible, width, before());
  const drawings = root.querySelectorAll('.drawing');
  for (const drawing of drawings) drawing.innerHTML = '';
  for (const { markup, names, panel } of picture.pictures) {
    drawings[panel].innerHTML = element('svg', [
      ['class', 'ib'], ['role', 'img'], ['aria-label', `${names.join(', ')}; ${spanText()}`],
      ['viewBox', `0 0 ${px(width)} ${px(picture.height)}`], ['width', px(width)], ['height', px(picture.height)],
    ], markup);
  }
  part('flags').innerHTML = levelOf(view).notes.filter((note) => meets(note, view.from, view.to))
    .map((note) => `<li>${escaped(note.text)}</li>`).join('');
  part('span').textContent = spanText();
  root.querySelector('[data-date]').value = iso(levels[0].dates[placeOf(levels[0].bounds, readInstant())]);
  root.querySelector('[data-all]').setAttribute('aria-pressed', String(view.from <= dataStart && dataEnd <= view.to));
  for (const button of root.querySelectorAll('[data-move]')) {
    // It keeps the focus, for who goes on with the keyboard.
    button.setAttribute('aria-disabled', String(!navigator.moved(view, Number(button.dataset.move))));
  }
  for (const button of root.querySelectorAll('[data-period]')) {
    button.setAttribute('aria-pressed', String(button.dataset.period === view.period));
  }
  root.querySelector('[data-compare]').setAttribute('aria-pressed', String(isComparing));
  drawStrip();
  read();
}

/// Whether nothing but a forecast is said of a line.
const isExpected = (row) => row.value === null && !row.parts.length && row.estimate !== null;
const figure = (row) => isExpected(row) ? '≈ ' + average(row.estimate.value)
  : row.parts.length ? row.parts.join(' / ') : row.text;

function read() {
  const found = hover(view, readInstant(), before());
  if (!found) return;
  const columns = levelOf(view);
  const at = picture.x(columns.middle(found.place));
  cursor.style.left = picture.left + 'px';
  cursor.style.width = picture.right - picture.left + 'px';
  mark.style.left = at - picture.left + 'px';
  mark.hidden = instant === null || instant !== readInstant();
  const ends = extremes(view);
  const rows = found.values.map((value, line) => ({ ...value, line })).filter(({ line }) => visible.has(line));
  if (isBySize) rows.sort((one, other) => (other.value ?? -Infinity) - (one.value ?? -Infinity) || one.line - other.line);
  const words = (row) => [row.state, row.known, row.estimate ? `expected ${average(row.estimate.value)} (80 %: `
    + `${average(row.estimate.low80)} to ${average(row.estimate.high80)})` : null, ...row.limits].filter(Boolean).join('; ');
  reading.querySelector('caption').textContent = found.name;
  showBefore(found.nameBefore);
  reading.querySelector('tbody').innerHTML = rows.map((row) => '<tr>'
    + `<th scope="row"><span class="swatch s${slotOf(row.line)}"></span><bdi>${escaped(row.name)}</bdi></th>`
    + `<td class="number">${escaped(figure(row))}</td>`
    + (isComparing ? `<td class="before">${escaped(row.before ?? missing)}</td>` : '')
    + `<td class="time">${escaped(isExpected(row) ? missing : row.time || (row.isDaily ? found.name.slice(0, 10) : found.name))}</td>`
    + `<td class="state">${escaped(words(row))}</td>`
    + (ends[row.line] || [null, null]).map((end, index) =>
      `<td class="${index ? 'highest' : 'lowest'}">${end === null ? missing : escaped(number(end))}</td>`).join('') + '</tr>').join('')
    + [...found.notes, ...found.findings.filter((flag) => visible.has(flag.line)).map((flag) => flag.text)]
      .map((text) => `<tr class="note"><td colspan="${isComparing ? 7 : 6}">${escaped(text)}</td></tr>`).join('');
  cursor.setAttribute('aria-valuemax', String(picture.to - picture.from - 1));
  cursor.setAttribute('aria-valuenow', String(found.place - picture.from));
  cursor.setAttribute('aria-valuetext',
    found.name + ': ' + rows.map((row) => `${row.name} ${row.text}, ${row.state}`).join('; '));
}

/// Adds or removes the heading of the figures before, which says of when they are.
function showBefore(name) {
  reading.querySelector('thead .before')?.remove();
  if (!isComparing) return;
  reading.querySelector('thead th:nth-child(2)').insertAdjacentHTML('afterend',
    `<th scope="col" class="before">Before${name ? ', ' + escaped(name) : ''}</th>`);
}

const show = (next) => {
  if (!next) return;
  view = next;
  draw();
};
