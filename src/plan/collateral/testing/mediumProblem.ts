import type { CollateralProblem } from '../problem.js';
import { randomProblem } from './randomProblem.js';

/** A dozen small problems over one wallet: two dozen accounts that share two tokens. Without least sizes, so that it is linear. */
export function mediumProblem(seed: number): CollateralProblem {
  const parts = Array.from({ length: 12 }, (_, i) => randomProblem(1_000 * seed + i));
  const named = <One extends { id: string }>(one: One, part: number): One => ({ ...one, id: `${part} ${one.id}` });
  const moving = <One extends { id: string; account: string; least: number }>(one: One, part: number): One => ({
    ...named(one, part),
    account: `${part} ${one.account}`,
    least: 0,
  });
  const accounts = parts.flatMap((one, part) => one.accounts.map((account) => named(account, part)));
  const [first] = parts;
  return {
    accounts: accounts.map((account, rank) => ({ ...account, rank })),
    // Enough for some of them, as it falls.
    wallet: (first?.wallet ?? []).map((token) => ({ ...token, balance: token.balance * 2 })),
    ways: parts.flatMap(({ ways }, part) => ways.map((way) => moving(way, part))),
    swaps: parts.flatMap(({ swaps }, part) => swaps.map((swap) => ({ ...named(swap, part), least: 0 }))),
    reductions: parts.flatMap(({ reductions }, part) => reductions.map((one) => moving(one, part))),
  };
}
