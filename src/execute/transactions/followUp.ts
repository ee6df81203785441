import { shortMessageOf } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import type { Id, OrderTerms, TransactionRequest } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import type { Milliseconds, UnixMillis, Wad, Wei } from '../../model/units.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { createAlarms } from '../../record/alarms.js';
import { LedgerError } from '../../record/errors.js';
import type { Ledger } from '../../record/ledger.js';
import { attemptsAtNonce, type RecordedAttempt, type Sender } from '../../record/queries/attempts.js';
import { currentTradingState } from '../../record/queries/currentTradingState.js';
import { stepsOf } from '../../record/queries/stepsOf.js';
import { resolveAlert } from '../../record/statements/alerts.js';
import type { JournalledAttempt } from '../../record/statements/attempts.js';
import { dearer } from './dearer.js';
import type { Everywhere } from './everywhere.js';
import { gapBelow } from './gapBelow.js';
import { isOver } from './judge.js';
import type { SeenAttempt } from './lookAt.js';
import type { Outbox } from './outbox.js';
import { purposeOf } from './purposeOf.js';
import { takeBack } from './takeBack.js';
import { cancelClass } from './urgency.js';
import { whatToDo } from './whatToDo.js';

/** What sending an intent again, dearer, needs to know beside the journal and the chain. */
export interface Replacing {
  /** What `limits.day.gas` allows, wei; undefined without a limit. */
  mostGas?: Wei | undefined;
  /** USD per whole gas token, as the venues state it now. */
  gasTokenPrice?(): Wad | undefined;
  /** A step of an order with what it pays a venue's keepers at another gas price. */
  restate?(terms: OrderTerms, request: TransactionRequest, gasPrice: Wei): TransactionRequest;
  /**
   * The newest known of each venue as the order is judged on it, for the signer's policy, and the block that the newest is of. Without its venue's nothing is
   * sent dearer, nor while the chain is looked at from before that block: a policy could only refuse, and alarm for nothing.
   */
  known?(order: Id): { block: bigint; readings: readonly VenueReading[] };
}

export interface FollowUpOptions extends Sender {
  client: ChainRequester;
  everywhere: Everywhere;
  ledger: Ledger;
  outbox: Outbox;
  replacing: Replacing;
  now(): UnixMillis;
  log: Log;
}

/** An attempt with what was seen of it, after that was written. */
export type Written = Pick<SeenAttempt, 'rivals' | 'order' | 'judgement'> & { attempt: RecordedAttempt };

/**
 * Does what remains to be done for an attempt: its bytes again, its intent dearer, or its nonce taken back. What cannot be done
 * now is done another time; what was learnt of other attempts must not be lost for it.
 * @returns the attempt as it stands then
 * @throws LedgerError
 */
export type FollowUp = (written: Written, head: bigint, resendEvery: Milliseconds) => Promise<JournalledAttempt>;

