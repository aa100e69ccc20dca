// Buttons, the date and the lines.

for (const button of root.querySelectorAll('[data-move]')) {
  button.addEventListener('click', () => show(navigator.moved(view, Number(button.dataset.move))));
}
for (const button of root.querySelectorAll('[data-period]')) {
  button.addEventListener('click', () => show(navigator.insteadOf(view, button.dataset.period)));
}
for (const button of root.querySelectorAll('[data-zoom]')) {
  button.addEventListener('click', () => {
    const middle = instant !== null && view.from <= instant && instant < view.to
      ? instant : view.from + Math.floor((view.to - view.from) / 2);
    show(navigator.zoomBy(view, Number(button.dataset.zoom), middle));
  });
}
root.querySelector('[data-compare]').addEventListener('click', () => {
  isComparing = !isComparing;
  draw();
});
root.querySelector('[data-size]').addEventListener('click', (event) => {
  isBySize = !isBySize;
  event.currentTarget.closest('th').setAttribute('aria-sort', isBySize ? 'descending' : 'none');
  read();
});
root.querySelector('[data-csv]').addEventListener('click', () => {
  const link = document.createElement('a');
  // A mark of the order of bytes, so that spreadsheets read it as UTF-8.
  link.href = URL.createObjectURL(new Blob(['\uFEFF', csvOf(view, visible)], { type: 'text/csv;charset=utf-8' }));
  link.download = `consumption ${spanText()}.csv`;
  link.click();
  // Not before the browser has read it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
});
root.querySelector('[data-all]').addEventListener('click', () => show(navigator.everything()));
root.querySelector('[data-date]').addEventListener('change', (event) => {
  const day = Math.round(Date.parse(event.target.value) / 86400000);
  const columns = level('day');
  const place = columns.dates.findLastIndex((each) => each <= day);
  if (place < 0 || !Number.isFinite(day)) return;
  instant = columns.bounds[place];
  show(navigator.holding(view.period || 'month', columns.bounds[place]));
});
for (const entry of root.querySelectorAll('[data-line]')) {
  const line = Number(entry.dataset.line);
  const button = document.createElement('button');
  button.type = 'button';
  button.append(...entry.childNodes);
  button.setAttribute('aria-pressed', 'true');
  entry.append(button);
  button.addEventListener('click', () => {
    // What is shown last stays, so that a graph always has a line.
    if (visible.has(line) && visible.size > 1) visible.delete(line); else visible.add(line);
    button.setAttribute('aria-pressed', String(visible.has(line)));
    draw();
  });
}

for (const hidden of root.querySelectorAll('[data-script]')) hidden.hidden = false;
root.classList.add('live');
if (view) {
  draw();
  // A picture that changes while its size is told would be told of again.
  new ResizeObserver(() => requestAnimationFrame(() => {
    if (Math.max(240, Math.floor(chart.clientWidth)) !== picture.width) draw();
  })).observe(chart);
}

// What a host or a test may ask of the graph.
root.graph = {
  navigator, hover, viewBefore, number, exact, average, percent,
  get view() { return view; },
  show,
  csv: () => csvOf(view, visible),
  markup: (of, width, before) => drawn(of, visible, width, before).pictures.map(({ markup }) => markup).join(''),
};
