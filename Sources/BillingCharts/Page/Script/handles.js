// The strip of all data with a handle at each end of what is shown.

const stripWidth = () => strip.clientWidth;
const fraction = (at) => Math.min(Math.max((at - dataStart) / (dataEnd - dataStart), 0), 1);
const handles = [...root.querySelectorAll('.handle')];

function drawStrip() {
  const [from, to] = [fraction(view.from), fraction(view.to)];
  stripWindow.style.left = from * 100 + '%';
  stripWindow.style.width = (to - from) * 100 + '%';
  const columns = levelOf(view);
  const dates = [columns.dates[placeOf(columns.bounds, view.from)], columns.lastDates[placeOf(columns.bounds, view.to) - 1]];
  handles.forEach((handle, index) => {
    handle.style.left = [from, to][index] * 100 + '%';
    handle.setAttribute('aria-valuenow', String(Math.round([from, to][index] * 100)));
    handle.setAttribute('aria-valuetext', iso(dates[index]));
  });
}

const zoomWith = (index, at) => {
  const { bounds } = levelOf(view);
  const ends = [Math.max(view.from, dataStart), Math.min(view.to, dataEnd)];
  // A handle stops a bucket before the other one.
  ends[index] = index === 0 ? Math.min(at, ends[1] - 1) : Math.max(at, ends[0] + 1);
  show(navigator.zoomTo(Math.max(ends[0], bounds[0]), ends[1]));
};
handles.forEach((handle, index) => {
  let isHeld = false;
  handle.addEventListener('pointerdown', (event) => {
    isHeld = true;
    handle.setPointerCapture(event.pointerId);
    event.preventDefault();
    handle.focus();
  });
  handle.addEventListener('pointermove', (event) => {
    if (!isHeld) return;
    const share = (event.clientX - strip.getBoundingClientRect().left) / stripWidth();
    zoomWith(index, Math.round(dataStart + Math.min(Math.max(share, 0), 1) * (dataEnd - dataStart)));
  });
  for (const end of ['pointerup', 'pointercancel']) handle.addEventListener(end, () => { isHeld = false; });
  handle.addEventListener('keydown', (event) => {
    const { bounds } = levelOf(view);
    const place = placeOf(bounds, [view.from, view.to][index]);
    const move = {
      ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7,
      Home: -bounds.length, End: bounds.length,
    }[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const at = bounds[Math.min(Math.max(place + move, 0), bounds.length - 1)];
    zoomWith(index, Math.min(Math.max(at, dataStart), dataEnd));
  });
});
