import type { Log } from '../../model/log.js';
import type { UnixMillis } from '../../model/units.js';
import { newId } from '../../record/id.js';
import type { Ledger, Work } from '../../record/ledger.js';
import type { Sender } from '../../record/queries/attempts.js';
import { insertAttempt, type JournalledAttempt, updateAttempt } from '../../record/statements/attempts.js';
import { nextState } from './attemptStates.js';
import { broadcast } from './broadcast.js';
import type { Everywhere } from './everywhere.js';
import type { Signer, SigningPurpose, UnsignedTransaction } from './signer.js';

/** Where a process may die; whatever is there, starting again must mend it. */
export const durableSteps = ['signed', 'journalled', 'sent', 'recorded', 'resolved'] as const;
export type DurableStep = (typeof durableSteps)[number];

export interface OutboxOptions extends Sender {
  everywhere: Everywhere;
  ledger: Ledger;
  signer: Signer;
  now(): UnixMillis;
  log: Log;
  onDurableStep(step: DurableStep): void;
}

/** What a transaction is for. */
export type Origin = Pick<JournalledAttempt, 'order' | 'step' | 'cancels'>;

/** The way out: what is not in the ledger, with all its bytes, does not leave. */
export interface Outbox {
  /** Signs, commits together with `along`, then sends. @throws SignerError, LedgerError; nothing was sent then */
  signAndSend(
    origin: Origin,
    transaction: UnsignedTransaction,
    purpose: Omit<SigningPurpose, 'order'>,
    along: Work,
  ): Promise<JournalledAttempt>;
  /** Sends what is in the ledger. @throws LedgerError */
  sendBytes(attempt: JournalledAttempt): Promise<JournalledAttempt>;
}

export function createOutbox(options: OutboxOptions): Outbox {
  const { account, chainId, everywhere, ledger, signer, now, log, onDurableStep } = options;

  async function sendBytes(attempt: JournalledAttempt): Promise<JournalledAttempt> {
    const { event, text } = await broadcast(everywhere, attempt);
    onDurableStep('sent');
    const change = { state: nextState(attempt.state, event), text };
    await ledger.commit(updateAttempt(attempt.id, attempt.state, change, now()));
    onDurableStep('recorded');
    const { id, hash, nonce, order } = attempt;
    const facts = { at: 'transactor', attempt: id, hash, nonce, order };
    if (event === 'broadcast') log.info(facts, attempt.cancels ? 'sent a transaction that takes a nonce back' : 'sent');
    else log.warn({ ...facts, text }, 'sent, and nobody knows whether it arrived');
    return { ...attempt, ...change };
  }

  return {
    async signAndSend(origin, transaction, purpose, along) {
      const signed = await signer.sign(transaction, { order: origin.order, ...purpose });
      onDurableStep('signed');
      const createdAt = now();
      const attempt: JournalledAttempt = {
        ...origin,
        ...signed,
        account,
        chainId,
        id: newId(createdAt),
        nonce: transaction.nonce,
        state: 'Signed',
        text: '',
        blockNumber: null,
        blockHash: null,
        gasCost: null,
        revertData: null,
        settled: false,
        createdAt,
      };
      await ledger.commit([along, insertAttempt(attempt)]);
      onDurableStep('journalled');
      return sendBytes(attempt);
    },
    sendBytes,
  };
}
