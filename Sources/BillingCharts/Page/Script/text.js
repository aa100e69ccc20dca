// Numbers and dates for people, as in NumberText and ScreenText.

const missing = '–';
const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ',');
const exponential = (value) => {
  const text = Math.abs(value).toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return (value < 0 ? '−' : '') + text;
};
const fixed = (value, decimals) => {
  if (!Number.isFinite(value)) return missing;
  if (Math.abs(value) >= 2 ** 54) return exponential(value);
  const [whole, part] = Math.abs(value).toFixed(decimals).split('.');
  const text = grouped(whole) + (part ? '.' + part : '');
  return value < 0 && /[1-9]/.test(text) ? '−' + text : text;
};
const number = (value) => {
  if (!Number.isFinite(value)) return missing;
  if (value === Math.round(value)) return fixed(value, 0);
  if (Math.abs(value) >= 0.1) return fixed(value, 2);
  if (Math.abs(value) < 1e-6) return exponential(value);
  return fixed(value, 6).replace(/0+$/, '');
};
/// All the digits that tell a number from its neighbours.
const exact = (value) => {
  if (!Number.isFinite(value)) return missing;
  if (value === Math.round(value)) return number(value);
  if (Math.abs(value) < 1e-4 || Math.abs(value) >= 2 ** 53) return exponential(value);
  const [whole, part] = String(Math.abs(value)).split('.');
  return (value < 0 ? '−' : '') + grouped(whole) + '.' + (part ?? '0');
};
const average = (value) => {
  if (value === 0 || Math.abs(value) >= 1) return fixed(value, 1);
  return Math.abs(value) >= 0.01 ? fixed(value, 2) : number(value);
};
/// A finite number as a whole number times a power of two, and the power of two of its last bit.
const binary = (value) => {
  let [size, power] = [Math.abs(value), 0];
  while (size !== Math.floor(size)) { size *= 2; power -= 1; }
  const whole = BigInt(size);
  return { whole, power, last: Math.max(whole.toString(2).length + power, -1021) - 53 };
};
/// A difference as a percentage of the size of its base, rounded from the exact quotient; null where there is none.
const percent = (difference, base) => {
  if (!Number.isFinite(difference) || !Number.isFinite(base) || base === 0) return null;
  if (difference === 0) return '0.0 %';
  const [above, below] = [binary(difference), binary(base)];
  const sign = difference < 0 ? '−' : '+';
  if (above.last - below.last > 53) {
    const ratio = Math.abs(difference / base * 100);
    return Number.isFinite(ratio) ? sign + exponential(ratio) + ' %' : null;
  }
  const shift = above.power - below.power;
  const part = above.whole * 2000n << BigInt(Math.max(0, shift));
  const tenths = (part / (below.whole << BigInt(Math.max(0, -shift))) + 1n) / 2n;
  if (tenths === 0n) return '0.0 %';
  const digits = String(tenths).padStart(2, '0');
  return sign + grouped(digits.slice(0, -1)) + '.' + digits.slice(-1) + ' %';
};

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
  'November', 'December'];
const civil = (day) => {
  const date = new Date(day * 86400000);
  return { number: day, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
};
const padded = (value, length) => String(value).padStart(length, '0');
const iso = (day) => {
  const date = civil(day);
  return padded(date.year, 4) + '-' + padded(date.month, 2) + '-' + padded(date.day, 2);
};

const clock = (minutes) => padded(Math.trunc(minutes / 60), 2) + ':' + padded(minutes % 60, 2);
