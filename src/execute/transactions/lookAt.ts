import type { Log } from '../../model/log.js';
import type { Order } from '../../model/order.js';
import { type Milliseconds, milliseconds, type UnixMillis } from '../../model/units.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import type { Ledger } from '../../record/ledger.js';
import {
  attemptsAtNonce,
  type RecordedAttempt,
  type Sender,
  unsettledAttempts,
} from '../../record/queries/attempts.js';
import { ordersById } from '../../record/queries/ordersById.js';
import type { RecordedOrder } from '../../record/queries/recordedOrder.js';
import { confirmed } from './confirmed.js';
import { type Everywhere, onlyThrough } from './everywhere.js';
import { type Judgement, judge, type Mining } from './judge.js';
import { certainBlock, readEvidence } from './readEvidence.js';
import { cancelClass, urgencies } from './urgency.js';
import type { Witnesses } from './witnesses.js';

/**
 * A lost intent is sent again within this time; an older one is taken back. Less than trades are good for (120 s,
 * `prepareOrders`), since what is sent after that can only revert.
 */
export const resendWithinDefault = milliseconds(100_000);

export interface LookOptions extends Sender {
  client: ChainRequester;
  /** Asked before it is said that somebody else used a nonce; default: the client alone. */
  everywhere?: Everywhere;
  /** Asked before anything is settled; default: the client is believed. */
  witnesses?: Witnesses;
  ledger: Ledger;
  /** Blocks on the chain, its own included, that make a mined transaction final. At least 1. */
  confirmations: number;
  /** The same for one order, by what it moves; default: `confirmations`. */
  confirmationsOf?: (order: Pick<Order, 'notional'>) => number;
  resendWithin?: Milliseconds;
  now(): UnixMillis;
  log?: Log;
}

/** An attempt with what the chain says of it. */
export interface SeenAttempt {
  attempt: RecordedAttempt;
  /** All others that were ever signed for its nonce, oldest first. */
  rivals: readonly RecordedAttempt[];
  order: RecordedOrder | undefined;
  judgement: Judgement;
  mining: Mining | undefined;
}

/**
 * What is true of each unsettled attempt, seen from a head, in one round trip, and one more where something is to be
 * settled and there are other endpoints. Writes nothing and sends nothing.
 * @param resendEvery least time between two sendings of the same bytes
 * @throws whatever the client throws: then nothing is known
 */
export async function lookAt(
  options: LookOptions,
  head: bigint,
  resendEvery: Milliseconds,
  wanted: (attempt: RecordedAttempt) => boolean = () => true,
): Promise<SeenAttempt[]> {
  const { client, ledger, account, chainId, confirmations, resendWithin = resendWithinDefault, now } = options;
  const { everywhere = onlyThrough(client), confirmationsOf = () => confirmations, witnesses } = options;
  const sender = { account, chainId };
  const open = (await unsettledAttempts(ledger, sender)).filter(wanted);
  if (open.length === 0) return [];
  const nonces = [...new Set(open.map(({ nonce }) => nonce))];
  const attempts = (await Promise.all(nonces.map((nonce) => attemptsAtNonce(ledger, sender, nonce)))).flat();
  const orders = await ordersById(ledger, [...new Set(open.map(({ order }) => order))]);
  const judged = open.map((attempt) => {
    const order = orders.find(({ id }) => id === attempt.order);
    return { attempt, order, depth: order ? confirmationsOf(order) : confirmations };
  });
  const depths = [...new Set([confirmations, ...judged.map(({ depth }) => depth)])];
  const asking = { account, everywhere, witnesses, by: witnesses?.current() };
  const evidenceAt = await readEvidence(client, { account, attempts, head, depths });
  for (const hash of evidenceAt(confirmations).doubted) {
    options.log?.warn(
      { at: 'transactor', hash },
      'a receipt is not believed: the chain of the same endpoint does not bear it out',
    );
  }
  const settings = { resendWithin, resendEvery, now: now() };
  return Promise.all(
    judged.map(async ({ attempt, order, depth }) => {
      const evidence = evidenceAt(depth);
      const rivals = attempts.filter(({ nonce, id }) => nonce === attempt.nonce && id !== attempt.id);
      const urgency = urgencies[attempt.cancels ? cancelClass : (order?.orderClass ?? 'cost')];
      const judgement = judge(attempt, rivals, evidence, { ...settings, confirmations: depth, urgency });
      const judged = { attempt, rivals, evidence, block: certainBlock(head, depth) };
      const mining = evidence.minings.get(attempt.hash);
      return { attempt, rivals, order, judgement: await confirmed(asking, judgement, judged), mining };
    }),
  );
}
