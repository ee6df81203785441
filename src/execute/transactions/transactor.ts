import { isAddressEqual } from 'viem';
import { BallastError, shortMessageOf } from '../../model/error.js';
import type { Order, TransactionRequest } from '../../model/order.js';
import type { Block } from '../../model/snapshot.js';
import { type Milliseconds, milliseconds } from '../../model/units.js';
import { quantity } from '../../observe/endpoints/quantity.js';
import type { Work } from '../../record/ledger.js';
import { attemptsAtNonce, openAttempts, type RecordedAttempt } from '../../record/queries/attempts.js';
import { currentTradingState } from '../../record/queries/currentTradingState.js';
import type { JournalledAttempt } from '../../record/statements/attempts.js';
import { permits } from '../orders/permits.js';
import { decisive } from './decisive.js';
import { onlyThrough } from './everywhere.js';
import type { Fees } from './fees.js';
import { createFollowUp, type Replacing } from './followUp.js';
import { isSameIntent } from './judge.js';
import { type LookOptions, lookAt } from './lookAt.js';
import { NonceError } from './nextNonce.js';
import { createNonceDesk } from './nonceDesk.js';
import { createNonceWatch } from './nonceWatch.js';
import { createOneAtATime } from './oneAtATime.js';
import { createOutbox, type DurableStep, type OutboxOptions } from './outbox.js';
import { purposeOf } from './purposeOf.js';
import type { SigningPurpose } from './signer.js';
import { type WaitOptions, waitForAttempt } from './waitForAttempt.js';
import { writeJudgement } from './writeJudgement.js';

/** The operator has halted, or wants no new risk: the order is not sent. */
export class NotPermittedError extends BallastError {
  override name = 'NotPermittedError';
}

export interface TransactorOptions extends Omit<LookOptions, 'account' | 'log'>, Pick<OutboxOptions, 'signer' | 'log'> {
  /** Least time between two sendings of the same bytes. Default 5 seconds. */
  resendEvery?: Milliseconds;
  /** What dearer sending goes by beside the tables; default: the order and the market alone. */
  replacing?: Replacing;
  /** For tests, which kill the process here. */
  onDurableStep?(step: DurableStep): void;
}

export interface SendParameters {
  order: Pick<Order, 'id' | 'account' | 'terms' | 'orderClass'>;
  /** Index into the order's steps. */
  step: number;
  request: TransactionRequest;
  /** Limit (`gasLimitFor` an estimate). */
  gas: bigint;
  fees: Fees;
  /** From `nextNonce`; derived when left out. */
  nonce?: number;
  /** The account's at the latest block, if it has just been read: it saves the round trip that deriving takes. */
  transactionCount?: number;
  /** Committed together with the attempt. */
  along?: Work;
  /** For the signer's policy; see `SigningPurpose`. */
  next?: SigningPurpose['next'];
  readings?: SigningPurpose['readings'];
}

export type Head = Pick<Block, 'number'>;

export interface Transactor {
  readonly account: LookOptions['account'];
  /** The nonce of the next transaction. @throws NonceError when an attempt must be resolved first */
  nextNonce(): Promise<number>;
  /**
   * Signs, commits, then sends. Once it is committed nothing is thrown but a LedgerError: an attempt that comes back
   * `Unknown` may or may not be out there.
   * @throws NotPermittedError, NonceError, SignerError, LedgerError; nothing was sent then
   */
  send(parameters: SendParameters): Promise<JournalledAttempt>;
  /** What is true of an attempt now, by receipt, nonce and block hash. Sends again, or takes back, what was lost. */
  resolve(attempt: JournalledAttempt, head: Head): Promise<JournalledAttempt>;
  /** The same for all that is unsettled, in one round trip; by nonce. */
  resolveAll(head: Head): Promise<JournalledAttempt[]>;
  /** At start, before anything is sent: as `resolveAll` at the chain's latest block. */
  recover(): Promise<JournalledAttempt[]>;
  /** Tells of nonces that somebody else used, where nothing of ours was in flight. @throws LedgerError */
  watchNonces(head: Head): Promise<void>;
  /**
   * Waits, head by head, until an attempt is in a block (or is final); gives it back as it stands when time is up. Sent again
   * dearer meanwhile, the attempt of the same intent that was mined is given back.
   */
  settled(attempt: JournalledAttempt, options: WaitOptions): Promise<JournalledAttempt>;
}

/**
 * The transaction journal: the only thing that signs and sends. Everything is in the ledger before a byte leaves, so a
 * start after a crash is the same code as any other moment: look at the chain, and finish what is open.
 */
