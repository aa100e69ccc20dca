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
  picture = drawn(view, visible, width);
  part('panels').innerHTML = picture.pictures.map(({ markup, names }) => element('svg', [
    ['class', 'ib'], ['role', 'img'], ['aria-label', `${names.join(', ')}; ${spanText()}`],
    ['viewBox', `0 0 ${px(width)} ${px(picture.height)}`], ['width', px(width)], ['height', px(picture.height)],
  ], markup)).join('');
  part('span').textContent = spanText();
  root.querySelector('[data-date]').value = iso(levels[0].dates[placeOf(levels[0].bounds, view.anchor)]);
  for (const button of root.querySelectorAll('[data-move]')) {
    // It keeps the focus, for who goes on with the keyboard.
    button.setAttribute('aria-disabled', String(!navigator.moved(view, Number(button.dataset.move))));
  }
  for (const button of root.querySelectorAll('[data-period]')) {
    button.setAttribute('aria-pressed', String(button.dataset.period === view.period));
  }
  drawStrip();
  read();
}

function read() {
  const found = hover(view, readInstant());
  if (!found) return;
  const columns = levelOf(view);
  const at = picture.x(columns.middle(found.place));
  cursor.style.left = picture.left + 'px';
  cursor.style.width = picture.right - picture.left + 'px';
  mark.style.left = at - picture.left + 'px';
  const rows = found.values.map((value, line) => ({ ...value, line })).filter(({ line }) => visible.has(line));
  const words = (row) => [row.known, row.estimate ? `expected ${average(row.estimate.value)} (80 %: `
    + `${average(row.estimate.low80)} to ${average(row.estimate.high80)})` : null].filter(Boolean).join('; ');
  reading.querySelector('caption').textContent = found.name;
  reading.querySelector('tbody').innerHTML = rows.map((row) => '<tr>'
    + `<th scope="row"><span class="swatch s${slotOf(row.line)}"></span><bdi>${escaped(row.name)}</bdi></th>`
    + `<td class="number">${escaped(row.parts.length ? row.parts.join(' / ') : row.text)}</td>`
    + `<td>${escaped(row.time || (row.isDaily ? found.name.slice(0, 10) : found.name))}</td>`
    + `<td>${escaped([row.state, words(row)].filter(Boolean).join('; '))}</td></tr>`).join('')
    + [...found.notes, ...found.findings.filter((flag) => visible.has(flag.line)).map((flag) => flag.text)]
      .map((text) => `<tr><td colspan="4">${escaped(text)}</td></tr>`).join('');
  cursor.setAttribute('aria-valuemax', String(picture.to - picture.from - 1));
  cursor.setAttribute('aria-valuenow', String(found.place - picture.from));
  cursor.setAttribute('aria-valuetext',
    found.name + ': ' + rows.map((row) => `${row.name} ${row.text}, ${row.state}`).join('; '));
}

const show = (next) => {
  if (!next) return;
  view = next;
  draw();
};
