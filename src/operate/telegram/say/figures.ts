import type { Endless } from '../../views/plain.js';
import { decimal, duration, percent } from '../../words/numbers.js';

/** Figures as a phone shows them: short, with their unit, and a dash for what is not known. */

export const usd = (value: number | null, decimals = 0): string =>
  value === null ? '–' : `${decimal(value, Math.abs(value) < 10 ? 2 : decimals)} usd`;

/** With its sign, which says more than its size. */
export const change = (value: number | null, unit = 'usd'): string =>
  value === null ? '–' : `${value > 0 ? '+' : ''}${decimal(value, Math.abs(value) < 10 ? 2 : 0)} ${unit}`;

/** As many decimals as it has, up to four. */
export const amount = (exact: string | number | null): string => {
  if (exact === null) return '–';
  const digits = /\.(\d+)/.exec(Number(exact).toFixed(4).replace(/0+$/, ''))?.[1]?.length ?? 0;
  return decimal(Number(exact), digits);
};

export const price = (exact: string | number | null): string =>
  exact === null ? '–' : decimal(Number(exact), Math.abs(Number(exact)) < 10 ? 4 : 2);

export const health = (value: Endless): string =>
  value === null ? '–' : value === 'infinite' ? '∞' : decimal(value, 2);

export const hours = (value: Endless): string =>
  value === null ? '–' : value === 'infinite' ? 'no end in sight' : duration(value * 3_600_000);

/** What is small and not nothing is told so: `0.0 %` would say that it cannot happen. */
export const share = (value: number | null): string =>
  value === null ? '–' : value > 0 && value < 0.0005 ? '< 0.1 %' : percent(value);

/** `4 min old`: said of all that is not of this moment. */
export const age = (at: number | null, now: number): string =>
  at === null ? 'never seen' : now - at < 1_000 ? 'now' : `${duration(now - at)} old`;