export function createTransactor(options: TransactorOptions): Transactor {
  const { client, ledger, signer, chainId, log, replacing = {} } = options;
  const { everywhere = onlyThrough(client), resendEvery = milliseconds(5_000), onDurableStep = () => {} } = options;
  const account = signer.address;
  const sender = { account, chainId };
  const common = { ...options, account, everywhere, onDurableStep, replacing };
  const oneAtATime = createOneAtATime();
  const deriveNonce = createNonceDesk(common);
  const watchNonces = createNonceWatch(common);
  const outbox = createOutbox(common);
  const followUp = createFollowUp({ ...common, outbox });

  /** What stands in the way has often just been mined: it is looked at once before giving up. */
  async function deriveOrResolve(transactionCount?: number): Promise<number> {
    try {
      return await deriveNonce(transactionCount);
    } catch (error) {
      if (!(error instanceof NonceError)) throw error;
      await resolveWhere(() => true, await latestHead(), resendEvery);
      return deriveNonce();
    }
  }

  async function send(parameters: SendParameters) {
    const { order, step, request, gas, fees, along = [], next = [], readings = [] } = parameters;
    if (!isAddressEqual(order.account, account)) {
      throw new BallastError(`the order is for account ${order.account}, the key is for ${account}`);
    }
    const { state, reason } = await currentTradingState(ledger);
    if (!permits(state, order)) {
      const said = `trading is ${state}${reason ? `: ${reason}` : ''}`;
      throw new NotPermittedError(said, { mend: 'ballast resume' });
    }
    const nonce = parameters.nonce ?? (await deriveOrResolve(parameters.transactionCount));
    const taken = (await openAttempts(ledger, sender)).find((attempt) => attempt.nonce === nonce);
    if (taken) throw new NonceError(`nonce ${nonce} is in flight as ${taken.hash}`, { retryable: true });
    const { to, data, value } = request;
    const transaction = { chainId, nonce, to, data, value, gas, ...fees };
    const purpose = { next, readings, ...purposeOf(order.terms) };
    return outbox.signAndSend({ order: order.id, step, cancels: false }, transaction, purpose, along);
  }

  async function resolveWhere(
    wanted: (attempt: RecordedAttempt) => boolean,
    head: bigint,
    resendAfter: Milliseconds,
  ): Promise<JournalledAttempt[]> {
    const resolved: JournalledAttempt[] = [];
    for (const seen of await lookAt(common, head, resendAfter, wanted)) {
      const attempt = await writeJudgement(common, seen, head);
      if (seen.judgement.events.length > 0) onDurableStep('resolved');
      resolved.push(await followUp({ ...seen, attempt }, head, resendAfter));
    }
    return resolved;
  }

  async function latestHead(): Promise<bigint> {
    return quantity(await client.request({ method: 'eth_blockNumber' }), 'eth_blockNumber');
  }

  async function resolveOne(attempt: JournalledAttempt, head: bigint): Promise<JournalledAttempt> {
    const resolved = await resolveWhere(({ nonce }) => nonce === attempt.nonce, head, resendEvery);
    return resolved.find(({ id }) => id === attempt.id) ?? (await reread(attempt));
  }

  async function reread(attempt: JournalledAttempt): Promise<JournalledAttempt> {
    const rows = await attemptsAtNonce(ledger, sender, attempt.nonce);
    return rows.find(({ id }) => id === attempt.id) ?? attempt;
  }

  /** Of all that were sent for the same intent at its nonce, the one that tells how it went. */
  async function resolveIntent(attempt: JournalledAttempt, head: bigint): Promise<JournalledAttempt> {
    await resolveWhere(({ nonce }) => nonce === attempt.nonce, head, resendEvery);
    const rows = await attemptsAtNonce(ledger, sender, attempt.nonce);
    return decisive(rows.filter((row) => row.id === attempt.id || isSameIntent(row, attempt))) ?? attempt;
  }

  return {
    account,
    nextNonce: () => oneAtATime(() => deriveNonce()),
    send: (parameters) => oneAtATime(() => send(parameters)),
    resolve: (attempt, head) => oneAtATime(() => resolveOne(attempt, head.number)),
    resolveAll: (head) => oneAtATime(() => resolveWhere(() => true, head.number, resendEvery)),
    recover: () => oneAtATime(async () => resolveWhere(() => true, await latestHead(), milliseconds(0))),
    watchNonces: (head) => watchNonces(head.number),
    settled(attempt, wait) {
      const look = (current: JournalledAttempt, head?: Head) =>
        oneAtATime(async () => resolveIntent(current, head?.number ?? (await latestHead()))).catch((error: unknown) => {
          log.warn(
            { at: 'transactor', hash: attempt.hash, error: shortMessageOf(error) },
            'cannot see the attempt now',
          );
          return current;
        });
      return waitForAttempt(attempt, look, wait);
    },
  };
}