export function createFollowUp(options: FollowUpOptions): FollowUp {
  const { account, chainId, client, ledger, outbox, replacing, now, log } = options;
  const alarms = createAlarms({ ledger, now, log });

  const tellStuck = ({ id, nonce, cancels }: RecordedAttempt, why: string): Promise<void> => {
    const what = cancels ? `nonce ${nonce} cannot be taken back` : `nonce ${nonce} is not mined`;
    return alarms.raise({ ...stuckAlert(id), text: `${what}: ${why}` });
  };

  /** What the node does not have any more must not be forgotten because it cannot be sent dearer. */
  async function asItIs(attempt: RecordedAttempt, resendEvery: Milliseconds): Promise<JournalledAttempt> {
    const isLost = attempt.state === 'Unknown' && isOver(attempt.updatedAt, resendEvery, now());
    return isLost ? outbox.sendBytes(attempt) : attempt;
  }

  async function replace(
    { attempt, rivals, order }: Written,
    head: bigint,
    resendEvery: Milliseconds,
  ): Promise<JournalledAttempt> {
    const steps = attempt.cancels ? [] : await stepsOf(ledger, attempt.order);
    const request = steps[attempt.step] ?? null;
    if (!attempt.cancels && (!order || !request)) return asItIs(attempt, resendEvery);
    const { restate, mostGas } = replacing;
    const known = replacing.known?.(attempt.order);
    const isJudgeable = !known || known.readings.some(({ venue }) => venue === order?.terms.venue);
    const isTooSoon = !isJudgeable || (known !== undefined && known.block > head);
    if (!attempt.cancels && isTooSoon) return asItIs(attempt, resendEvery);
    const made = await dearer(client, {
      ...{ attempt, rivals, request, account, mostGas, gasTokenPrice: replacing.gasTokenPrice?.() },
      order: attempt.cancels || !order ? { orderClass: cancelClass, notional: 0 } : order,
      ...(restate && order ? { restate: (step, gasPrice) => restate(order.terms, step, gasPrice) } : {}),
    });
    if ('used' in made) return attempt;
    if ('stuck' in made) {
      await tellStuck(attempt, made.stuck);
      return asItIs(attempt, resendEvery);
    }
    const { nonce, hash, step } = attempt;
    const words = attempt.cancels ? {} : purposeOf(order?.terms);
    const purpose = { next: steps.slice(step + 1), readings: known?.readings ?? [], ...words };
    const cheap = [attempt, ...rivals].map(({ id }) => resolveAlert({ ...stuckAlert(id), at: now() }));
    const origin = { order: attempt.order, step, cancels: attempt.cancels };
    const sent = await outbox.signAndSend(origin, made.transaction, purpose, cheap);
    log.info({ at: 'transactor', nonce, hash: sent.hash, instead: hash }, 'sent again, dearer');
    return attempt;
  }

  /** An empty transaction at a nonce, on behalf of the order of an attempt. */
  async function use(nonce: number, { order, step }: RecordedAttempt, rivals: readonly JournalledAttempt[]) {
    // Another attempt at the nonce may have had it taken back since the rivals were read: by the same bytes, and that one is looked after.
    const known = new Set(rivals.map(({ id }) => id));
    const all = await attemptsAtNonce(ledger, { account, chainId }, nonce);
    if (all.some(({ id, cancels, settled }) => cancels && !settled && !known.has(id))) return;
    const transaction = await takeBack(client, { account, chainId, nonce, rivals: rivals.map(({ bytes }) => bytes) });
    const told = rivals.map(({ id }) => resolveAlert({ ...stuckAlert(id), at: now() }));
    await outbox.signAndSend({ order, step, cancels: true }, transaction, { next: [], readings: [] }, told);
  }

  /** What is stuck may only wait for a nonce below it, which no order may ever ask for. */
  async function fillGap({ attempt }: Written): Promise<boolean> {
    const gap = await gapBelow(options, attempt);
    if (gap === null) return false;
    log.warn(
      { at: 'transactor', nonce: gap.nonce, above: attempt.nonce },
      'a nonce below one in flight is missing: it is used up',
    );
    await use(gap.nonce, attempt, gap.rivals);
    return true;
  }

  return async (written, head, resendEvery) => {
    const { attempt, rivals, order, judgement } = written;
    if (judgement.stuck !== undefined) await tellStuck(attempt, judgement.stuck);
    if (judgement.act === 'nothing') return attempt;
    const act = whatToDo(judgement, attempt, rivals, order, (await currentTradingState(ledger)).state);
    try {
      // An old intent is taken back first: the gap filled, whatever is above it is mined.
      const isDue = judgement.act === 'cancel' || judgement.act === 'replace';
      if (act !== 'nothing' && attempt.cancels && isDue && (await fillGap(written))) return attempt;
      // Where no more of them are made, the last one is all there is.
      if (act === 'resend' && judgement.act === 'cancel') return await asItIs(attempt, resendEvery);
      if (act === 'resend') return await outbox.sendBytes(attempt);
      if (act === 'replace') return await replace(written, head, resendEvery);
      if (act === 'cancel') await use(attempt.nonce, attempt, [attempt, ...rivals]);
      return attempt;
    } catch (error) {
      if (error instanceof LedgerError) throw error;
      const facts = { at: 'transactor', attempt: attempt.id, nonce: attempt.nonce, error: shortMessageOf(error) };
      log.warn(facts, `could not ${act} now`);
      return act === 'replace' ? asItIs(attempt, resendEvery) : attempt;
    }
  };
}

const stuckAlert = (id: Id) => ({ code: 'TRANSACTION_STUCK', subject: id }) as const;
