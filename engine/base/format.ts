/** 1814073344 → `1,814,073,344`. Exact for integers; other numbers keep their decimals. */
export function grouped(n: number): string {
  const [whole = '', ...rest] = String(n).split('.');
  return [whole.replace(/(?<=\d)(?=(\d{3})+$)/g, ','), ...rest].join('.');
}

/** Three significant digits: 1.81, 18.1, 181, 1.80; integers from a thousand on. */
function threeDigits(n: number): string {
  if (n === 0) return '0';
  if (Math.abs(n) >= 999.5) return String(Math.round(n));
  const rounded = Number(n.toPrecision(3));
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded))));
  return rounded.toFixed(decimals);
}

/** The largest unit in which `n` is at least 1, after rounding: 999.6 k is 1.00 M. */
function scaled(n: number, base: number, units: readonly string[]): string {
  let value = n;
  let unit = 0;
  while (Math.abs(value) >= base - 0.5 && unit < units.length - 1) {
    value /= base;
    unit += 1;
  }
  const small = unit === 0 && Number.isInteger(value) ? String(value) : threeDigits(value);
  return units[unit] === '' ? small : `${small} ${units[unit]}`;
}

/** 1814073344 → `1.81 G`; below a thousand integers stay as they are. */
export function compact(n: number): string {
  return scaled(n, 1000, ['', 'k', 'M', 'G', 'T', 'P', 'E']);
}

/** Binary units, as memory is sold and measured: 46758048 → `44.6 MiB`. */
export function bytes(n: number): string {
  return scaled(n, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']);
}

/** From milliseconds: `85.3 µs`, `12.3 ms`, `4.21 s`, `3 min 05 s`, `2 h 07 min`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 0.9995) return `${threeDigits(milliseconds * 1000)} µs`;
  if (milliseconds < 999.5) return `${threeDigits(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${threeDigits(milliseconds / 1000)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${twoDigits(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

function twoDigits(n: number): string {
  return String(n).padStart(2, '0');
}

/** 0.1234 → `12.3 %`; what is there but below 0.05 % shows as `<0.1 %`. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return '<0.1 %';
  return `${(share * 100).toFixed(1)} %`;
}
