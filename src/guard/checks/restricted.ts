import { isTrading } from '../afterTrade.js';
import { sayLimit } from '../bounds.js';
import { type CheckContext, type Judgement, pass, reject, shrink } from '../check.js';
import { fitsPattern } from '../instrumentPattern.js';
import { reducingPart } from '../lowersRisk.js';

/** What may not be opened or added to; what is held of it may be closed. */
export function restricted({ action: { terms }, levels, snapshot }: CheckContext): Judgement {
  if (!isTrading(terms)) return pass('nothing is traded');
  const { instrument } = terms;
  const found = levels.flatMap(({ level, limits }) =>
    (limits.restricted ?? [])
      .filter((pattern) => fitsPattern(instrument, pattern))
      .map((pattern) => ({ level, pattern })),
  )[0];
  if (!found) return pass('it is on no list of what may not be traded');
  const whose = sayLimit(found.level).replace('limit', 'list');
  const text = `${instrument} may not be opened: \`${found.pattern}\` is on ${whose}`;
  if (terms.reduceOnly) return pass(`this only reduces; ${text}`);
  const smaller = terms.kind === 'trade' ? reducingPart(terms, snapshot) : null;
  return smaller ? shrink(text, smaller) : reject(text);
}
