import { expect, onTestFinished, test, vi } from 'vitest';
import type { LabAccount } from '../../src/lab/accounts.js';
import { standardBook, standardFunds } from '../../src/lab/book.js';
import { listOrders } from '../../src/record/queries/listOrders.js';
import { useLab } from '../lab.js';
import { onChain } from '../onChain.js';
import { runKeeper } from '../runKeeper.js';
import { decisionsOf, orderStories, settledAccount } from './story.js';

const lab = useLab();

/** Whatever could hold a key, in the order it was loaded. */
const loaded: string[] = vi.hoisted(() => []);
vi.mock('../../src/execute/transactions/signer.js', async (load) => {
  loaded.push('signer');
  return load();
});
vi.mock('../../src/execute/transactions/keystore.js', async (load) => {
  loaded.push('keystore');
  return load();
});
vi.mock('ethers', async (load) => {
  loaded.push('ethers');
  return load();
});

const cases = {
  'a hedge and top-ups on both venues': [
    { topUp: 'perp-v2 *', when: 'health < 6', to: 7, from: 'wallet USDC' },
    { topUp: 'lyra *', when: 'health < 1.5', to: 1.7, from: ['wallet sUSD', 'wallet sETH'] },
    { hedge: 'ETH', when: 'abs(delta) > 0.3', to: 0, on: 'perp-v2 ETH', maxSlippage: '200bps' },
  ],
  'deleveraging on both venues': [
    { deleverage: 'perp-v2 *', when: 'health < 6', to: 7, maxSlippage: '2%' },
    { deleverage: 'lyra *', when: 'health < 1.5', to: 1.7, maxSlippage: '5%' },
  ],
};

async function holdings(account: LabAccount) {
  const chain = onChain(lab(), account.address);
  return {
    nonce: await chain.nonce(),
    gasToken: await chain.gasToken(),
    balances: [await chain.balance('USDC'), await chain.balance('sUSD'), await chain.balance('sETH')],
    perp: [await chain.perpSize(), await chain.perpMargin()],
    options: (await chain.options()).map(({ id, amount, collateral }) => ({ id, amount, collateral })),
  };
}

const refuse = { signerOf: () => Promise.reject(new Error('a shadow asked for a signer')) };

test('behavior: nothing that could hold a key is even loaded', async () => {
  const account = await settledAccount(lab(), standardFunds, standardBook);
  const rules = Object.values(cases).flat();
  // Hedges may not go to where one of the deleveragings would undo them.
  const text = { rules, mode: 'shadow', limits: { health: 6 } } as const;
  const keeper = await runKeeper(lab(), account, text, onTestFinished, refuse);
  expect((await keeper.tick()).orders.length).toBeGreaterThan(0);
  await keeper.stop();
  expect(loaded).toEqual([]);
  await import('../../src/execute/transactions/signer.js');
  expect(loaded).toEqual(['signer']);
});

for (const [name, rules] of Object.entries(cases)) {
  test(`default: ${name}: shadow decides what live decides, and moves nothing`, async () => {
    const account = await settledAccount(lab(), standardFunds, standardBook);
    const before = await holdings(account);
    const snapshot = await lab().snapshot();

    const shadow = await runKeeper(lab(), account, { rules, mode: 'shadow' }, onTestFinished, refuse);
    const dry = await shadow.tick();
    await lab().testClient.mine({ blocks: 1 });
    await shadow.tick((tick) => tick.snapshot.block.number > dry.snapshot.block.number);
    expect(await holdings(account)).toEqual(before);
    const kept = await decisionsOf(shadow.ledger);
    const stories = await orderStories(shadow.ledger);
    expect(stories.length).toBeGreaterThanOrEqual(dry.orders.length);
    for (const { order, attempts, fills } of stories) {
      expect(order.status).toBe('Canceled');
      expect(order.text).toMatch(/^shadow: would have (sent|traded)/);
      expect([attempts, fills]).toEqual([[], []]);
    }
    await shadow.stop();

    await lab().revert(snapshot);
    const live = await runKeeper(lab(), account, { rules }, onTestFinished);
    const wet = await live.tick();
    expect(wet.snapshot).toEqual(dry.snapshot);
    const plain = (tick: typeof wet) => tick.decisions.map(({ id: _, ...decision }) => decision);
    expect(plain(wet)).toEqual(plain(dry));
    expect(wet.orders.map(({ steps }) => steps)).toEqual(dry.orders.map(({ steps }) => steps));
    expect(kept.slice(0, dry.decisions.length).map(({ id }) => id)).toEqual(dry.decisions.map(({ id }) => id));
    const decided = dry.decisions
      .filter(({ verdict }) => verdict === 'act')
      .map(({ kind, action }) => `${kind} ${action?.terms.venue}`);
    expect(new Set(decided)).toEqual(new Set(expectedOf(name)));
    await live.quiet();
    const orders = await listOrders(live.ledger, { limit: 100 });
    expect(orders.every(({ status }) => status === 'Filled')).toBe(true);
    expect(await holdings(account)).not.toEqual(before);
  });
}

const expectedOf = (name: string): string[] =>
  name.startsWith('deleveraging')
    ? ['deleverage perp-v2', 'deleverage lyra']
    : ['topUp perp-v2', 'topUp lyra', 'hedge perp-v2'];
