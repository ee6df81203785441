import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseUnits } from 'viem';
import { positionsOf } from '../../src/model/snapshot.js';
import { confirm } from '../../src/operate/cli/confirm/confirm.js';
import type { Ledger } from '../../src/record/ledger.js';
import type { RecordedParent } from '../../src/record/queries/parentOrders.js';
import type { Taken } from './balances.js';
import type { FinalBook } from './limits/holdFinal.js';
import type { RebalanceWorld } from './world.js';

/** One file an order, in a folder an account. */
export async function writeConfirmations(
  ledger: Ledger,
  parents: readonly RecordedParent[],
  folder: string,
): Promise<void> {
  for (const { id, clOrdId, strategy } of parents) {
    const { json } = await confirm(ledger, id, {});
    mkdirSync(join(folder, strategy), { recursive: true });
    writeFileSync(
      join(folder, strategy, `${clOrdId.replaceAll(/[^\w.-]/g, '_')}.json`),
      JSON.stringify(json, (_, one: unknown) => (typeof one === 'bigint' ? one.toString() : one), 2),
    );
  }
}

/** As much of a confirmation's file as is held against the rest; numbers as text. */
interface Paper {
  id: string;
  strategy: string;
  account: string;
  status: string;
  fills: readonly { account: string; fill: PaperFill }[];
  gas: string;
}

type PaperFill =
  | {
      kind: 'trade';
      instrument: string;
      side: 'Buy' | 'Sell';
      quantity: string;
      cash?: { token: string; amount: string };
    }
  | {
      kind: 'transfer';
      to: string;
      asset: { token: string; decimals: number; amount: string } | { instrument: string; quantity: string };
    };

/** What one account was told that it has. */
export interface AccountConfirmed {
  strategy: string;
  confirmations: number;
  filled: number;
  /** Wei that its orders have cost, whoever has paid. */
  gas: bigint;
}

export interface ConfirmationsRead {
  accounts: readonly AccountConfirmed[];
  /** Sentences: what a file says otherwise than the ledger's orders, the chain's balances or positions. */
  wrong: readonly string[];
}

export interface ConfirmedAgainst {
  world: Pick<RebalanceWorld, 'books' | 'world' | 'tokens'>;
  parents: readonly RecordedParent[];
  /** Of the chain, before the first order and after the last. */
  before: Taken;
  after: Taken;
  final: ReadonlyMap<string, FinalBook>;
}

/**
 * Reads all confirmations again, as files, and holds them to the unit against what they are about: each account has just as much more
 * of each token on the chain, and of each other instrument, as its confirmations say, and each order as much as it was filled by.
 */
export function readConfirmations(folder: string, against: ConfirmedAgainst): ConfirmationsRead {
  const { world, parents, before, after, final } = against;
  const wrong: string[] = [];
  const papers = readdirSync(folder).flatMap((account) =>
    readdirSync(join(folder, account)).map(
      (file) => JSON.parse(readFileSync(join(folder, account, file), 'utf8')) as Paper,
    ),
  );
  for (const parent of parents) {
    const own = papers.filter(({ id }) => id === parent.id);
    const [paper] = own;
    if (!paper || own.length !== 1) wrong.push(`order ${parent.clOrdId} has ${own.length} confirmations`);
    else wrong.push(...wrongOrder(parent, paper, world));
  }
  if (papers.length !== parents.length) wrong.push(`${papers.length} confirmations of ${parents.length} orders`);
  const all = papers.flatMap(({ fills }) => fills);
  for (const { name, account } of world.books) {
    for (const [symbol, { decimals }] of Object.entries(world.world.tokens)) {
      const told = all.reduce((sum, one) => sum + tokensIn(one, account.address, symbol, decimals), 0n);
      const is = (after.get(`${name} ${symbol}`) ?? 0n) - (before.get(`${name} ${symbol}`) ?? 0n);
      if (told !== is) wrong.push(`${name}: its confirmations say ${told} ${symbol}, the chain ${is}`);
    }
    const told = new Map<string, bigint>();
    for (const one of all) addPositions(told, one, account.address);
    const book = final.get(name);
    const held = new Map<string, bigint>();
    for (const { instrument, quantity } of book ? positionsOf(book.snapshot) : [])
      if (instrument.kind !== 'token') held.set(instrument.id, (held.get(instrument.id) ?? 0n) + quantity);
    for (const instrument of new Set([...told.keys(), ...held.keys()])) {
      const [says, is] = [told.get(instrument) ?? 0n, held.get(instrument) ?? 0n];
      if (says !== is) wrong.push(`${name}: its confirmations say ${says} of ${instrument}, and it holds ${is}`);
    }
  }
  const accounts = world.books.map(({ name }): AccountConfirmed => {
    const own = papers.filter(({ strategy }) => strategy === name);
    return {
      strategy: name,
      confirmations: own.length,
      filled: own.filter(({ status }) => status === 'Filled').length,
      gas: own.reduce((sum, { gas }) => sum + BigInt(gas), 0n),
    };
  });
  return { accounts, wrong };
}

