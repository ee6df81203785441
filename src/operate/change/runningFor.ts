import type { Proposal } from '../../model/proposal.js';
import type { Strategy } from '../../model/strategy.js';
import type { UnixMillis } from '../../model/units.js';
import { ChangeError } from './changeError.js';

/**
 * The strategy that a confirmed proposal changes, as it runs now: by the text that it was proposed for, or by the proposed one already
 * where the daemon was started anew with that.
 * @throws ChangeError - Why nothing is to be taken any more.
 */
export function runningFor(proposal: Proposal, running: readonly Strategy[], now: UnixMillis): Strategy {
  const { strategy, hash, fromHash, expiresAt } = proposal;
  const found = running.find(({ name }) => name === strategy);
  if (!found) throw new ChangeError(`${strategy} is not kept by this daemon`);
  if (found.hash === hash) return found;
  if (expiresAt <= now) throw new ChangeError('it was confirmed too long ago, and could not be taken in time');
  if (found.hash !== fromHash) throw new ChangeError(`${strategy} was changed since this was proposed`);
  return found;
}
