import type { Address } from 'viem';
import type { TransactionRequest } from '../../model/order.js';
import { type Wei, wei } from '../../model/units.js';
import { askWorded, type ChainRequester, type Endpoint, EndpointError } from '../../observe/endpoints/endpoint.js';
import type { EndpointPool } from '../../observe/endpoints/endpointPool.js';
import { type Fees, feesFor, gasLimitFor } from '../transactions/fees.js';
import { describeRevert } from './describeRevert.js';
import type { Work } from './executor.js';
import { gasProblem } from './gasProblem.js';
import { expectedGasPrice, keeperCost, payingKeepers, tipBesideKeepers } from './keeperFee.js';
import { rehearsalProblem } from './rehearsalProblem.js';
import { type Rehearsal, rehearse } from './rehearse.js';

export interface RehearseOptions extends Pick<Work, 'order' | 'venue' | 'snapshot'> {
  pool: Pick<EndpointPool, 'current' | 'others' | 'failed'>;
  account: Address;
  planned: TransactionRequest;
  /** Of the newest block that is known, wei per gas. */
  baseFee: Wei;
  /** What `limits.day.gas` allows, wei. */
  mostGas: Wei | undefined;
}

/** What is sent, once nothing speaks against it. */
export interface Sendable {
  request: TransactionRequest;
  /** Limit. */
  gas: bigint;
  fees: Fees;
  rehearsal: Rehearsal & { ok: true };
}

type Rehearsed = { ok: true; sendable: Sendable } | { ok: false; problem: string; sawEffect: boolean };

/** Who else is asked before a rescue is given up. */
const mostAsked = 2;

/**
 * Rehearses a transaction through the endpoint in use, and decides what it is sent with. What that one has against it ends the
 * order, unless it is there to survive: one endpoint's word alone does not stop a rescue, so others are asked, and whoever
 * finds nothing against it is believed. Only one that has simulated the effect may speak against an effect that was seen.
 * @throws EndpointError when the endpoint in use does not answer
 */
export async function rehearseToSend(options: RehearseOptions): Promise<Rehearsed> {
  const { pool, order } = options;
  const inUse = pool.current();
  const first = await rehearseThrough(wordedClient(inUse), options);
  if (first.ok || order.orderClass !== 'survive') return first;
  const others = pool.others().filter((one) => one !== inUse);
  const answers = await Promise.allSettled(
    others.slice(0, mostAsked).map(async (one) => ({ one, said: await rehearseThrough(wordedClient(one), options) })),
  );
  for (const answer of answers) {
    if (answer.status === 'rejected' || !answer.value.said.ok) continue;
    const { one, said } = answer.value;
    if (first.sawEffect && said.sendable.rehearsal.effect === null) continue;
    const text = `${inUse.label} rehearses a rescue in vain, and ${one.label} does not: ${first.problem}`;
    pool.failed(inUse, new EndpointError(text, { retryable: true }));
    return said;
  }
  return first;
}

/** One an endpoint: `rehearse` remembers what it has learnt of each. */
const worded = new WeakMap<Endpoint, ChainRequester>();

/** Whose failures are the endpoint's, as of `pool.client`. */
function wordedClient(endpoint: Endpoint): ChainRequester {
  const known = worded.get(endpoint);
  if (known) return known;
  const request = (args: { method: string }): Promise<unknown> => askWorded(endpoint, args);
  const client: ChainRequester = { request: request as ChainRequester['request'] };
  worded.set(endpoint, client);
  return client;
}

async function rehearseThrough(
  client: ChainRequester,
  { account, order, venue, snapshot, planned, baseFee, mostGas }: RehearseOptions,
): Promise<Rehearsed> {
  const paysKeepers = planned.keeperGas !== undefined;
  const price = paysKeepers ? expectedGasPrice(baseFee) : undefined;
  const tried = price === undefined ? planned : payingKeepers(venue, planned, price);
  const rehearsal = await rehearse(client, account, tried, price);
  if (!rehearsal.ok) {
    const problem = describeRevert(venue, rehearsal.revertData, rehearsal.message);
    return { ok: false, problem, sawEffect: false };
  }
  const urgent = order.orderClass === 'survive';
  const fees = feesFor({
    ...rehearsal,
    ...(paysKeepers ? { priorityFee: tipBesideKeepers(rehearsal, urgent) } : {}),
    urgent,
  });
  const request = payingKeepers(venue, planned, fees.maxFeePerGas);
  const gas = gasLimitFor(rehearsal.gas);
  const cost = wei(gas * fees.maxFeePerGas);
  const allGas = wei(cost + keeperCost(planned, fees.maxFeePerGas));
  const tooDear = mostGas === undefined ? null : gasProblem(order, allGas, mostGas);
  const reading = snapshot.readings.find((one) => one.venue === venue.id);
  const problem = tooDear ?? rehearsalProblem({ order, venue, request, rehearsal, cost, reading });
  if (problem !== null) return { ok: false, problem, sawEffect: rehearsal.effect !== null };
  return { ok: true, sendable: { request, gas, fees, rehearsal } };
}
