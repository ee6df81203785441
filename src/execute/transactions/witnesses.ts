import type { Address, Hash } from 'viem';
import type { Log } from '../../model/log.js';
import type { UnixMillis } from '../../model/units.js';
import type { Endpoint } from '../../observe/endpoints/endpoint.js';
import type { EndpointPool } from '../../observe/endpoints/endpointPool.js';
import { within } from '../../observe/endpoints/within.js';
import type { Mining } from './judge.js';
import { readCount } from './readCount.js';
import { type MiningSaid, sayOfMining } from './sayOfMining.js';

/** What one endpoint says, and what would be final if it is true. */
export type Claim =
  | { kind: 'mined'; account: Address; nonce: number; hash: Hash; mining: Mining }
  /** By a transaction that is none of these, up to that block. */
  | { kind: 'used by another'; account: Address; nonce: number; block: bigint; hashes: readonly Hash[] };

/** `unheard`: nobody contradicts it, and nobody else has said it either. */
export type Confirmation = 'confirmed' | 'denied' | 'unheard';

export interface Witnesses {
  /** The endpoint in use: whose word a claim is. */
  current(): Endpoint;
  /** Asks the others; where there are none, one endpoint's word has to do. Never rejects. */
  confirm(claim: Claim, by: Endpoint): Promise<Confirmation>;
}

export interface WitnessesOptions {
  pool: Pick<EndpointPool, 'current' | 'others' | 'accuse'>;
  now(): UnixMillis;
  log: Log;
}

/** The longest that it holds up a tick, ms. */
const budgetMs = 1_500;
/** Who did not confirm it is asked again after this, ms. */
const pauseMs = 10_000;
/** Whom nobody contradicts for so long, while the others are silent, is believed, ms. */
export const silenceMs = 120_000;
const mostAsked = 4;
const mostKept = 256;

/**
 * Has what cannot be taken back confirmed by another endpoint. Most of them decide; whoever contradicts what most say, and says it
 * of the very same block, is accused. Where two stand against two, nothing is final and all four are.
 */
export function createWitnesses({ pool, now, log }: WitnessesOptions): Witnesses {
  /** Claims that are not confirmed yet, since when, and what was said when others were asked last. */
  const pending = new Map<string, { since: number; askedAt: number; last: Confirmation }>();

  function keep(key: string, last: Confirmation, since: number): Confirmation {
    pending.set(key, { since, askedAt: now(), last });
    for (const oldest of pending.keys()) if (pending.size > mostKept) pending.delete(oldest);
    return last;
  }

  /** Silence is believed after a while. A clock that is set back begins anew. */
  function unheard(key: string): Confirmation {
    const at = now();
    const since = Math.min(pending.get(key)?.since ?? at, at);
    if (at - since >= silenceMs) {
      pending.delete(key);
      log.warn({ at: 'transactor', claim: key }, 'no other endpoint answers: the one in use is believed');
      return 'confirmed';
    }
    return keep(key, 'unheard', since);
  }

  /** What was said a moment ago. */
  function justSaid(key: string): Confirmation | undefined {
    const known = pending.get(key);
    const age = known === undefined ? Number.NaN : now() - known.askedAt;
    return age >= 0 && age < pauseMs ? known?.last : undefined;
  }

  return {
    current: () => pool.current(),

    async confirm(claim, by) {
      const others = [pool.current(), ...pool.others()].filter((one, i, all) => one !== by && all.indexOf(one) === i);
      if (others.length === 0) return 'confirmed';
      const key = keyOf(claim);
      const said = justSaid(key);
      if (said !== undefined) return said;
      const words = await Promise.all(
        others.slice(0, mostAsked).map(async (endpoint) => ({ endpoint, ...(await wordOf(endpoint, claim)) })),
      );
      const agreeing = words.filter(({ says }) => says === 'agrees');
      const denying = words.filter(({ says }) => says === 'denies');
      if (agreeing.length + denying.length === 0) return unheard(key);
      const isMost = agreeing.length > 0 && agreeing.length + 1 > denying.length;
      const isTie = agreeing.length + 1 === denying.length;
      const proofs = denying.filter(({ isProof }) => isProof);
      for (const { endpoint, text, isProof } of denying) {
        const facts = { at: 'transactor', claim: key, endpoint: endpoint.label, by: by.label, text };
        log.warn(facts, 'endpoints contradict each other about a transaction');
        if (isProof && (isMost || isTie)) pool.accuse(endpoint, `${key}: ${text}; ${by.label} says otherwise`);
      }
      const [proof] = proofs;
      if (proof && isTie) {
        for (const { endpoint } of agreeing) pool.accuse(endpoint, `${key}: ${proof.endpoint.label} says otherwise`);
      }
      // Whoever is in use comes last: leaving each in turn ends on another.
      if (proof && !isMost) pool.accuse(by, `${key}: ${proof.endpoint.label} says that ${proof.text}`);
      if (!isMost) return keep(key, 'denied', now());
      pending.delete(key);
      return 'confirmed';
    },
  };
}

const keyOf = (claim: Claim): string =>
  claim.kind === 'mined'
    ? `${claim.hash} ${claim.mining.succeeded ? 'mined' : 'reverted'} in block ${claim.mining.blockNumber}`
    : `nonce ${claim.nonce} of ${claim.account} used by another`;

async function wordOf(endpoint: Endpoint, claim: Claim): Promise<MiningSaid> {
  const asking = claim.kind === 'mined' ? sayOfMining(endpoint.client, claim) : sayOfUse(endpoint, claim);
  try {
    return await within(asking, budgetMs, 'no answer');
  } catch {
    return { says: 'nothing', text: '', isProof: false };
  }
}

/** One that has not got to that block fails, and so says nothing. */
async function sayOfUse(
  { client }: Endpoint,
  { account, nonce, block, hashes }: Claim & { kind: 'used by another' },
): Promise<MiningSaid> {
  const [used, ...receipts] = await Promise.all([
    readCount(client, account, block),
    ...hashes.map((hash) => client.request({ method: 'eth_getTransactionReceipt', params: [hash] })),
  ]);
  if (used <= nonce) return { says: 'denies', text: `it counts ${used} at block ${block}`, isProof: false };
  const mined = receipts.some((receipt) => receipt !== null);
  if (mined) return { says: 'denies', text: 'it has a receipt of ours', isProof: false };
  return { says: 'agrees', text: '', isProof: false };
}