/** Whether an order has got as much as it was filled by, or has given it away. */
function wrongOrder(
  { clOrdId, account, strategy, terms, state }: RecordedParent,
  paper: Paper,
  { world }: Pick<RebalanceWorld, 'world'>,
): string[] {
  const wrong: string[] = [];
  if (paper.status !== state.status)
    wrong.push(`order ${clOrdId} is ${state.status}, its confirmation ${paper.status}`);
  if (paper.strategy !== strategy)
    wrong.push(`order ${clOrdId} is of ${strategy}, its confirmation of ${paper.strategy}`);
  const pair = terms.instrument.split(' ')[1] ?? '';
  const symbol = terms.venue === 'uniswap-v3' ? (pair.split('/')[0] ?? '') : null;
  const decimals = symbol === null ? 18 : (world.tokens[symbol]?.decimals ?? 18);
  const positions = new Map<string, bigint>();
  let moved = 0n;
  for (const one of paper.fills) {
    addPositions(positions, one, account);
    if (symbol !== null) moved += tokensIn(one, account, symbol, decimals);
  }
  const got = symbol === null ? (positions.get(terms.instrument) ?? 0n) : moved * 10n ** BigInt(18 - decimals);
  const done = terms.side === 'Buy' ? got : -got;
  if (done !== state.cumQty)
    wrong.push(`order ${clOrdId} was filled by ${state.cumQty}, its confirmation says ${done}`);
  return wrong;
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Base units of a token that a fill has brought to an account; negative: taken from it. */
function tokensIn({ account, fill }: Paper['fills'][number], of: string, symbol: string, decimals: number): bigint {
  if (fill.kind === 'transfer') {
    if (!('token' in fill.asset) || fill.asset.token !== symbol) return 0n;
    const amount = BigInt(fill.asset.amount);
    return (isSame(fill.to, of) ? amount : 0n) - (isSame(account, of) ? amount : 0n);
  }
  if (!isSame(account, of)) return 0n;
  const sign = fill.side === 'Buy' ? 1n : -1n;
  const cash = fill.cash?.token === symbol ? -sign * BigInt(fill.cash.amount) : 0n;
  if (fill.instrument !== `uniswap-v3 ${symbol}/USDC`) return cash;
  return cash + (sign * BigInt(fill.quantity)) / parseUnits('1', 18 - decimals);
}

/** Of what is no token: signed, Wad. */
function addPositions(to: Map<string, bigint>, { account, fill }: Paper['fills'][number], of: string): void {
  const add = (instrument: string, quantity: bigint) => to.set(instrument, (to.get(instrument) ?? 0n) + quantity);
  if (fill.kind === 'transfer') {
    if (!('instrument' in fill.asset)) return;
    const { instrument, quantity } = fill.asset;
    if (isSame(fill.to, of)) add(instrument, BigInt(quantity));
    if (isSame(account, of)) add(instrument, -BigInt(quantity));
    return;
  }
  if (!isSame(account, of) || fill.instrument.startsWith('uniswap-v3 ')) return;
  add(fill.instrument, fill.side === 'Buy' ? BigInt(fill.quantity) : -BigInt(fill.quantity));
}
