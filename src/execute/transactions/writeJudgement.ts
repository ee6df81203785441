import type { Log } from '../../model/log.js';
import type { UnixMillis } from '../../model/units.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import type { Ledger, Work } from '../../record/ledger.js';
import type { RecordedAttempt } from '../../record/queries/attempts.js';
import { type AttemptChange, updateAttempt } from '../../record/statements/attempts.js';
import { updateOrder, voidFillsOf } from '../../record/statements/orders.js';
import { undoRequest } from '../follow/undoRequest.js';
import { nextState } from './attemptStates.js';
import { findByNonce } from './findByNonce.js';
import { foreignWork, toldForeign } from './foreignNonce.js';
import type { Judgement, Mining } from './judge.js';
import type { SeenAttempt } from './lookAt.js';
import { type Revert, readRevert } from './readRevert.js';

export interface WriteOptions {
  client: ChainRequester;
  ledger: Ledger;
  now(): UnixMillis;
  log: Log;
}

/**
 * Writes what was learnt of an attempt, and all that follows from it at once, in one commit: a reorganisation opens its order
 * again, and a nonce that somebody else used stops new risk.
 * @returns the attempt as it stands now
 */
export async function writeJudgement(
  { client, ledger, now, log }: WriteOptions,
  { attempt, judgement, mining }: Pick<SeenAttempt, 'attempt' | 'judgement' | 'mining'>,
  head: bigint,
): Promise<RecordedAttempt> {
  const { events } = judgement;
  if (events.length === 0) return attempt;
  const { account, id, bytes, hash, nonce } = attempt;
  const state = events.reduce(nextState, attempt.state);
  const revert = events.includes('revert') && mining ? await readRevert(client, account, bytes, mining) : null;
  const change = changeOf(state, judgement, mining, revert);
  const at = now();
  await ledger.commit([
    updateAttempt(id, attempt.state, change, at),
    events.includes('reorganise') ? await reopen(ledger, attempt, at) : [],
    events.includes('drop') ? await stopNewRisk({ client, ledger }, attempt, head, at) : [],
  ]);
  const facts = { at: 'transactor', attempt: id, hash, nonce, state, text: change.text };
  if (events.some((event) => alarming.has(event))) log.warn(facts, `attempt is ${state}`);
  else log.info(facts, `attempt is ${state}`);
  return { ...attempt, ...change, updatedAt: at };
}

/** In one commit with the attempt: nothing else would look at an order that was over again. */
const reopen = async (ledger: Ledger, attempt: RecordedAttempt, at: UnixMillis): Promise<Work> => [
  voidFillsOf(attempt.id),
  updateOrder(attempt.order, { status: 'New', text: 'its block was reorganised away', at }),
  await undoRequest(ledger, attempt, at),
];

async function stopNewRisk(
  { client, ledger }: Pick<WriteOptions, 'client' | 'ledger'>,
  { account, chainId, nonce }: RecordedAttempt,
  head: bigint,
  at: UnixMillis,
): Promise<Work> {
  const hash = await findByNonce(client, { account, nonce, head });
  const told = await toldForeign(ledger, { account, chainId });
  return foreignWork({ account, chainId, first: nonce, last: nonce, hash }, told, true, at);
}

const alarming: ReadonlySet<string> = new Set(['revert', 'reorganise', 'drop']);

function changeOf(
  state: AttemptChange['state'],
  { events, text }: Pick<Judgement, 'events' | 'text'>,
  mining: Mining | undefined,
  revert: Revert | null,
): Partial<AttemptChange> & Pick<AttemptChange, 'state'> {
  const settled = events.some((event) => event === 'finalise' || event === 'drop' || event === 'replace');
  // Depth alone changes nothing of what is known.
  if (events.length === 1 && events[0] === 'finalise') return { state, settled };
  return {
    state,
    settled,
    text: revert?.text ?? text,
    revertData: revert?.data ?? null,
    blockNumber: mining?.blockNumber ?? null,
    blockHash: mining?.blockHash ?? null,
    gasCost: mining?.gasCost ?? null,
  };
}
