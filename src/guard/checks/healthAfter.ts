import { sayNumber } from '../../assess/sayNumber.js';
import type { MarginAccount } from '../../model/marginAccount.js';
import { isAboutBook, type OrderTerms } from '../../model/order.js';
import { type CheckContext, type Judgement, pass, reject, shrink } from '../check.js';
import { largestAtEdge } from './largestTrade.js';

/** An order that is not about safety must leave every margin account it touches healthy, or at least no worse. */
export function healthAfter({ action, snapshot, venue, limits, least }: CheckContext): Judgement {
  const reading = snapshot.readings.find((candidate) => candidate.venue === action.terms.venue);
  if (!reading) return reject(`${action.terms.venue} was not read`);
  // Infinity is "no limit set" for every limit; as a health it would otherwise forbid everything.
  if (!Number.isFinite(limits.health)) return pass('no limit is set');
  if (isAboutBook(action.terms)) {
    return pass('nothing is moved now');
  }
  const healthBefore = new Map(reading.marginAccounts.map((account) => [account.id, account.health]));
  const harmed = (terms: OrderTerms): MarginAccount | undefined =>
    venue
      .after(reading, terms)
      .marginAccounts.find(
        ({ id, health }) =>
          !(health >= limits.health) && !(health >= (healthBefore.get(id) ?? Number.POSITIVE_INFINITY)),
      );
  const worst = harmed(action.terms);
  if (!worst) return pass(`no account on ${reading.venue} is left below a health of ${sayNumber(limits.health)}`);
  const text = `${worst.id} would be left at a health of ${sayNumber(worst.health)}; the limit is ${sayNumber(limits.health)}`;
  if (action.terms.kind !== 'trade') return reject(text);
  const smaller = largestAtEdge(action.terms, least, (part) => harmed(part) === undefined);
  return smaller ? shrink(text, smaller) : reject(text);
}
