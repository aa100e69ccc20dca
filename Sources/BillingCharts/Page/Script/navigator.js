// Moving. A view is { from, to, anchor, period } or, after a zoom, { from, to, anchor, step }.

const [dataStart, dataEnd] = data.data;
const level = (width) => levels.find((each) => each.width === width);
const hasHours = (view) => hours && view.period === 'day' && hours.bounds.includes(view.from) && hours.bounds.includes(view.to);
const levelOf = (view) => view.step ? level(view.step) : hasHours(view) ? hours : level('day');
const overlapping = (view) => view.from < dataEnd && dataStart < view.to && dataStart < dataEnd ? view : null;

const navigator = {
  holding(period, instant) {
    const { bounds } = level(period);
    const place = placeOf(bounds, instant);
    if (place < 0 || place + 1 >= bounds.length) return null;
    return overlapping({ from: bounds[place], to: bounds[place + 1], anchor: instant, period });
  },
  insteadOf(view, period) {
    const [from, to] = [Math.max(view.from, dataStart), Math.min(view.to, dataEnd)];
    if (from >= to) return null;
    return navigator.holding(period, Math.min(Math.max(view.anchor, from), to - 1));
  },
  moved(view, direction) {
    const { bounds } = level(view.period || view.step);
    const [first, last] = [bounds.indexOf(view.from), bounds.indexOf(view.to)];
    if (first < 0 || last < 0 || dataStart >= dataEnd) return null;
    if (direction > 0 ? view.to >= dataEnd : view.from <= dataStart) return null;
    const [from, to] = direction > 0 ? [last, 2 * last - first] : [2 * first - last, first];
    if (from < 0 || to >= bounds.length) return null;
    return { ...view, from: bounds[from], to: bounds[to] };
  },
  zoomTo(from, to, anchor = from + Math.floor((to - from) / 2)) {
    const end = to > from ? to : from + 1;
    for (const { width, bounds } of levels) {
      const [first, last] = [placeOf(bounds, from), placeOf(bounds, end - 1)];
      if (first < 0 || last + 1 >= bounds.length) continue;
      if (last - first + 1 > data.points && width !== 'year') continue;
      return overlapping({ from: bounds[first], to: bounds[last + 1], anchor, step: width });
    }
    return null;
  },
  everything: () => navigator.zoomTo(dataStart, dataEnd, dataEnd - 1),
  zoomBy(view, factor, instant) {
    const point = Math.min(Math.max(instant, view.from), view.to);
    const [low, high] = [Math.min(view.from, dataStart), Math.max(view.to, dataEnd)];
    let from = Math.max(low, point - Math.round((point - view.from) * factor));
    let to = Math.min(high, point + Math.round((view.to - point) * factor));
    if (from >= to) [from, to] = [Math.min(point, high - 1), Math.min(point, high - 1) + 1];
    return navigator.zoomTo(from, to, Math.min(point, view.to - 1));
  },
};

/// The view before another one, for a comparison; null where its figures are of another width.
const viewBefore = (view) => {
  const before = navigator.moved(view, -1);
  return before && levelOf(before) === levelOf(view) ? before : null;
};
const earlierBuckets = (view) => {
  const columns = levelOf(view);
  return { columns, from: placeOf(columns.bounds, view.from), to: placeOf(columns.bounds, view.to) };
};
