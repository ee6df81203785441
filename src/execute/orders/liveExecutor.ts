import type { Address } from 'viem';
import { type StakeTier, tierOf } from '../../model/agreement.js';
import { BallastError, shortMessageOf } from '../../model/error.js';
import type { Underlying, VenueId } from '../../model/instrument.js';
import type { Log } from '../../model/log.js';
import {
  type Id,
  INTERRUPTED,
  isOpen,
  type Order,
  type OrdStatus,
  type TransactionRequest,
} from '../../model/order.js';
import { settleAll } from '../../model/retryable.js';
import { type Block, priceOf, type Snapshot, type VenueReading } from '../../model/snapshot.js';
import { milliseconds, type UnixMillis, type Wei } from '../../model/units.js';
import type { EndpointPool } from '../../observe/endpoints/endpointPool.js';
import type { Heads } from '../../observe/heads.js';
import type { Ledger } from '../../record/ledger.js';
import { attemptsOf } from '../../record/queries/attempts.js';
import { currentTradingState } from '../../record/queries/currentTradingState.js';
import { hasUsedApproval } from '../../record/queries/hasUsedApproval.js';
import { openOrders } from '../../record/queries/openOrders.js';
import { stepsOf } from '../../record/queries/stepsOf.js';
import type { JournalledAttempt } from '../../record/statements/attempts.js';
import { updateOrder } from '../../record/statements/orders.js';
import type { Venue } from '../../venues/venue.js';
import { createBeside } from '../follow/beside.js';
import { createFollower } from '../follow/follower.js';
import { createLogReader } from '../follow/logReader.js';
import { createForeignSince, sayForeignSince } from '../transactions/foreignSince.js';
import type { Signer } from '../transactions/signer.js';
import { SignerError } from '../transactions/signerError.js';
import { createTransactor, NotPermittedError } from '../transactions/transactor.js';
import { decided } from '../transactions/waitForAttempt.js';
import { createWitnesses } from '../transactions/witnesses.js';
import { broughtLess } from './broughtLess.js';
import type { CalledOff, Executor, Work } from './executor.js';
import { payingKeepers } from './keeperFee.js';
import { permits } from './permits.js';
import { recordOutcome } from './recordOutcome.js';
import { rehearseToSend } from './rehearseToSend.js';
import { sayOrder } from './sayOrder.js';
import { stepProblem } from './stepProblem.js';

export interface LiveExecutorOptions {
  account: Address;
  venues: ReadonlyMap<VenueId, Venue>;
  signer: Signer;
  chainId: number;
  confirmations: number;
  /** Through which the books of venues are read. */
  multicall3: Address;
  pool: EndpointPool;
  heads: Heads;
  ledger: Ledger;
  now: () => UnixMillis;
  log: Log;
  /** Asked before each transaction: what is in hand is finished, nothing new is begun. */
  stop: AbortSignal;
  /** What is asked for before money moves: how deep an order's transactions must be to be final. Default: `confirmations`. */
  atStake?: readonly StakeTier[];
  /** What gas is paid in, as venues name its price. Default ETH. */
  gasToken?: Underlying;
  /** What `limits.day.gas` allows, wei: no transaction may cost more, but one that saves the account. */
  mostGas?: Wei;
  /** How long an order is waited for before the loop goes on; it stays in flight and is looked after. */
  patienceMs?: number;
}

/**
 * How long is waited for each further order of a tick once one was not mined in time: the chain is slow now, and the
 * next snapshot must not wait for all of them in turn.
 */
const shortPatienceMs = 1_000;

/** Blocks: no endpoint that is used is further behind another. */
const longestLag = 10_000n;

/**
 * Sends. An order's transactions go one after the other, each rehearsed at the latest block right before it is signed;
 * an order is filled when the venue's own events say so, and whatever is not known stays open.
 */
