import { asc } from 'drizzle-orm';
import type { InstrumentId } from '../../../src/model/instrument.js';
import type { Strategy } from '../../../src/model/strategy.js';
import type { Ledger } from '../../../src/record/ledger.js';
import { parentOrders } from '../../../src/record/queries/parentOrders.js';
import type { RecordedDecision } from '../../../src/record/queries/recordedDecision.js';
import { decisionOfRow } from '../../../src/record/queries/recordedDecision.js';
import { listReviews } from '../../../src/record/queries/reviews.js';
import { decisions } from '../../../src/record/tables/orders.js';
import { askedAbout, whyNotLetPass } from './approvals.js';
import { holdBudgets } from './holdBudgets.js';
import { holdDecision, isDone } from './holdDecision.js';
import { type FinalBook, holdFinal } from './holdFinal.js';
import { createProof, type Proof } from './proof.js';

/**
 * Holds what the ledger says was done against the limits as the strategies' files have them, by other code than decided it: all checks
 * of all that was taken on or sent, what people let pass, what was used up in all, and what is held at the end.
 */
export async function limitsKept(
  ledger: Ledger,
  strategies: readonly Strategy[],
  final: ReadonlyMap<string, FinalBook>,
): Promise<Proof> {
  const rows = await ledger.db.select().from(decisions).orderBy(asc(decisions.id));
  const done = rows.map(decisionOfRow).filter(isDone);
  const reviews = await listReviews(ledger, { limit: -1 });
  const parents = await parentOrders(ledger);
  const asked = new Map(parents.map(({ id, terms }) => [id, terms.instrument]));
  const filledOf = new Map(parents.map(({ id, state }) => [id, BigInt(state.cumQty)]));
  const instrumentOf = ({ action, subject }: RecordedDecision): InstrumentId | null => {
    if (action) return action.terms.kind === 'trade' ? action.terms.instrument : null;
    return 'parent' in subject ? (asked.get(subject.parent) ?? null) : null;
  };
  const proof = createProof();
  for (const strategy of strategies) {
    const own = done.filter((decision) => decision.strategy === strategy.name);
    const letPass = new Set<InstrumentId>();
    for (const decision of own) {
      const instrument = instrumentOf(decision);
      const about = askedAbout(decision, reviews, filledOf);
      holdDecision(proof, strategy, decision, instrument, about);
      const [check] = about.review?.checks ?? [];
      if (instrument !== null && check && whyNotLetPass(check, about) === null) letPass.add(instrument);
    }
    const book = final.get(strategy.name);
    if (book) holdFinal(proof, strategy, book, letPass);
    else proof.violations.push(`${strategy.name}: nobody knows what it holds at the end`);
  }
  const known = new Set(strategies.map(({ name }) => name));
  for (const { strategy } of done)
    if (!known.has(strategy))
      proof.violations.push(`${strategy}: it has decided, and no file says what its limits are`);
  await holdBudgets(proof, ledger, strategies);
  return proof;
}
