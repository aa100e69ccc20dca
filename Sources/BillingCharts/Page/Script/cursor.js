// The cursor.

const placeAt = (pixel) => picture.start
  + (pixel - picture.left) / (picture.right - picture.left) * (picture.end - picture.start);
const instantAt = (event) => {
  const pixel = event.clientX - chart.getBoundingClientRect().left;
  return Math.min(Math.max(Math.floor(placeAt(pixel)), view.from), view.to - 1);
};
let pressed = null;
/// Shows what the lines of the panel under a pointer say, beside it.
const tip = part('tip');
const showTip = (event) => {
  const panels = [...root.querySelectorAll('.panel')];
  const own = panels.findIndex((panel) => event.clientY <= panel.getBoundingClientRect().bottom);
  const found = hover(view, instant, before());
  const lines = own < 0 ? [] : layoutLines(data.panels[own]).filter((line) => visible.has(line));
  tip.hidden = !found || !lines.length;
  if (tip.hidden) return;
  tip.innerHTML = `<strong>${escaped(found.name)}</strong>` + lines.map((line) => {
    const row = found.values[line];
    return `<span><i class="swatch s${slotOf(line)}"></i><bdi>${escaped(data.names[line].short)}</bdi>`
      + `<em>${escaped(figure(row))}</em>${row.before ? `<small>before ${escaped(row.before)}</small>` : ''}</span>`;
  }).join('');
  const box = chart.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  const isRight = x + 16 + tip.offsetWidth <= box.width;
  tip.style.left = Math.max(0, isRight ? x + 16 : x - 16 - tip.offsetWidth) + 'px';
  tip.style.top = Math.max(0, Math.min(y + 16, box.height - tip.offsetHeight)) + 'px';
};
cursor.addEventListener('pointerleave', () => { tip.hidden = true; });
cursor.addEventListener('pointermove', (event) => {
  instant = instantAt(event);
  read();
  showTip(event);
  if (pressed !== null) select(pressed, event.clientX);
});
/// Reads values at an instant that a reader asked for, which stays in sight of the next period.
const ask = (at) => {
  instant = at;
  view = { ...view, anchor: at };
  read();
};
cursor.addEventListener('pointerdown', (event) => {
  ask(instantAt(event));
  if (event.pointerType === 'mouse' && event.button === 0) {
    pressed = event.clientX;
    cursor.setPointerCapture(event.pointerId);
  }
});
cursor.addEventListener('pointerup', (event) => {
  const start = pressed;
  pressed = null;
  select(null);
  if (start === null || Math.abs(event.clientX - start) < 8) return;
  const box = chart.getBoundingClientRect();
  const ends = [start, event.clientX].map((pixel) =>
    Math.min(Math.max(Math.floor(placeAt(pixel - box.left)), view.from), view.to - 1)).sort((a, b) => a - b);
  show(navigator.zoomTo(ends[0], ends[1]));
});
cursor.addEventListener('pointercancel', () => { pressed = null; select(null); });
function select(from, to) {
  const selection = part('selection');
  selection.hidden = from === null || Math.abs(to - from) < 8;
  const { left: edge } = cursor.getBoundingClientRect();
  if (selection.hidden) return;
  selection.style.left = Math.min(from, to) - edge + 'px';
  selection.style.width = Math.abs(to - from) + 'px';
}
cursor.addEventListener('keydown', (event) => {
  tip.hidden = true;
  const { bounds } = levelOf(view);
  const [first, last] = [picture.from, picture.to - 1];
  const place = placeOf(bounds, readInstant());
  const next = {
    ArrowLeft: place - 1, ArrowRight: place + 1, ArrowDown: place - 1, ArrowUp: place + 1, PageUp: place + 7,
    PageDown: place - 7, Home: first, End: last,
  }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  ask(bounds[Math.min(Math.max(next, first), last)]);
});

/// Shows what lies under the cursor closer: the day of a month, the week or the month of a longer time.
const open = (at) => {
  const period = { week: 'week', month: 'month', quarter: 'month', year: 'month' }[view.step] ?? 'day';
  show(navigator.holding(period, at));
};
cursor.addEventListener('dblclick', (event) => open(instantAt(event)));
cursor.addEventListener('keydown', (event) => {
  if (event.key === 'Enter') open(readInstant());
});
