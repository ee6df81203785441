import { maxUint256 } from 'viem';
import { expect, test, vi } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import { at, pendingKeys, usd } from '../../../test/gmxOrders.js';

const lab = useGmxLab();

const increase = { isLong: false, collateral: 'USDC', orderType: 2 } as const;
const order = { ...increase, sizeDeltaUsd: usd(3000), collateralDelta: 1_000_000_000n };

/** What the running keeper did with an order, once it has. */
const done = (key: string) =>
  vi.waitFor(
    () => {
      const execution = lab()
        .keeper.log()
        .find((one) => one.key === key);
      if (!execution) throw new Error('not yet');
      return execution;
    },
    { timeout: 10_000, interval: 10 },
  );

test('default: executes each order as its block arrives', async () => {
  const { address } = await lab().createAccount({ USDC: 3000 });
  lab().keeper.run('prompt');
  const first = await lab().placeOrder(address, order);
  expect(await done(first.key)).toMatchObject({ outcome: 'executed' });
  const second = await lab().placeOrder(address, order);
  expect(await done(second.key)).toMatchObject({ outcome: 'executed' });
  expect((await lab().positions(address))[0]?.numbers.sizeInUsd).toBe(usd(6000));
});

test('behavior: executes a triggered order when the market has come there', async () => {
  const { address } = await lab().createAccount({ USDC: 3000 });
  lab().keeper.run('prompt');
  await done((await lab().placeOrder(address, order)).key);
  const stop = { ...increase, orderType: 6, sizeDeltaUsd: maxUint256, triggerPrice: at(2050) };
  const { key } = await lab().placeOrder(address, stop);
  await lab().moveMarket(2049);
  expect(await pendingKeys(lab())).toEqual([key]);
  await lab().moveMarket(2050);
  expect(await done(key)).toMatchObject({ outcome: 'executed' });
});

test('behavior: asleep it does nothing, and stopped neither', async () => {
  const { address } = await lab().createAccount({ USDC: 3000 });
  lab().keeper.run('prompt');
  lab().keeper.run('asleep');
  const { key } = await lab().placeOrder(address, order);
  await lab().advance(30);
  await lab().keeper.stop();
  await lab().advance(30);
  expect(await pendingKeys(lab())).toEqual([key]);
});

test('behavior: late, by the clock of the chain', async () => {
  const { address } = await lab().createAccount({ USDC: 3000 });
  lab().keeper.run({ late: 120 });
  const { key } = await lab().placeOrder(address, order);
  await lab().advance(60);
  expect(await pendingKeys(lab())).toEqual([key]);
  await lab().advance(61);
  expect(await done(key)).toMatchObject({ outcome: 'executed' });
});

test('behavior: cancels market orders for their price, unless they accept any', async () => {
  const { address } = await lab().createAccount({ USDC: 3000 });
  lab().keeper.run('cancels for price');
  const bounded = await lab().placeOrder(address, { ...order, acceptablePrice: at(1990) });
  const { outcome, reason } = await done(bounded.key);
  expect(outcome).toBe('cancelled');
  // The execution price is size by whole tokens, rounded down.
  expect(reason).toBe(`OrderNotFulfillableAtAcceptablePrice(${at(1988.01) - 1n}, ${at(1990)})`);
  const unbounded = await lab().placeOrder(address, order);
  expect(await done(unbounded.key)).toMatchObject({ outcome: 'executed' });
});

test('behavior: freezes triggered orders for their price', async () => {
  const { address } = await lab().createAccount({ USDC: 3000 });
  lab().keeper.run('freezes');
  const { key: opening } = await lab().placeOrder(address, { ...order, acceptablePrice: at(1990) });
  expect(await done(opening)).toMatchObject({ outcome: 'executed' });
  const stop = { ...increase, orderType: 6, sizeDeltaUsd: maxUint256, triggerPrice: at(2050) };
  const { key } = await lab().placeOrder(address, { ...stop, acceptablePrice: at(2100) });
  expect(await done(key)).toMatchObject({ outcome: 'frozen' });
});

test('behavior: executes all that waits, at a price of the caller', async () => {
  const { address } = await lab().createAccount({ USDC: 3000 });
  const first = await lab().placeOrder(address, order);
  const second = await lab().placeOrder(address, order);
  const price = { min: at(2500), max: at(2501) };
  const executions = await lab().keeper.executeAll({ price });
  expect(executions).toMatchObject([
    { key: first.key, outcome: 'executed' },
    { key: second.key, outcome: 'executed' },
  ]);
  // 6000 USD at 2500, the price that a short sells at.
  expect((await lab().positions(address))[0]?.numbers.sizeInTokens).toBe(2_400_000_000_000_000_000n);
});

test('behavior: does nothing while the sequencer is down, nor in the grace that follows', async () => {
  const { address } = await lab().createAccount({ USDC: 3000 });
  const { key } = await lab().placeOrder(address, order);
  await lab().feeds.sequencerIs('down');
  expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'pending', reason: 'SequencerDown()' });
  await lab().feeds.sequencerIs('up');
  const { outcome, reason } = await lab().keeper.execute(key);
  expect(outcome).toBe('pending');
  expect(reason).toContain('SequencerGraceDurationNotYetPassed(');
});
