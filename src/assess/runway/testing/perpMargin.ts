import type { HeldMargin, HeldUnderlying, MarginCurve } from '../../../model/holdings.js';

export interface PerpMargin {
  marginAccount?: string;
  /** Units held of each underlying. */
  quantities: Readonly<Record<string, number>>;
  /** USD. */
  equity: number;
  /** Of the notional. */
  rate?: number;
  /** USD a year. */
  carry?: number;
}

const far = Math.log(5);

/** A margin account of perpetuals, its curves made as an adapter would make them: dense near now, with the walls as points. */
export function perpMargin(prices: readonly HeldUnderlying[], perp: PerpMargin): HeldMargin {
  const { marginAccount = 'perp cross', quantities, equity, rate = 0.0625, carry = 0 } = perp;
  const held = Object.entries(quantities).map(([name, quantity]) => {
    const price = prices.find((one) => one.name === name)?.price ?? Number.NaN;
    return { name, quantity, notional: Math.abs(quantity) * price, value: quantity * price };
  });
  const notional = held.reduce((sum, one) => sum + one.notional, 0);
  const maintenance = rate * notional;
  const byPrice = held.map((one): MarginCurve => {
    // equity + value (e^x - 1) = maintenance + rate × notional (e^x - 1)
    const wall = Math.log1p((maintenance - equity) / (one.value - rate * one.notional));
    const grid = Array.from({ length: 41 }, (_, i) => far * Math.sign(i - 20) * (Math.abs(i - 20) / 20) ** 2);
    const points = new Set([...grid.map((x) => x + 0), ...(Math.abs(wall) < far ? [wall] : [])]);
    const at = [...points].sort((a, b) => a - b);
    return {
      at,
      equity: at.map((x) => equity + one.value * Math.expm1(x)),
      maintenance: at.map((x) => maintenance + rate * one.notional * Math.expm1(x)),
    };
  });
  const months = [0, 1 / 365, 30 / 365];
  return {
    marginAccount,
    venue: 'perp-v2',
    underlyings: held.map(({ name }) => name),
    equity,
    maintenance,
    notional,
    carry,
    byPrice,
    byVol: null,
    byTime: { at: months, equity: months.map((t) => equity + carry * t), maintenance: months.map(() => maintenance) },
  };
}
