import { z } from 'zod';
import { type CollateralTerms, movesCollateral } from '../../model/order.js';
import type { Review } from '../../model/review.js';
import type { RiskReport } from '../../model/riskReport.js';
import { amountToFloat, toFloat } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import { newestTicks } from '../../record/queries/newestTicks.js';
import type { RecordedTick } from '../../record/queries/recordedTick.js';
import { marginAccountsAt, positionsAt, riskAt } from '../../record/queries/ticks.js';
import { figure, figureOf, unixMs } from './plain.js';
import { isOf } from './positions.js';

/** One figure before something is done, and after. */
export const effectView = z.object({
  name: z.string().meta({ description: '`ETH delta`, `perp-v2 cross health`.' }),
  unit: z.string().meta({ description: '`ETH`, `usd`, empty for a ratio.' }),
  before: figure.meta({ description: 'By the newest recorded tick.' }),
  after: figure.meta({ description: 'Once it is done whole, all else equal; null where nobody can tell.' }),
  at: unixMs.meta({ description: 'When that tick was recorded: Unix ms.' }),
});

export type EffectView = z.infer<typeof effectView>;
type Effect = Omit<EffectView, 'at'>;

/** What would be otherwise once something is done, as far as that can be told from the newest sample. */
export type EffectsOf = (review: Pick<Review, 'strategy' | 'chainId' | 'terms' | 'subject'>) => Promise<EffectView[]>;

/** Reads the newest sample of a book once, however many questions are about it. */
export function createEffectsOf(ledger: Ledger): EffectsOf {
  let ticks: Promise<RecordedTick[]> | undefined;
  const books = new Map<string, Promise<Book>>();
  return async ({ strategy, chainId, terms, subject }) => {
    ticks ??= newestTicks(ledger.db);
    const tick = (await ticks).find((one) => isOf(one.strategy, strategy) && one.chainId === chainId);
    if (!tick) return [];
    const book = books.get(tick.id) ?? readBook(ledger, tick);
    books.set(tick.id, book);
    const dated = (effects: Effect[]) => effects.map((one) => ({ ...one, at: tick.at }));
    if (terms.kind === 'trade' || terms.kind === 'rest') return dated(traded(await book, terms, subject));
    return movesCollateral(terms) ? dated(moved(await book, terms)) : [];
  };
}

interface Book {
  positions: Awaited<ReturnType<typeof positionsAt>>;
  marginAccounts: Awaited<ReturnType<typeof marginAccountsAt>>;
  risk: RiskReport | undefined;
}

async function readBook(ledger: Ledger, { id }: RecordedTick): Promise<Book> {
  const [positions, marginAccounts, risk] = await Promise.all([
    positionsAt(ledger, id),
    marginAccountsAt(ledger, id),
    riskAt(ledger, id),
  ]);
  return { positions, marginAccounts, risk };
}

/** The position, and the delta of its underlying. An option that is not held has a delta that nobody has worked out. */
function traded(
  { positions, risk }: Book,
  { instrument, position, side, quantity }: Extract<Review['terms'], { kind: 'trade' | 'rest' }>,
  subject: Review['subject'],
): Effect[] {
  const change = toFloat(quantity) * (side === 'Buy' ? 1 : -1);
  const held = positions.find((one) => (position === null ? one.instrument.id === instrument : one.id === position));
  const before = held ? toFloat(held.quantity) : 0;
  const name = held?.instrument.underlying ?? ('underlying' in subject ? subject.underlying : null);
  const underlying = risk?.underlyings.find((one) => one.underlying === name);
  // What is not held is known by its name alone.
  const isOption = held ? held.instrument.kind === 'option' : /-[CP]$/.test(instrument);
  const own = held && risk?.positions.find((one) => one.position === held.id);
  const perUnit = own && before !== 0 ? own.delta / before : isOption ? Number.NaN : 1;
  const after = underlying ? underlying.delta + change * perUnit : Number.NaN;
  return [
    { name: instrument, unit: name ?? 'units', before: figureOf(before), after: figureOf(before + change) },
    ...(underlying
      ? [
          {
            name: `${name} delta`,
            unit: underlying.underlying,
            before: figureOf(underlying.delta),
            after: figureOf(after),
          },
          {
            ...{ name: `${name} delta`, unit: 'usd', before: figureOf(underlying.deltaUsd) },
            after: figureOf(after * underlying.price),
          },
        ]
      : []),
  ];
}

/** Equity and health of the margin account; what a loan does to a requirement only its venue can tell. */
function moved({ marginAccounts }: Book, terms: CollateralTerms): Effect[] {
  const account = marginAccounts.find(({ id }) => id === terms.marginAccount);
  if (!account) return [];
  const { equity, maintenance, health, collateral } = account;
  const isCollateral = terms.kind === 'addCollateral' || terms.kind === 'removeCollateral';
  const price = collateral.symbol === terms.token ? toFloat(collateral.price) : Number.NaN;
  const worth = amountToFloat(terms.amount, terms.decimals) * price * (terms.kind === 'addCollateral' ? 1 : -1);
  const after = isCollateral ? toFloat(equity) + worth : Number.NaN;
  return [
    { name: `${account.id} equity`, unit: 'usd', before: figureOf(toFloat(equity)), after: figureOf(after) },
    {
      ...{ name: `${account.id} health`, unit: '', before: figureOf(health) },
      after: figureOf(after / toFloat(maintenance)),
    },
  ];
}
