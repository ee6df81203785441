import { numberToHex } from 'viem';
import { shortMessageOf } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import type { Block } from '../../model/snapshot.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { within } from '../../observe/endpoints/within.js';
import type { Ledger } from '../../record/ledger.js';
import { noncesFrom, type Sender } from '../../record/queries/attempts.js';
import type { Everywhere } from './everywhere.js';
import { countsOf } from './isUsedByAnother.js';
import { mostSaid } from './mostSaid.js';
import { readCount } from './readCount.js';

export interface ForeignSinceOptions extends Sender {
  client: ChainRequester;
  /** Asked where the one in use counts more than the journal explains: one endpoint's word alone stops no hedge. */
  everywhere: Everywhere;
  ledger: Ledger;
  log: Log;
}

/** The longest that they are waited for, ms: orders wait meanwhile. */
const patienceMs = 1_500;

/** Sees whether the account did anything apart from ballast while its orders were on their way from a block to the signer. */
export interface ForeignSince {
  /** Counts what it had sent up to a block: at once, since nodes forget old blocks. Each block is asked about once. */
  begin(block: Pick<Block, 'number' | 'hash'>): void;
  /**
   * The first nonce that the chain has counted since that block and nothing of the journal explains, as most endpoints count; null
   * where there is none, or where the block's count could not be read: an endpoint that cannot tell stops no hedge.
   * @param count the account's at the latest block
   */
  find(count: number): Promise<number | null>;
}

/** A position that somebody's own transaction has just changed must not be hedged by what was known before it. */
export function createForeignSince(options: ForeignSinceOptions): ForeignSince {
  const { account, chainId, client, everywhere, ledger, log } = options;
  let begun: { hash: Block['hash']; number: bigint; count: Promise<number | null> } | null = null;

  async function countAt(block: bigint): Promise<number | null> {
    try {
      return await within(readCount(client, account, block), patienceMs, 'no count');
    } catch (error) {
      log.warn(
        { at: 'transactor', block, error: shortMessageOf(error) },
        'cannot see what the account had sent when its orders were decided',
      );
      return null;
    }
  }

  /** Of the nonces from one count to another. */
  async function firstNotOurs(before: number, count: number): Promise<number | null> {
    if (count <= before) return null;
    const ours = new Set(await noncesFrom(ledger, { account, chainId }, before));
    for (let nonce = before; nonce < count; nonce++) if (!ours.has(nonce)) return nonce;
    return null;
  }

  return {
    begin({ number, hash }) {
      if (begun?.hash !== hash) begun = { hash, number, count: countAt(number) };
    },
    async find(count) {
      const before = (await begun?.count) ?? null;
      if (begun === null || before === null || (await firstNotOurs(before, count)) === null) return null;
      const [then, now] = await Promise.all(
        [numberToHex(begun.number), 'latest'].map((block) => countsOf(everywhere, account, block, patienceMs)),
      );
      // Most, not one: a node that counts at its newest block whatever it is asked would hide everything since. Of two that differ the
      // lower count is taken, so where there are only two endpoints, one that is behind keeps the other from being believed.
      const [from, to] = [mostSaid(then ?? []) ?? before, mostSaid(now ?? []) ?? count];
      return firstNotOurs(Math.max(before, from), to);
    },
  };
}

/** Why an order is not sent: the nonce is what `find` has found since that block. */
export const sayForeignSince = (nonce: number, { number }: Pick<Block, 'number'>): string =>
  `the account itself has sent a transaction (nonce ${nonce}) since block ${number}, at which this was decided: it is decided anew`;
