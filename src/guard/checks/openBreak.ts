import { sayNumber } from '../../assess/sayNumber.js';
import type { Break } from '../../model/breaks.js';
import type { OrderTerms } from '../../model/order.js';
import { marketOf, type Snapshot } from '../../model/snapshot.js';
import { type CheckContext, type Judgement, pass, reject, shrink } from '../check.js';
import { askToReduce, lowersRisk, reducingPart } from '../lowersRisk.js';

/** Where what is held is not what it should be, somebody else is at work, or we misread: nothing is built on it. */
export function openBreak({
  action: { terms },
  snapshot,
  breaks,
  parent,
}: Pick<CheckContext, 'action' | 'snapshot' | 'breaks' | 'parent'>): Judgement {
  const found = breaks.find((one) => !one.isGift && concerns(one, terms, snapshot));
  if (!found) return pass(`what is held at ${terms.venue} is as it should be`);
  const { what, expected, actual } = found;
  const facts = `${what} is ${sayNumber(actual)} and should be ${sayNumber(expected)}; see \`ballast breaks\``;
  if (lowersRisk(terms)) return pass(`this adds no risk; ${facts}`);
  const isAsked = terms.kind === 'trade' && parent !== null && parent.acceptedAt === null;
  const text = isAsked ? `${facts}; ${askToReduce}` : facts;
  const smaller = terms.kind === 'trade' ? reducingPart(terms, snapshot) : null;
  return smaller ? shrink(text, smaller) : reject(text);
}

/** A break at a venue is about all that is done there; one of a token in the wallet is about what gives it or trades it. */
function concerns({ venue, what }: Break, terms: OrderTerms, snapshot: Snapshot): boolean {
  if (venue === terms.venue && terms.kind !== 'transfer') return true;
  if (terms.kind === 'transfer')
    return 'token' in terms.asset ? what === `wallet ${terms.asset.token}` : terms.asset.instrument === what;
  if (terms.kind !== 'trade') return false;
  const instrument = marketOf(snapshot, terms.instrument)?.instrument;
  if (instrument?.kind !== 'spot') return false;
  return [instrument.base, instrument.quote].some(({ symbol }) => what === `wallet ${symbol}`);
}
