import dataStoreAbi from '@gmx-io/sdk/abis/DataStore';
import type { Address, Block, PublicClient } from 'viem';
import { getAddress, isAddressEqual, numberToHex, zeroAddress } from 'viem';
import { aggregatorAbi } from '../../abis/gmx-v2.js';
import { readEvents } from '../../src/venues/gmx-v2/events/readEvents.js';
import { nameTopic } from '../../src/venues/gmx-v2/events/topics.js';
import { priceFeedHeartbeatDurationKey, priceFeedKey, priceFeedMultiplierKey } from '../../src/venues/gmx-v2/keys.js';
import type { GmxContracts } from '../../src/venues/gmx-v2/releases/release.js';

/** USD with 30 decimals per smallest unit, as GMX's contracts hold prices. */
export interface NodePrice {
  token: Address;
  min: bigint;
  max: bigint;
  /** For people. */
  origin: string;
}

export interface FeedState {
  price: bigint;
  /** Seconds behind the head. */
  age: number;
  /** Seconds that GMX lets it be behind; 0 where it does not say. */
  heartbeat: number;
}

/** How far back executions are looked for, and how much of it at once. */
const lookBack = 20_000n;
const stretch = 2_000n;

/**
 * What a node without a server of tickers knows of prices: what its keeper last executed at, else what the feeds say.
 * Asked again, it looks at newer blocks only.
 */
export function createNodePrices(client: PublicClient, contracts: GmxContracts) {
  const executed = new Map<string, NodePrice>();
  let seenTo: bigint | null = null;

  async function look(head: bigint): Promise<void> {
    const first = seenTo === null ? (head > lookBack ? head - lookBack : 0n) : seenTo + 1n;
    for (let from = first; from <= head; from += stretch) {
      const to = from + stretch - 1n < head ? from + stretch - 1n : head;
      for (const log of await logs(from, to)) {
        for (const event of readEvents([log], contracts.eventEmitter)) {
          if (event.name !== 'OraclePriceUpdate') continue;
          const { token, minPrice: min, maxPrice: max } = event.values;
          executed.set(getAddress(token), { token, min, max, origin: `execution in block ${event.at.blockNumber}` });
        }
      }
    }
    seenTo = head;
  }

  /** A node that forks another may not have the logs of old blocks: those say nothing then. */
  async function logs(from: bigint, to: bigint) {
    try {
      const filter = {
        address: contracts.eventEmitter,
        topics: [null, nameTopic('OraclePriceUpdate')],
        fromBlock: numberToHex(from),
        toBlock: numberToHex(to),
      };
      const found = await client.request({ method: 'eth_getLogs', params: [filter] });
      return found.map((log) => ({
        ...log,
        blockNumber: log.blockNumber === null ? null : BigInt(log.blockNumber),
        logIndex: log.logIndex === null ? null : Number(log.logIndex),
      }));
    } catch {
      return [];
    }
  }

  const store = { address: contracts.dataStore, abi: dataStoreAbi } as const;
  const uint = (key: `0x${string}`) => client.readContract({ ...store, functionName: 'getUint', args: [key] });

  /** null when GMX knows no feed of the token, or it states no price. */
  async function feedOf(token: Address, head: Pick<Block, 'timestamp'>): Promise<FeedState | null> {
    const feed = await client.readContract({ ...store, functionName: 'getAddress', args: [priceFeedKey(token)] });
    if (isAddressEqual(feed, zeroAddress)) return null;
    const [multiplier, heartbeat] = await Promise.all([
      uint(priceFeedMultiplierKey(token)),
      uint(priceFeedHeartbeatDurationKey(token)),
    ]);
    const [, answer, , updatedAt] = await client.readContract({
      ...{ address: feed, abi: aggregatorAbi, functionName: 'latestRoundData' },
    });
    const price = (answer * multiplier) / 10n ** 30n;
    return price > 0n ? { price, age: Number(head.timestamp - updatedAt), heartbeat: Number(heartbeat) } : null;
  }

  return {
    feedOf,
    /** null when nobody states one. */
    async priceOf(token: Address, head: { number: bigint; timestamp: bigint }): Promise<NodePrice | null> {
      await look(head.number);
      const found = executed.get(getAddress(token));
      if (found) return found;
      const feed = await feedOf(token, head);
      return feed && { token, min: feed.price, max: feed.price, origin: `feed, ${feed.age} s old` };
    },
  };
}

export type NodePrices = ReturnType<typeof createNodePrices>;
