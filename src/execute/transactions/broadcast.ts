import type { Address, Hash, Hex } from 'viem';
import type { EndpointAnswer } from '../../observe/endpoints/askEverywhere.js';
import type { AttemptEvent } from './attemptStates.js';
import { answersOf, askedInTime, type Everywhere, everywhereMs } from './everywhere.js';
import { countsOf } from './isUsedByAnother.js';
import { sendFailureOf } from './sendFailure.js';

export interface BroadcastOutcome {
  event: Extract<AttemptEvent, 'broadcast' | 'lose'>;
  /** Empty when a node has it; otherwise what was heard, and what the chain shows. */
  text: string;
}

/**
 * Sends signed bytes to every endpoint, and waits for the first that takes them. When none does, whatever they say, the chain is
 * asked, on every endpoint, whether it has the transaction, and whether the nonce is used; when that does not settle it either,
 * the outcome is `lose`: not knowing, which is not failing. Whoever hangs is waited for `patienceMs` at most, twice, and may have taken
 * the bytes all the same. Never throws.
 */
export async function broadcast(
  everywhere: Everywhere,
  { account, nonce, bytes, hash }: { account: Address; nonce: number; bytes: Hex; hash: Hash },
  patienceMs: number = everywhereMs,
): Promise<BroadcastOutcome> {
  const took = (answer: EndpointAnswer) => answer.ok && isHashOf(answer.result, hash);
  const sending = { method: 'eth_sendRawTransaction', params: [bytes] };
  const sent = await askedInTime(everywhere, sending, (answers) => answers.some(took), patienceMs);
  if (sent.some(took)) return { event: 'broadcast', text: '' };
  const [known, counts] = await Promise.all([
    answersOf(everywhere, { method: 'eth_getTransactionByHash', params: [hash] }, patienceMs),
    countsOf(everywhere, account, 'latest', patienceMs),
  ]);
  if (known.some((answer) => isTransaction(answer, hash))) return { event: 'broadcast', text: '' };
  if (counts.some((count) => count > nonce)) {
    return { event: 'lose', text: `no endpoint has it, and nonce ${nonce} is used on chain` };
  }
  return { event: 'lose', text: heard(sent) };
}

/** The first endpoint that refused it with words; else that none answered. */
function heard(answers: readonly EndpointAnswer[]): string {
  const failures = answers.map((answer) =>
    answer.ok
      ? { kind: 'rejected' as const, text: 'the node took it, and answered nonsense' }
      : sendFailureOf(answer.error),
  );
  return (failures.find(({ kind }) => kind !== 'lost') ?? failures[0])?.text ?? 'no endpoint answers';
}

const isHashOf = (answer: unknown, hash: Hash): boolean =>
  typeof answer === 'string' && answer.toLowerCase() === hash.toLowerCase();

/** A page of HTML is no transaction. */
const isTransaction = (answer: unknown, hash: Hash): boolean =>
  typeof answer === 'object' && answer !== null && 'hash' in answer && isHashOf(answer.hash, hash);
