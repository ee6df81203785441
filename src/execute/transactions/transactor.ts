import { type Address, isAddressEqual } from 'viem';
import { BallastError, shortMessageOf } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import type { Id, Order, TransactionRequest } from '../../model/order.js';
import type { Block } from '../../model/snapshot.js';
import type { TradingState } from '../../model/tradingState.js';
import { type Milliseconds, milliseconds, type UnixMillis } from '../../model/units.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { countOf, quantity } from '../../observe/endpoints/quantity.js';
import { LedgerError } from '../../record/errors.js';
import { newId } from '../../record/id.js';
import type { Ledger, Work } from '../../record/ledger.js';
import { attemptsAtNonce, openAttempts, unsettledAttempts } from '../../record/queries/attempts.js';
import { currentTradingState } from '../../record/queries/currentTradingState.js';
import { ordersById } from '../../record/queries/ordersById.js';
import {
  type AttemptChange,
  insertAttempt,
  type JournalledAttempt,
  updateAttempt,
} from '../../record/statements/attempts.js';
import { updateOrder, voidFillsOf } from '../../record/statements/orders.js';
import { undoRequest } from '../follow/undoRequest.js';
import { permits } from '../orders/permits.js';
import { nextState } from './attemptStates.js';
import { broadcast } from './broadcast.js';
import type { Fees } from './fees.js';
import { type Judgement, type JudgeSettings, judge, type Mining } from './judge.js';
import { NonceError, nextNonce } from './nextNonce.js';
import { createOneAtATime } from './oneAtATime.js';
import { readEvidence, readMinings } from './readEvidence.js';
import { type Revert, readRevert } from './readRevert.js';
import type { Signer, SigningPurpose, UnsignedTransaction } from './signer.js';
import { takeBack } from './takeBack.js';
import { type WaitOptions, waitForAttempt } from './waitForAttempt.js';

/** The operator has halted, or wants no new risk: the order is not sent. */
export class NotPermittedError extends BallastError {
  override name = 'NotPermittedError';
}

/** Where a process may die; whatever is there, starting again must mend it. */
export const durableSteps = ['signed', 'journalled', 'sent', 'recorded', 'resolved'] as const;
export type DurableStep = (typeof durableSteps)[number];

export interface TransactorOptions {
  client: ChainRequester;
  ledger: Ledger;
  signer: Signer;
  chainId: number;
  /** Blocks on the chain, its own included, that make a mined transaction final. At least 1. */
  confirmations: number;
  now(): UnixMillis;
  log: Log;
  /**
   * A lost intent is sent again within this time; an older one is taken back. Default 100 seconds: less than trades are
   * good for (120 s, `prepareOrders`), since what is sent after that can only revert.
   */
  resendWithin?: Milliseconds;
  /** Least time between two sendings of the same bytes. Default 5 seconds. */
  resendEvery?: Milliseconds;
  /** For tests, which kill the process here. */
  onDurableStep?(step: DurableStep): void;
}

export interface SendParameters {
  order: Pick<Order, 'id' | 'account' | 'terms'>;
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
  readonly account: Address;
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
  /** Waits, head by head, until an attempt is in a block (or is final); gives it back as it stands when time is up. */
  settled(attempt: JournalledAttempt, options: WaitOptions): Promise<JournalledAttempt>;
}

/** More than this many transactions to take one nonce back are not made. */
const mostCancels = 5;

/**
 * The transaction journal: the only thing that signs and sends. Everything is in the ledger before a byte leaves, so a
 * start after a crash is the same code as any other moment: look at the chain, and finish what is open.
 */
