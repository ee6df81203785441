import { expect, test } from 'vitest';
import type { BlockState, Child } from '../../model/desk.js';
import { type TransferTerms, transferSize } from '../../model/order.js';
import type { Turn } from '../turn.js';
import { considerMember } from './considerMember.js';
import { deliver } from './deliver.js';
import { at, blockOf, blockTurn, ether, sale, seller, transfer } from './testing/blockTurn.js';
import { accountOf } from './testing/sampleParent.js';

/** USD that one order may be. */
const most = 3_000;

const limited = (turn: Turn): Turn => {
  const { input } = turn;
  return {
    ...turn,
    input: { ...input, strategy: { ...input.strategy, limits: { ...input.strategy.limits, order: most } } },
  };
};

/** What was decided has arrived, and is a child of the order that it was decided for. */
function arrived(block: BlockState, sent: readonly { parent: string; terms: TransferTerms }[]): BlockState {
  const child = (terms: TransferTerms, i: number): Child => ({
    ...transfer(`part ${i}`, terms.to, ether(0)),
    ...{ terms, fills: [{ kind: 'transfer', asset: terms.asset, to: terms.to }], updatedAt: at },
  });
  const parents = block.parents.map((parent) => {
    const own = sent.filter((one) => one.parent === parent.id).map(({ terms }) => terms);
    const { children } = parent;
    return { ...parent, children: [...children, ...own.map((terms, i) => child(terms, children.length + i))] };
  });
  return { ...block, parents };
}

const decidedIn = (decided: ReturnType<typeof deliver>) =>
  (decided?.decisions ?? []).flatMap(({ action }) =>
    action?.terms.kind === 'transfer' && action.parent
      ? [{ parent: action.parent, terms: action.terms, usd: action.notional }]
      : [],
  );

test('behavior: a share larger than an order may be goes in parts, until all have all of theirs to the unit', () => {
  const own = { ...seller('own', 17), children: [sale(17)] };
  const gave = (id: string, units: number) =>
    seller(id, units, { children: [transfer(`${id} gave`, accountOf('desk'), ether(units))] });
  let block = blockOf([gave('a', 10), gave('b', 7), own], { status: 'Allocating', parent: 'own' });
  const got = new Map<string, bigint>();
  const ticks: number[] = [];
  let last: ReturnType<typeof deliver> = null;
  for (let tick = 0; tick < 20; tick++) {
    last = deliver(limited(blockTurn(block)), block);
    const sent = decidedIn(last);
    if (sent.length === 0) break;
    ticks.push(sent.length);
    for (const { parent, terms, usd } of sent) {
      expect(usd).toBeLessThanOrEqual(most);
      got.set(parent, (got.get(parent) ?? 0n) + transferSize(terms));
    }
    block = arrived(block, sent);
  }
  // 20 000 USD in parts of 3 000 are seven, 14 000 five.
  expect(ticks).toEqual([2, 2, 2, 2, 2, 1, 1]);
  expect(Object.fromEntries(got)).toEqual({ a: 20_000n * 10n ** 6n, b: 14_000n * 10n ** 6n });
  expect(last?.decisions).toEqual([]);
  expect(last?.events?.map(({ kind }) => kind)).toEqual(['allocate', 'allocate']);
});

test('behavior: what a member puts up goes in parts as well', () => {
  let parent = seller('a', 10);
  let sum = 0n;
  for (let tick = 0; tick < 7; tick++) {
    const block = blockOf([parent]);
    const [one] = decidedIn(considerMember(limited(blockTurn(block)), parent));
    if (!one) throw new Error('nothing was sent');
    expect(one.usd).toBeLessThanOrEqual(most);
    sum += transferSize(one.terms);
    [parent = parent] = arrived(block, [one]).parents;
  }
  expect(sum).toBe(ether(10).amount);
  expect(decidedIn(considerMember(limited(blockTurn(blockOf([parent]))), parent))).toEqual([]);
});
