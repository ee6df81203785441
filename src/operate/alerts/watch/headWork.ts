import type { UnixMillis } from '../../../model/units.js';
import { chainSubject } from '../../../observe/endpoints/endpointAlerts.js';
import type { Work } from '../../../record/ledger.js';
import type { RecordedAlert } from '../../../record/queries/alerts.js';
import type { OverviewView } from '../../views/overview.js';
import { type Cause, createLastingAlert } from './lastingAlert.js';

export interface HeadsSeen extends Pick<OverviewView, 'heads' | 'isStale'> {
  /** Alerts that are open, of any kind. */
  open: readonly RecordedAlert[];
  at: UnixMillis;
}

/**
 * What is to be written of chains whose newest block stays older by the machine's clock than hedges may be decided on. Of a chain that
 * is told as silent its own alert says why; where the keeper writes nothing any more, what it wrote last says nothing of the chain.
 * @param elapsed - Milliseconds by a clock that nobody sets.
 */
export function createHeadWork(elapsed: () => number): (seen: HeadsSeen) => Work {
  const alert = createLastingAlert('HEAD_OLD', elapsed);
  return ({ heads, isStale, open, at }) => {
    const isOpen = (code: RecordedAlert['code'], subject: string): boolean =>
      open.some((one) => one.code === code && one.subject === subject);
    // Whatever else tells of it, what is open stays so until a block is young.
    const isToldElsewhere = (subject: string): boolean =>
      !isOpen('HEAD_OLD', subject) && (isStale || isOpen('CHAIN_SILENT', subject));
    const causes = heads.flatMap(({ chainId, chain, block, ageMs, isOld }): Cause[] => {
      const subject = chainSubject(chainId);
      if (!isOld || block === null || ageMs === null || isToldElsewhere(subject)) return [];
      const text = `block ${block} of ${chain} is ${Math.round(ageMs / 1_000)} s old by this machine's clock: that clock is ahead, or all endpoints are behind`;
      return [{ subject, text, isUrgent: false }];
    });
    const isOver = (subject: string): boolean =>
      isToldElsewhere(subject) || heads.some(({ chainId, isOld }) => chainSubject(chainId) === subject && !isOld);
    return alert({ causes, isOver, open, at });
  };
}
