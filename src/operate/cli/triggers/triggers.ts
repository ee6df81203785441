import { sharedKernel } from '../../../assess/pricing/sharedKernel.js';
import { rulesOfSource } from '../../../config/strategy/rulesOfSource.js';
import { isOpen } from '../../../model/order.js';
import { assumedVol } from '../../../model/riskSettings.js';
import type { HedgeRule, Rule } from '../../../model/strategy.js';
import type { BandTerms } from '../../../plan/hedge/bandInputsOf.js';
import { type KnownChain, type NextTrigger, nextTriggers } from '../../../plan/triggers/nextTriggers.js';
import type { Ledger } from '../../../record/ledger.js';
import { latestHoldings, type RecordedHoldings } from '../../../record/queries/holdings.js';
import { lastHedgeCost } from '../../../record/queries/lastHedgeCost.js';
import { listOrders } from '../../../record/queries/listOrders.js';
import { strategySource } from '../../../record/queries/strategySource.js';
import { riskAt, tickById } from '../../../record/queries/ticks.js';
import { booksAsked } from '../booksAsked.js';
import type { Answer } from '../output.js';
import { bold, dim } from '../table.js';
import { triggersText } from './triggersText.js';

export interface TriggersOptions {
  strategy?: string | undefined;
  /** Where variables of the strategy file are looked up. */
  env: Readonly<Record<string, string | undefined>>;
}

/** At which prices the rules of each book will act next, by what it held at its newest sample. */
export async function triggers(ledger: Ledger, now: number, { strategy, env }: TriggersOptions): Promise<Answer> {
  const names = await booksAsked(ledger, strategy);
  const books = await Promise.all(names.map((name) => bookOf(ledger, name, env)));
  const text = books.map((book) =>
    book.at === null
      ? `${bold(book.strategy)}\n${book.gaps.map((gap) => dim(gap)).join('\n')}`
      : triggersText({ ...book, at: book.at }, now),
  );
  return { json: books, text: text.join('\n\n') || dim('nothing has been watched yet') };
}

export interface TriggersBook {
  strategy: string;
  /** When it was sampled; null where there is nothing to tell from. */
  at: number | null;
  triggers: readonly NextTrigger[];
  /** What is not told, or not counted, in sentences. */
  gaps: readonly string[];
}

async function bookOf(ledger: Ledger, strategy: string, env: TriggersOptions['env']): Promise<TriggersBook> {
  const untold = (gap: string): TriggersBook => ({ strategy, at: null, triggers: [], gaps: [gap] });
  const recorded = await latestHoldings(ledger, strategy);
  const tick = recorded && (await tickById(ledger, recorded.tick));
  const risk = tick && (await riskAt(ledger, tick.id));
  if (!recorded || !tick || !risk) return untold('nothing recorded to tell it from yet');
  const source = await strategySource(ledger, tick.strategyHash);
  if (source === undefined)
    return untold('the file that it was kept by is not in the ledger: `ballast run` writes it there');

  const { rules, broken } = rulesOfSource(strategy, source, env);
  const { holdings } = recorded;
  const terms = await termsOf(ledger, recorded, rules);
  const uncounted = await ordersAfter(ledger, strategy, tick.at);
  const found = nextTriggers({
    ...{ rules, holdings, risk, kernel: sharedKernel() },
    chain: chainOf(tick.summary),
    termsOf: (rule) => terms.get(rule) ?? { cost: Number.NaN, fixedCost: Number.NaN, hold: rule.hold, vol: Number.NaN },
  });
  const gaps = [
    ...broken.map((name) => `\`${name}\` cannot be understood here: is a variable of the file not set?`),
    ...(uncounted > 0 ? [`orders in flight, or made since (${uncounted}), are not counted`] : []),
    ...(holdings.notes ?? []),
    ...(holdings.unpriced.length > 0
      ? [`not counted: ${holdings.unpriced.map(({ position, reason }) => `${position} (${reason})`).join('; ')}`]
      : []),
  ];
  return { strategy, at: recorded.at, triggers: found, gaps };
}

/** How many orders may have changed what is held since, or will. What only rests changes nothing yet. */
async function ordersAfter(ledger: Ledger, strategy: string, at: number): Promise<number> {
  const newest = await listOrders(ledger, { strategy, limit: 100 });
  return newest.filter(
    ({ mode, status, terms, createdAt }) =>
      mode === 'live' && terms.kind !== 'rest' && (isOpen(status) || (status === 'Filled' && createdAt >= at)),
  ).length;
}

/** As the recorder writes a tick's summary; ledgers of earlier versions have nothing of gas. */
function chainOf(summary: unknown): KnownChain {
  const { baseFee = null, nativeBalance = null, unread = [] } = (summary ?? {}) as Partial<KnownChain>;
  return { baseFee, nativeBalance, unread };
}

/** A band of costs stands on what the rule's last hedge was expected to cost. */
async function termsOf(
  ledger: Ledger,
  { strategy, forecast, settings }: RecordedHoldings,
  rules: readonly Rule[],
): Promise<Map<HedgeRule, BandTerms>> {
  const terms = new Map<HedgeRule, BandTerms>();
  for (const rule of rules) {
    if (rule.kind !== 'hedge') continue;
    const { name, underlying, hold } = rule;
    const cost = await lastHedgeCost(ledger, strategy, name);
    const vol = forecast?.underlyings.find((one) => one.name === underlying)?.vol;
    terms.set(rule, {
      cost: cost?.share ?? Number.NaN,
      fixedCost: cost?.fixed ?? Number.NaN,
      hold,
      vol: vol ?? settings.vols[underlying] ?? assumedVol,
    });
  }
  return terms;
}
