import { resolve } from 'node:path';
import { keccak256 } from 'viem';
import { strategyChanges } from '../../config/diff/strategyChanges.js';
import type { Id } from '../../model/order.js';
import type { Proposal } from '../../model/proposal.js';
import type { Strategy } from '../../model/strategy.js';
import { type UnixMillis, unixMillis } from '../../model/units.js';
import { proposalMs } from './proposeChange.js';

/** What somebody who may signal the daemon has put into a strategy's file. */
export interface Signalled {
  id: Id;
  /** As it runs. */
  before: Strategy;
  /** As the file says it. */
  after: Strategy;
  source: Uint8Array;
  foreseen: Pick<Proposal, 'foresight' | 'untold'>;
  /** Of the system's user that the daemon runs as. */
  user: string;
  at: UnixMillis;
}

/** The same as a proposal: who signals has confirmed what is in the file. */
export function signalledProposal({ id, before, after, source, foreseen, user, at }: Signalled): Proposal {
  const author = `${user} (SIGHUP)`;
  return {
    ...{ id, strategy: before.name, file: resolve(before.file), hash: keccak256(source), fromHash: before.hash },
    ...{ source: Buffer.from(source).toString('utf8'), changes: strategyChanges(before, after), ...foreseen },
    ...{ author, because: 'SIGHUP', at, expiresAt: unixMillis(at + proposalMs), status: 'Confirmed' },
    ...{ by: author, decidedAt: at, text: '', endedAt: null },
  };
}
