import type { BookView } from '../../views/book.js';

/** One margin account that is below where it should be. */
export interface LowHealth {
  /** The book and the margin account. */
  subject: string;
  text: string;
  /** More than half of the way to liquidation is gone: nobody waits to see whether the next blocks mend it. */
  isUrgent: boolean;
  /** More than a quarter of it is gone: what was urgent is so still, and does not come and go about one line. */
  staysUrgent: boolean;
}

/** What nothing looks after is low below this. */
const unguardedBelow = 1.1;

/** All margin accounts of which the health is known, and those of them that are low. */
export function lowHealth(book: Pick<BookView, 'strategy' | 'mode' | 'marginAccounts'>): {
  known: readonly string[];
  low: readonly LowHealth[];
} {
  const known: string[] = [];
  const low: LowHealth[] = [];
  for (const margin of book.marginAccounts) {
    const { id, health, healthTrigger, healthRule } = margin;
    if (health === null) continue;
    const subject = `${book.strategy} ${id}`;
    known.push(subject);
    const bound = healthTrigger ?? unguardedBelow;
    if (health === 'infinite' || health >= bound) continue;
    const rule =
      healthTrigger === null || healthRule === null
        ? 'no rule looks after it'
        : `rule ${healthRule} acts below ${healthTrigger.toFixed(2)}`;
    const text = [
      `health ${health.toFixed(3)}, and 1 is liquidatable; ${rule}`,
      ...(margin.equityUsd === null ? [] : [`equity ${Math.round(margin.equityUsd)} usd`]),
      ...(margin.liquidationPriceUsd === null ? [] : [`liquidatable at ${priceText(margin.liquidationPriceUsd)} usd`]),
      ...(book.mode === 'shadow' ? ['in shadow: nothing is sent'] : []),
    ].join('; ');
    low.push({ subject, text, isUrgent: health < (1 + bound) / 2, staysUrgent: health < (1 + 3 * bound) / 4 });
  }
  return { known, low };
}

/** Five significant digits, never as a power of ten. */
const priceText = (price: number): string =>
  price >= 10_000 ? String(Math.round(price)) : String(Number(price.toPrecision(5)));
