import { sayNumber } from '../../assess/sayNumber.js';
import type { OrderTerms } from '../../model/order.js';
import { marketOf } from '../../model/snapshot.js';
import { isTrading } from '../afterTrade.js';
import { boundsOf, judgeMost, type Reading } from '../bounds.js';
import { type CheckContext, type Judgement, pass, reject } from '../check.js';

/** Milliseconds. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A price that was written long ago is not the price, though it agrees with itself. */
export function oracleAge(context: CheckContext): Judgement {
  const { levels, action, snapshot } = context;
  const bounds = boundsOf(levels, (limits) => limits.oracleAge);
  if (bounds.length === 0) return pass('no limit is set');
  const { terms } = action;
  if (!isTrading(terms) || terms.reduceOnly) return pass('this takes no new risk');
  const written = marketOf(snapshot, terms.instrument)?.oracleAt;
  if (written === undefined) return pass(`${terms.venue} does not tell when its oracle was written`);
  const after = (snapshot.block.timestamp - written) * SECOND;
  return judgeMost(
    context,
    () => bounds.map((one): Reading => ({ ...one, what: "the oracle's price", unit: 'ms', before: 0, after })),
    (value) => `${sayNumber(value / SECOND)} s old`,
  );
}

/** While a rollup's sequencer is down, only those who go by its parent chain can trade, and prices stand still. */
export function sequencer({ action, snapshot }: CheckContext): Judgement {
  if (!takesRisk(action.terms)) return pass('this takes no new risk');
  const feed = snapshot.sequencer;
  if (!feed) return pass('no feed of a sequencer is declared');
  if (feed.up === null) return reject(feed.trouble ?? 'whether the sequencer is up is not known');
  if (!feed.up) return reject('the sequencer is down');
  const since = (snapshot.block.timestamp - feed.since) * SECOND;
  const measure = { value: since, limit: feed.grace, unit: 'ms' };
  if (since >= feed.grace) return pass('the sequencer is up', measure);
  return reject(
    `the sequencer came back ${sayNumber(since / MINUTE)} min ago; prices are given ${sayNumber(feed.grace / MINUTE)} min`,
    measure,
  );
}

/** Opens, borrows or takes collateral away. */
const takesRisk = (terms: OrderTerms): boolean =>
  isTrading(terms) ? !terms.reduceOnly : terms.kind === 'borrow' || terms.kind === 'removeCollateral';
