import { type Bps, bps, type Milliseconds, milliseconds } from '../model/units.js';

/** What an operator wrote, understood; or what is wrong with it and how to write it. */
export type Parsed<Value> = { value: Value } | { message: string; mend: string };

/** A YAML scalar that may be a quantity: `30bps`, `0.05`, `5_000 usd`. */
export type Written = string | number;

const number = String.raw`[+-]?(?:\d+(?:_\d+)*(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?`;

/** `0.05`, `5_000`, `-1e-3`. */
export function parseNumber(written: Written): Parsed<number> {
  const value = typeof written === 'number' ? written : numberOf(written.trim());
  if (Number.isFinite(value)) return { value };
  return wrong(written, 'is not a number', 'write it like 0.05, 2 or 5_000');
}

/** `30bps` or `0.3%`, whole basis points, more than 0 and less than 100 %. */
export function parseBps(written: Written): Parsed<Bps> {
  const [amount, unit] = split(written);
  const mend = 'write it like 30bps or 0.3%';
  if (unit === '') return wrong(written, 'has no unit', `${mend} (100bps are 1%)`);
  if (Number.isNaN(amount) || (unit !== 'bps' && unit !== '%')) return wrong(written, 'is not a rate', mend);
  const value = unit === '%' ? exact(amount * 100) : amount;
  if (!Number.isInteger(value)) return wrong(written, 'is finer than a basis point', 'use whole basis points');
  if (value <= 0 || value >= 10_000) return wrong(written, 'is not between 0 and 100%, both left out', mend);
  return { value: bps(value) };
}

/** `15%`, `-40%`, `0.5%`: a share, 0.15. */
export function parseShare(written: Written): Parsed<number> {
  const [amount, unit] = split(written);
  const mend = 'write it like 15% or -40%';
  if (unit === '' && !Number.isNaN(amount)) return wrong(written, 'has no unit', mend);
  if (Number.isNaN(amount) || unit !== '%') return wrong(written, 'is not a share', mend);
  return { value: exact(amount) / 100 };
}

const unitLength = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `500ms`, `30s`, `2m`, `1h`, `7d`, or several in a row: `1h 30m`. */
export function parseDuration(written: Written): Parsed<Milliseconds> {
  const mend = 'write it like 30s, 2m, 1h or 7d';
  if (typeof written === 'number') return wrong(written, 'has no unit', mend);
  const text = written.trim();
  if (/^[\d_.]+$/.test(text)) return wrong(written, 'has no unit', mend);
  if (!/^(?:\d+(?:\.\d+)?\s*(?:ms|s|m|h|d)\s*)+$/.test(text)) return wrong(written, 'is not a duration', mend);
  let total = 0;
  for (const [, amount = '', unit = 's'] of text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)/g)) {
    total += Number(amount) * unitLength[unit as keyof typeof unitLength];
  }
  if (!Number.isSafeInteger(total)) return wrong(written, 'is not a whole number of milliseconds', mend);
  return { value: milliseconds(total) };
}

/** `50_000 usd`, not negative. */
export function parseUsd(written: Written): Parsed<number> {
  const [amount, unit] = split(written);
  const mend = 'write it like 50_000 usd';
  if (unit === '' && !Number.isNaN(amount)) return wrong(written, 'has no unit', mend);
  if (Number.isNaN(amount) || unit !== 'usd') return wrong(written, 'is not an amount of US dollars', mend);
  if (amount < 0) return wrong(written, 'is negative', mend);
  return { value: amount };
}

/** An amount of a chain's gas token. */
export interface GasAmount {
  /** Whole tokens. */
  amount: number;
  /** Upper case: `ETH`. */
  token: string;
}

/** `0.05 eth`, more than 0. */
export function parseGas(written: Written): Parsed<GasAmount> {
  const [amount, unit] = split(written);
  const mend = 'write it like 0.05 eth';
  if (unit === '' && !Number.isNaN(amount)) return wrong(written, 'has no unit', mend);
  if (Number.isNaN(amount) || unit === '%') return wrong(written, 'is not an amount of gas', mend);
  if (unit === 'usd') return wrong(written, 'is not in the gas token', `gas is counted in what it is paid in; ${mend}`);
  if (amount <= 0) return wrong(written, 'leaves no gas to spend', mend);
  return { value: { amount, token: unit.toUpperCase() } };
}

/** Amount and unit in lower case; NaN when there is no number, '' when there is no unit. */
function split(written: Written): [amount: number, unit: string] {
  if (typeof written === 'number') return [written, ''];
  const [, amount, unit = ''] = new RegExp(`^(${number})\\s*([A-Za-z]+|%)?$`).exec(written.trim()) ?? [];
  return [amount === undefined ? Number.NaN : numberOf(amount), unit.toLowerCase()];
}

const numberOf = (text: string): number =>
  new RegExp(`^${number}$`).test(text) && Number.isFinite(Number(text.replaceAll('_', '')))
    ? Number(text.replaceAll('_', ''))
    : Number.NaN;

/** 0.29 % is 29 basis points although 0.29 × 100 is not 29 in float64. */
const exact = (value: number): number => Number(value.toPrecision(12));

const wrong = (written: Written, is: string, mend: string): { message: string; mend: string } => ({
  message: `\`${String(written).slice(0, 60)}\` ${is}`,
  mend,
});
