import type { AccountSelector, CollateralSource, HedgeBand } from '../../model/strategy.js';

/** Values of a strategy as an operator would write them. What has no bound is `none`. */

/** `50_000`, `0.05`. */
export function sayNumber(value: number): string {
  if (!Number.isFinite(value)) return 'none';
  const [whole = '', ...fraction] = String(Number(value.toPrecision(12))).split('.');
  const grouped = /^-?\d+$/.test(whole) ? whole.replace(/\B(?=(\d{3})+(?!\d))/g, '_') : whole;
  return [grouped, ...fraction].join('.');
}

export const sayUsd = (value: number): string => (Number.isFinite(value) ? `${sayNumber(value)} usd` : 'none');

/** `30bps`, `1%`. */
export const sayBps = (value: number): string =>
  value % 100 === 0 ? `${sayNumber(value / 100)}%` : `${sayNumber(value)}bps`;

/** `25%` of a share of 0.25. */
export const sayShare = (value: number): string =>
  Number.isFinite(value) ? `${sayNumber(Number((value * 100).toPrecision(12)))}%` : 'none';

const lengths = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/** `2m`, `1h 30m`. */
export function sayDuration(value: number): string {
  if (!Number.isFinite(value)) return 'none';
  let left = value;
  const said = lengths.flatMap(([unit, length]) => {
    const count = Math.floor(left / length);
    left -= count * length;
    return count > 0 ? [`${count}${unit}`] : [];
  });
  return said.length > 0 ? said.join(' ') : '0s';
}

export const sayAccounts = ({ venue, name }: AccountSelector): string => `${venue} ${name}`;

export const saySource = (source: CollateralSource): string =>
  'token' in source ? `wallet ${source.token}` : sayAccounts(source.accounts);

/** `[wallet USDC, wallet WETH]`; one alone stands without brackets. */
export const sayList = (items: readonly string[]): string =>
  items.length === 1 ? (items[0] ?? '') : `[${items.join(', ')}]`;

/** As `band:` has it; what acts by its condition alone has none. */
export function sayBand(band: HedgeBand): string {
  switch (band.kind) {
    case 'condition':
      return 'none';
    case 'fixed':
      return sayNumber(band.width);
    case 'gamma':
      return `gamma ${sayShare(band.move)}`;
    case 'every':
      return `every ${sayDuration(band.interval)}`;
    default:
      return `${band.kind} ${band.riskAversion}`;
  }
}