export function createTransactor(options: TransactorOptions): Transactor {
  const { client, ledger, signer, chainId, confirmations, now, log } = options;
  const { resendWithin = milliseconds(100_000), resendEvery = milliseconds(5_000), onDurableStep = () => {} } = options;
  const account = signer.address;
  const sender = { account, chainId };
  const oneAtATime = createOneAtATime();

  async function deriveNonce(transactionCount?: number): Promise<number> {
    const count = transactionCount ?? (await readCount());
    const open = await unsettledAttempts(ledger, sender);
    const free = nextNonce(count, open);
    if (open.some(({ nonce }) => nonce > free)) await assertMissing(free, count);
    return free;
  }

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

  /** A nonce below others in flight is either lost from the chain, or the node that counted is behind. */
  async function assertMissing(nonce: number, count: number): Promise<void> {
    const mined = await readMinings(client, await attemptsAtNonce(ledger, sender, nonce));
    if (mined.size > 0) {
      throw new NonceError(`nonce ${nonce} is mined, but the node counts only ${count}`, { retryable: true });
    }
    log.warn({ at: 'transactor', nonce }, 'a nonce below others in flight is missing: it is used next');
  }

  async function readCount(): Promise<number> {
    const count = await client.request({ method: 'eth_getTransactionCount', params: [account, 'latest'] });
    return countOf(count, 'eth_getTransactionCount');
  }

  async function send({
    order,
    step,
    request,
    gas,
    fees,
    nonce,
    transactionCount,
    along = [],
    next = [],
    readings = [],
  }: SendParameters) {
    if (!isAddressEqual(order.account, account)) {
      throw new BallastError(`the order is for account ${order.account}, the key is for ${account}`);
    }
    const { state, reason } = await currentTradingState(ledger);
    if (!permits(state, order.terms)) {
      const said = `trading is ${state}${reason ? `: ${reason}` : ''}`;
      throw new NotPermittedError(said, { mend: 'ballast resume' });
    }
    const free = nonce ?? (await deriveOrResolve(transactionCount));
    const taken = (await openAttempts(ledger, sender)).find((attempt) => attempt.nonce === free);
    if (taken) throw new NonceError(`nonce ${free} is in flight as ${taken.hash}`, { retryable: true });
    const { to, data, value } = request;
    const transaction = { chainId, nonce: free, to, data, value, gas, ...fees };
    return journalAndSend({ order: order.id, step, cancels: false }, transaction, along, { next, readings });
  }

  async function journalAndSend(
    origin: Pick<JournalledAttempt, 'order' | 'step' | 'cancels'>,
    transaction: UnsignedTransaction,
    along: Work,
    purpose: Omit<SigningPurpose, 'order'> = { next: [], readings: [] },
  ): Promise<JournalledAttempt> {
    const signed = await signer.sign(transaction, { order: origin.order, ...purpose });
    onDurableStep('signed');
    const createdAt = now();
    const attempt: JournalledAttempt = {
      ...origin,
      ...sender,
      ...signed,
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
  }

  async function sendBytes(attempt: JournalledAttempt): Promise<JournalledAttempt> {
    const { event, text } = await broadcast(client, attempt);
    onDurableStep('sent');
    const change = { state: nextState(attempt.state, event), text };
    await ledger.commit(updateAttempt(attempt.id, attempt.state, change, now()));
    onDurableStep('recorded');
    const facts = {
      at: 'transactor',
      attempt: attempt.id,
      hash: attempt.hash,
      nonce: attempt.nonce,
      order: attempt.order,
    };
    if (event === 'broadcast') log.info(facts, attempt.cancels ? 'sent a transaction that takes a nonce back' : 'sent');
    else log.warn({ ...facts, text }, 'sent, and nobody knows whether it arrived');
    return { ...attempt, ...change };
  }

  async function resolveWhere(
    wanted: (attempt: JournalledAttempt) => boolean,
    head: bigint,
    resendAfter: Milliseconds,
  ): Promise<JournalledAttempt[]> {
    const open = (await unsettledAttempts(ledger, sender)).filter(wanted);
    if (open.length === 0) return [];
    const nonces = [...new Set(open.map(({ nonce }) => nonce))];
    const attempts = (await Promise.all(nonces.map((nonce) => attemptsAtNonce(ledger, sender, nonce)))).flat();
    const evidence = await readEvidence(client, { account, attempts, head, confirmations });
    const settings: JudgeSettings = { confirmations, resendWithin, resendEvery: resendAfter, now: now() };
    const resolved: JournalledAttempt[] = [];
    for (const attempt of open) {
      const rivals = attempts.filter(({ nonce, id }) => nonce === attempt.nonce && id !== attempt.id);
      const judgement = judge(attempt, rivals, evidence, settings);
      // Before saying that somebody else has our nonce, look once more: a receipt may lag behind the count.
      const late = judgement.events.includes('drop') && (await readMinings(client, [attempt])).size > 0;
      const moved = late ? attempt : await write(attempt, judgement, evidence.minings.get(attempt.hash));
      resolved.push(late ? attempt : await tryToAct(moved, rivals, judgement));
    }
    return resolved;
  }

  async function write(attempt: JournalledAttempt, { events, text }: Judgement, mining: Mining | undefined) {
    if (events.length === 0) return attempt;
    const state = events.reduce(nextState, attempt.state);
    const revert =
      events.includes('revert') && mining ? await readRevert(client, account, attempt.bytes, mining) : null;
    const change = changeOf(state, { events, text }, mining, revert);
    const at = now();
    // In one commit with it: nothing else would look at an order that was over again.
    const reopened = { status: 'New', text: 'its block was reorganised away', at } as const;
    const undone = events.includes('reorganise')
      ? [voidFillsOf(attempt.id), updateOrder(attempt.order, reopened), await undoRequest(ledger, attempt, at)]
      : [];
    await ledger.commit([updateAttempt(attempt.id, attempt.state, change, at), undone]);
    onDurableStep('resolved');
    const facts = {
      at: 'transactor',
      attempt: attempt.id,
      hash: attempt.hash,
      nonce: attempt.nonce,
      state,
      text: change.text,
    };
    if (events.some((event) => alarming.has(event))) log.warn(facts, `attempt is ${state}`);
    else log.info(facts, `attempt is ${state}`);
    return { ...attempt, ...change };
  }

  /** What cannot be sent now is sent another time; what was learnt of the other attempts must not be lost for it. */
  async function tryToAct(attempt: JournalledAttempt, rivals: readonly JournalledAttempt[], judgement: Judgement) {
    try {
      return await act(attempt, rivals, judgement);
    } catch (error) {
      if (error instanceof LedgerError) throw error;
      const facts = { at: 'transactor', attempt: attempt.id, nonce: attempt.nonce, error: shortMessageOf(error) };
      log.warn(facts, `could not ${judgement.act} now`);
      return attempt;
    }
  }

  async function act(attempt: JournalledAttempt, rivals: readonly JournalledAttempt[], { act }: Judgement) {
    if (act === 'nothing') return attempt;
    const { state } = await currentTradingState(ledger);
    if (state === 'halted') return attempt;
    // What the operator does not want any more is not sent again; its nonce is taken back, which adds no risk.
    const wanted = attempt.cancels || (await isPermitted(attempt.order, state));
    const cancels = [attempt, ...rivals].filter((one) => one.cancels);
    const enough = cancels.length >= mostCancels;
    if (wanted && (act === 'resend' || enough)) return sendBytes(attempt);
    if (enough) return attempt;
    const all = [attempt, ...rivals].map(({ bytes }) => bytes);
    const transaction = await takeBack(client, { ...sender, nonce: attempt.nonce, rivals: all });
    const { order, step } = attempt;
    await journalAndSend({ order, step, cancels: true }, transaction, []);
    return attempt;
  }

  async function isPermitted(id: Id, state: TradingState): Promise<boolean> {
    const [order] = await ordersById(ledger, [id]);
    return order !== undefined && permits(state, order.terms);
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

  return {
    account,
    nextNonce: () => oneAtATime(() => deriveNonce()),
    send: (parameters) => oneAtATime(() => send(parameters)),
    resolve: (attempt, head) => oneAtATime(() => resolveOne(attempt, head.number)),
    resolveAll: (head) => oneAtATime(() => resolveWhere(() => true, head.number, resendEvery)),
    recover: () => oneAtATime(async () => resolveWhere(() => true, await latestHead(), milliseconds(0))),
    settled(attempt, wait) {
      const look = (current: JournalledAttempt, head?: Head) =>
        oneAtATime(async () => resolveOne(current, head?.number ?? (await latestHead()))).catch((error: unknown) => {
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

const alarming: ReadonlySet<string> = new Set(['revert', 'reorganise', 'drop']);

function changeOf(
  state: JournalledAttempt['state'],
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