export function createLiveExecutor(options: LiveExecutorOptions): Executor {
  const { account, venues, signer, chainId, confirmations, multicall3 } = options;
  const { pool, heads, ledger, now, log, stop, mostGas, patienceMs = 15_000 } = options;
  const { atStake, gasToken = 'ETH' } = options;
  const { client, everywhere } = pool;
  /** The newest that there is; null before the first. */
  let newest: Snapshot | null = null;
  /** Of each venue the newest: what cannot be read now was so a while ago. */
  const readings = new Map<VenueId, VenueReading>();
  /** What orders of the newest snapshot were judged on, where that is not the snapshot itself: steps before them are in it. */
  const grounds = new Map<Id, readonly VenueReading[]>();
  const confirmationsOf = ({ notional }: Pick<Order, 'notional'>): number =>
    (atStake && tierOf(atStake, notional).confirmations) ?? confirmations;
  const transactor = createTransactor({
    ...{ client, everywhere, ledger, signer, chainId, confirmations, now, log },
    witnesses: createWitnesses({ pool, now, log }),
    confirmationsOf,
    replacing: {
      mostGas,
      gasTokenPrice: () => (newest ? priceOf(newest, gasToken) : undefined),
      known: (order) => ({
        block: newest?.block.number ?? 0n,
        readings: [
          ...new Map([...readings, ...(grounds.get(order) ?? []).map((one) => [one.venue, one] as const)]).values(),
        ],
      }),
      restate(terms, request, gasPrice) {
        const venue = venues.get(terms.venue);
        if (!venue)
          throw new BallastError(`${terms.venue} is not watched any more: what its keepers cost is not known`);
        return payingKeepers(venue, request, gasPrice);
      },
    },
  });
  const foreign = createForeignSince({ account, chainId, client, everywhere, ledger, log });
  const watching = createBeside((head: Block) => transactor.watchNonces(head));
  const readLogs = createLogReader(pool.client);
  const follower = createFollower({
    ...{ account, chainId, confirmations, confirmationsOf, venues, multicall3, pool, ledger, readLogs, now, log },
  });
  /** Of the newest block that was seen, wei per gas; null before the first. */
  let baseFee: Wei | null = null;
  /** The block of each transaction that is in one, as it was last told; those that every head holds by now are left out. */
  const minedIn = new Map<Id, bigint>();
  /** An order of this tick was not mined in time. */
  let slow = false;

  /** @returns as what those are called off that stood on it */
  const end = async (order: Id, status: OrdStatus, text: string): Promise<CalledOff> => {
    await ledger.commit(updateOrder(order, { status, text, at: now() }));
    sayOrder(log, order, { status, text });
    return status === 'Expired' ? status : 'Canceled';
  };

  function observed(snapshot: Snapshot): void {
    if (snapshot.block.hash !== newest?.block.hash) grounds.clear();
    newest = snapshot;
    for (const reading of snapshot.readings) readings.set(reading.venue, reading);
  }

  /** Writes down what the attempts of an order amount to. One without any was interrupted, and is not begun later. @returns as `work` */
  async function settleOrder(order: Order): Promise<CalledOff | null> {
    const venue = venues.get(order.terms.venue);
    const [steps, attempts] = await Promise.all([stepsOf(ledger, order.id), attemptsOf(ledger, order.id)]);
    attempts.forEach(noteBlock);
    if (attempts.length === 0) return end(order.id, 'Canceled', INTERRUPTED);
    const outcome = await recordOutcome({ order, steps, attempts, venue, client, everywhere, ledger, now });
    const same = outcome?.status === order.status && outcome.text === order.text;
    if (outcome && !same) await end(order.id, outcome.status, outcome.text);
    return outcome === null || outcome.status === 'Filled' || isOpen(outcome.status) ? null : 'Canceled';
  }

  /** @returns the attempt once it is in a block, or as it stands when patience ends; how the order has ended when it must not be sent. */
  async function sendStep(work: Work, step: number, planned: TransactionRequest) {
    const { order, venue, steps, ground: snapshot = work.snapshot } = work;
    const { state, reason } = await currentTradingState(ledger);
    if (!permits(state, order)) return end(order.id, 'Canceled', `trading is ${state}${reason ? `: ${reason}` : ''}`);
    if (stop.aborted) return end(order.id, 'Canceled', `stopped before ${planned.purpose}`);
    const rehearsed = await rehearseToSend({
      ...{ pool, account, order, venue, snapshot, planned, mostGas, baseFee: baseFee ?? snapshot.block.baseFee },
    });
    if (!rehearsed.ok) {
      const less = await broughtLess(ledger, order, snapshot);
      return end(order.id, 'Rejected', less === null ? rehearsed.problem : `${rehearsed.problem}; ${less}`);
    }
    const { request, gas, fees, rehearsal } = rehearsed.sendable;
    baseFee = rehearsal.baseFee;
    // Nothing but the operator stops a rescue: what it is for is seen to be needed by its own rehearsal.
    const stranger = order.orderClass === 'survive' ? null : await foreign.find(rehearsal.transactionCount);
    // Once a transaction of it is sent it has been begun: it counts, and is not as if it had never been.
    if (stranger !== null) {
      const again = (await hasUsedApproval(ledger, order)) ? '; what was approved for it must be approved again' : '';
      const text = `${sayForeignSince(stranger, snapshot.block)}${again}`;
      return end(order.id, step === 0 ? 'Expired' : 'Canceled', text);
    }
    const along =
      order.status === 'PendingNew' && step === 0 ? updateOrder(order.id, { status: 'New', text: '', at: now() }) : [];
    const { transactionCount } = rehearsal;
    const sent = await transactor.send({
      ...{ order, step, request, gas, fees, transactionCount, along },
      next: steps.slice(step + 1),
      readings: snapshot.readings,
    });
    const timeoutMs = milliseconds(slow ? Math.min(shortPatienceMs, patienceMs) : patienceMs);
    const seen = await transactor.settled(sent, { onHead: heads.onHead, timeoutMs });
    slow ||= !decided.includes(seen.state);
    return seen;
  }

  /** What was told of it before may not have been true: only the last word counts. */
  const noteBlock = ({ id, blockNumber }: JournalledAttempt): void => {
    if (blockNumber === null) minedIn.delete(id);
    else minedIn.set(id, blockNumber);
  };

  /** Snapshots older than this do not contain what is known to have happened. @param ended the newest block in which an order ended */
  function knownTo(head: bigint, ended: bigint): bigint {
    let newest = ended;
    for (const [id, block] of minedIn) {
      if (block > newest) newest = block;
      if (block + longestLag < head) minedIn.delete(id);
    }
    return newest;
  }

  return {
    mode: 'live',

    async recover() {
      await transactor.recover();
      for (const order of await openOrders(ledger, { account, chainId, mode: 'live' })) await settleOrder(order);
    },

    async advance(head) {
      slow = false;
      baseFee = head.baseFee;
      // Side by side; what the books show is written down after what became of the transactions.
      const [resolving, looking] = [transactor.resolveAll(head), follower.look(head)];
      // What it finds is for the operator: no snapshot waits for it.
      watching.begin(head);
      await settleAll<unknown>([resolving, looking]);
      (await resolving).forEach(noteBlock);
      const seen = await looking;
      // An order whose block was reorganised away is open again, whatever it had come to.
      for (const order of await openOrders(ledger, { account, chainId, mode: 'live' })) await settleOrder(order);
      return knownTo(head.number, await follower.takeIn(seen));
    },

    observed,

    async work(work) {
      const { order, steps } = work;
      observed(work.snapshot);
      foreign.begin(work.snapshot.block);
      if (work.ground) grounds.set(order.id, work.ground.readings);
      const problem = await stepProblem(ledger, order);
      if (problem !== null) return end(order.id, 'Canceled', problem);
      try {
        for (const [step, request] of steps.entries()) {
          const attempt = await sendStep(work, step, request);
          if (typeof attempt === 'string') return attempt;
          noteBlock(attempt);
          if (attempt.state !== 'Mined' && attempt.state !== 'Final') break;
        }
      } catch (error) {
        // Nothing is signed: whatever the signer's reason, the rules decide anew.
        if (error instanceof SignerError) return await end(order.id, 'Rejected', error.shortMessage);
        if (error instanceof NotPermittedError) return await end(order.id, 'Canceled', error.shortMessage);
        // Nothing may be lost over a failing endpoint: what was sent is in the journal, what was not is called off.
        log.warn({ at: 'order', order: order.id, error: shortMessageOf(error) }, 'order interrupted');
        await settleOrder(order);
        throw error;
      }
      return settleOrder(order);
    },

    async callOff(order, why, status = 'Canceled') {
      await end(order.id, status, why);
    },
  };
}
