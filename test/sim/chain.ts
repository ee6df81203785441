import { type Hash, type Hex, hexToNumber, numberToHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { CHAIN_ID } from '../../src/lab/clients.js';
import type { Dice } from './dice.js';
import type { ChainEvent } from './faults.js';
import type { World } from './world.js';

/** Whatever the chain and its node do with transactions, block by block, as it is told. */
export interface Chain {
  /** A node has these bytes. */
  delivered(bytes: Hex, hash: Hash): void;
  /** What is in hand happens, and a block is mined at `at` (Unix seconds), or several. */
  happen(event: ChainEvent, at: number, step: number): Promise<string>;
  /** Hashes of transactions of the account that are nobody's but the operator's. */
  readonly foreign: ReadonlySet<Hash>;
  /** Those that they were sent at, whatever became of them. */
  readonly foreignNonces: ReadonlySet<number>;
  height(): Promise<number>;
  /** Ours that are in no block, whoever has them: forgotten by every node. */
  drop(): Promise<void>;
  /** A transaction that is not ours takes the account's next nonce, at a fee that replaces whatever waits there. */
  useNonce(step: number): Promise<void>;
  mine(at: number): Promise<void>;
  /** Takes the newest blocks away and mines others; `fate`: what becomes of ours that were in them. */
  reorganise(depth: number, at: number, fate: 'again' | 'later' | 'gone'): Promise<void>;
}

const gwei = 10n ** 9n;
/** No block of before the run is ever taken away, and none that is deep enough to be final. */
export const deepest = 3;

export function createChain(world: World, dice: Dice, since: number): Chain {
  const { node, account } = world;
  const ours = new Map<Hash, Hex>();
  const foreign = new Set<Hash>();
  const foreignNonces = new Set<number>();
  let baseFee = gwei;
  let spikeEnds = 0;
  let coinbase = 0;
  const key = privateKeyToAccount(account.privateKey);

  const height = async () => hexToNumber(await node.must<Hex>('eth_blockNumber'));
  const blockOf = async (hash: Hash): Promise<number | null> => {
    const receipt = await node.must<{ blockNumber: Hex } | null>('eth_getTransactionReceipt', [hash]);
    return receipt === null ? null : hexToNumber(receipt.blockNumber);
  };
  /** Whether the node takes them or not: it may have them already, or their nonce may be used. */
  const give = async (hashes: readonly Hash[]) => {
    for (const hash of hashes) await node.ask({ method: 'eth_sendRawTransaction', params: [ours.get(hash)] });
  };
  const take = async (hashes: readonly Hash[]) => {
    for (const hash of hashes) await node.ask({ method: 'anvil_dropTransaction', params: [hash] });
  };
  async function waiting(): Promise<Hash[]> {
    const found: Hash[] = [];
    for (const hash of ours.keys()) if ((await blockOf(hash)) === null) found.push(hash);
    return found;
  }

  async function mine(at: number): Promise<void> {
    const newest = await node.must<{ timestamp: Hex }>('eth_getBlockByNumber', ['latest', false]);
    // Two blocks are never the same, even when they hold the same.
    await node.must('anvil_setCoinbase', [numberToHex(++coinbase + 0xc0ffee, { size: 20 })]);
    await node.must('anvil_setNextBlockBaseFeePerGas', [numberToHex(baseFee)]);
    await node.must('evm_setNextBlockTimestamp', [numberToHex(Math.max(at, hexToNumber(newest.timestamp) + 1))]);
    await node.must('evm_mine');
  }

  async function drop(): Promise<void> {
    const lost = await waiting();
    await take(lost);
    for (const hash of lost) ours.delete(hash);
  }

  async function useNonce(step: number): Promise<void> {
    const { address } = account;
    const nonce = hexToNumber(await node.must<Hex>('eth_getTransactionCount', [address, 'latest']));
    await take(await waiting());
    const bytes = await key.signTransaction({
      ...{ type: 'eip1559', chainId: CHAIN_ID, nonce, to: address, value: BigInt(step), gas: 21_000n },
      ...{ maxFeePerGas: 2000n * gwei, maxPriorityFeePerGas: 100n * gwei },
    });
    foreignNonces.add(nonce);
    foreign.add(await node.must<Hash>('eth_sendRawTransaction', [bytes]));
  }

  async function reorganise(wanted: number, at: number, fate: 'again' | 'later' | 'gone'): Promise<void> {
    const newest = await height();
    const depth = Math.min(wanted, deepest, newest - since);
    if (depth < 1) return mine(at);
    const inThem: Hash[] = [];
    for (const hash of ours.keys()) if (((await blockOf(hash)) ?? 0) > newest - depth) inThem.push(hash);
    const afloat = await waiting();
    await node.must('anvil_rollback', [depth]);
    const parent = await node.must<{ timestamp: Hex }>('eth_getBlockByNumber', ['latest', false]);
    const from = hexToNumber(parent.timestamp);
    if (fate === 'again') await give([...inThem, ...afloat]);
    if (fate === 'gone') {
      await give(afloat);
      for (const hash of inThem) ours.delete(hash);
    }
    // The other branch is longer, or nobody would follow it.
    for (let i = 1; i <= depth + 1; i++) {
      if (fate === 'later' && i === 2) await give([...inThem, ...afloat]);
      await mine(from + Math.max(i, Math.floor(((at - from) * i) / (depth + 1))));
    }
  }

  return {
    foreign,
    foreignNonces,
    height,
    drop,
    useNonce,
    mine,
    reorganise,
    delivered: (bytes, hash) => void ours.set(hash, bytes),
    async happen(event, at, step) {
      if (step >= spikeEnds) baseFee = gwei;
      const depth = dice.between(1, deepest, 'depth', step);
      switch (event) {
        case 'mined':
          await mine(at);
          return 'a block';
        case 'mined without ours': {
          const held = await waiting();
          await take(held);
          await mine(at);
          await give(held);
          return `a block without ours (${held.length})`;
        }
        case 'ours dropped':
          await drop();
          await mine(at);
          return 'every node forgets ours, and a block';
        case 'reorganised, ours again':
          await reorganise(depth, at, 'again');
          return `${depth} blocks reorganised, ours again in the first`;
        case 'reorganised, ours later':
          await reorganise(depth, at, 'later');
          return `${depth} blocks reorganised, ours in a later one`;
        case 'reorganised, ours gone':
          await reorganise(depth, at, 'gone');
          return `${depth} blocks reorganised, ours forgotten`;
        case 'price':
        case 'crash': {
          const share = event === 'crash' ? 0.06 : 0.06 * dice.roll('price', step) - 0.03;
          await world.price(1 + share, at);
          await mine(at);
          return `the price moves by ${(share * 100).toFixed(2)} %`;
        }
        case 'gas spike':
          baseFee = gwei * BigInt(dice.between(3, 60, 'spike', step));
          spikeEnds = step + dice.between(1, 5, 'spike ends', step);
          await mine(at);
          return `gas at ${baseFee / gwei} gwei for ${spikeEnds - step} blocks`;
        case 'foreign nonce':
          await useNonce(step);
          await mine(at);
          return 'somebody else uses a nonce';
        case 'exposure': {
          const units = dice.pick([-2, -1, 1, 2, 3], 'exposure', step);
          await world.exposure(units);
          await mine(at);
          return `${units} ETH in the wallet`;
        }
      }
    },
  };
}
