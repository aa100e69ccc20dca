// Lengths, the ticks of axes, and markup, as in ValueScale and TimeTicks.

const escaped = (text) => text.replace(/[\uFFFE\uFFFF]/g, '\uFFFD').replace(/&/g, '&amp;').replace(/</g, '&lt;')
  .replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;');
const px = (length) => {
  const tenths = Math.round(length * 10);
  return tenths % 10 === 0 ? String(tenths / 10) : Math.trunc(tenths / 10) + '.' + tenths % 10;
};

const suffixes = [[12, 'T'], [9, 'B'], [6, 'M'], [3, 'k']];
// Beyond 2^53 a number itself is written with zeros where it has digits.
const whole = (value) => String(BigInt(Math.abs(value)));
const tickText = (value, power, greatest) => {
  if (value === 0) return '0';
  const sign = value < 0 ? '−' : '';
  const digits = whole(greatest).length + power;
  if (digits > 15 || power < -6) {
    const all = whole(value);
    const part = all.slice(1).replace(/0+$/, '');
    return sign + all[0] + (part ? '.' + part : '') + 'e' + (power + all.length - 1);
  }
  const suffix = digits > 5 ? suffixes.find(([size]) => digits > size) : null;
  const shift = power - (suffix ? suffix[0] : 0);
  let text = whole(value) + '0'.repeat(Math.max(0, shift));
  if (shift < 0) {
    text = '0'.repeat(Math.max(0, 1 - shift - text.length)) + text;
    const part = text.slice(shift).replace(/0+$/, '');
    text = text.slice(0, shift) + (part ? '.' + part : '');
  } else if (text.length > 3) {
    text = text.slice(0, -3) + ',' + text.slice(-3);
  }
  return sign + text + (suffix ? suffix[1] : '');
};

const ten = (power) => Number('1e' + Math.min(Math.abs(power), 308));
const times = (value, scale, power) => power < 0 ? value / scale : value * scale;
const over = (value, scale, power) => power < 0 ? value * scale : value / scale;
const powerOf = (value) => {
  if (!(value > 0) || !Number.isFinite(value)) return 0;
  let [power, size] = [0, value];
  while (size >= 1e16) { size /= 1e16; power += 16; }
  while (size < 1e-16) { size *= 1e16; power -= 16; }
  while (size >= 10) { size /= 10; power += 1; }
  while (size < 1) { size *= 10; power -= 1; }
  return Math.max(power, -300);
};
const valueScale = (lowest, highest, fromZero, isWhole, most) => {
  let [low, high] = [lowest, highest];
  if (low > 0 && (fromZero || low < high / 2)) low = 0;
  if (high < 0 && (fromZero || high > low / 2)) high = 0;
  if (isWhole && low > 0 && high - low < 4) [low, high] = [Math.max(0, low - 2), high + 2];
  if (low === high) {
    if (low === 0) {
      high = 1;
    } else {
      const room = isWhole ? Math.max(1, Math.floor(Math.abs(low) / 20)) : Math.abs(low) / 20;
      [low, high] = [Math.max(low - room, -Number.MAX_VALUE), Math.min(high + room, Number.MAX_VALUE)];
    }
  }
  const least = (high / 2 - low / 2) / Math.max(2, most) * 2;
  let power = powerOf(least);
  if (isWhole) power = Math.max(power, 0);
  let factor = [1, 2, 5, 10].find((each) => times(each, ten(power), power) >= least) || 10;
  if (factor === 10) [factor, power] = [1, power + 1];
  const scale = ten(power);
  const first = Math.floor(over(low, scale, power) / factor);
  const last = Math.ceil(over(high, scale, power) / factor);
  const ticks = [];
  for (let place = first; place <= last && ticks.length <= 2 * Math.max(2, most) + 2; place += 1) {
    const value = times(place * factor, scale, power);
    ticks.push({ number: place * factor, value: Number.isFinite(value) ? value : place > 0 ? high : low });
    if (place + 1 === place) break;
  }
  const greatest = Math.max(0, ...ticks.map((tick) => Math.abs(tick.number)));
  return {
    lower: Math.min(low, ticks.length ? ticks[0].value : low),
    upper: Math.max(high, ticks.length ? ticks[ticks.length - 1].value : high),
    ticks: ticks.map((tick) => ({ value: tick.value, text: tickText(tick.number, power, greatest) })),
  };
};
const shareOf = (value, scale) => (value / 2 - scale.lower / 2) / (scale.upper / 2 - scale.lower / 2);

const steps = [
  ...[1, 5, 15, 30, 60, 180, 360, 720].map((count) => ({ unit: 'minutes', count, room: 46 })),
  ...[1, 2, 5, 10, 15].map((count) => ({ unit: 'days', count, room: 24 })), { unit: 'each', count: 1, room: 52 },
  ...[1, 3, 6].map((count) => ({ unit: 'months', count, room: 34 })),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].map((count) => ({ unit: 'years', count, room: 42 })),
];
const begins = (step, columns, place, first) => {
  const date = civil(columns.dates[place]);
  const before = place > first ? civil(columns.dates[place - 1]) : null;
  switch (step.unit) {
    case 'minutes':
      return columns.naming === 'instant' && columns.minutes[place] % step.count === 0;
    case 'days':
      if (columns.naming !== 'day' && columns.naming !== 'instant') return false;
      if (before ? before.number === date.number : columns.naming === 'instant' && columns.minutes[place] !== 0) return false;
      return (date.day - 1) % step.count === 0 && (step.count === 1 || date.day <= 31 - step.count);
    case 'each':
      return columns.naming === 'period';
    case 'months': {
      const month = date.year * 12 + date.month - 1;
      if (month % step.count !== 0) return false;
      return before ? before.year * 12 + before.month - 1 !== month : date.day === 1;
    }
    default:
      if (date.year % step.count !== 0) return false;
      return before ? before.year !== date.year : date.day === 1 && date.month === 1;
  }
};
const ticksFor = (step, columns, places, x, width) => {
  let [said, end, year] = ['', 0, null];
  return places.map((place) => {
    const date = civil(columns.dates[place]);
    const month = months[date.month - 1].slice(0, 3);
    const [text, more] = {
      minutes: [clock(columns.minutes[place] ?? 0), date.day + ' ' + month + ' ' + date.year],
      days: [String(date.day), year === date.year ? month : month + ' ' + date.year], each: [date.day + ' ' + month, String(date.year)],
      months: [month, String(date.year)], years: [String(date.year), ''],
    }[step.unit];
    const half = more.length * 3.5;
    if (said.startsWith(more) || x(place) - half < end || x(place) + half > width) return { place, text, more: '' };
    [said, end, year] = [more, x(place) + half + 8, date.year];
    return { place, text, more };
  });
};
const timeTicks = (columns, from, to, width, x) => {
  const all = Array.from({ length: to - from }, (_, index) => from + index);
  for (const step of steps) {
    const places = all.filter((place) => begins(step, columns, place, from));
    if (!places.length) continue;
    if (places.every((place, i) => i === 0 || x(place) - x(places[i - 1]) >= step.room)) {
      return ticksFor(step, columns, places, x, width);
    }
  }
  return ticksFor(steps.find((step) => step.unit === 'each'), columns, [from], x, width);
};
