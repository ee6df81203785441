import { type Address, encodeAbiParameters, type Hex, parseEther, toFunctionSelector } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { openAlerts } from '../../src/record/queries/alerts.js';
import { lying } from '../forge.js';
import { useLab } from '../lab.js';
import { type Intercept, startRpcProxy } from '../rpcProxy.js';
import { type RunningKeeper, runKeeper } from '../runKeeper.js';
import { settledAccount } from './story.js';

const lab = useLab();

const getAccountValue = toFunctionSelector('getAccountValue(address)');
const getMinCollateral = toFunctionSelector('getMinCollateral(uint8,uint256,uint256,uint256,uint256)');

const uint = (usd: string): Hex => encodeAbiParameters([{ type: 'uint256' }], [parseEther(usd)]);
/** Answers one function of one contract with something else; nothing that a decision stands on asks it. */
const instead = (to: Address, data: Hex, answer: Hex | null): Intercept => lying([{ to, data, answer }]);
const passOn: Intercept = (_, forward) => forward();

/** A book with a perp and a short call, watched through an endpoint that this is done to. */
async function watched(intercept: Intercept) {
  const account = await settledAccount(
    lab(),
    { sUSD: 8_000, USDC: 6_000 },
    {
      options: [{ expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 2, collateral: 2_500 }],
      perp: { size: 1, margin: 2_500 },
    },
  );
  const proxy = await startRpcProxy(lab(), onTestFinished);
  proxy.intercept = intercept;
  const keeper = await runKeeper(lab(), account, { rules: [], endpoints: [proxy.wsUrl] }, onTestFinished);
  return { account, proxy, keeper };
}

/** Two blocks beyond the time between two comparisons: the keeper's clock is that of the block before. */
async function later(keeper: RunningKeeper) {
  for (let i = 0; i < 2; i++) {
    await lab().advance(700);
    await keeper.quiet();
  }
}

const alertsOf = ({ lines }: RunningKeeper) => lines.filter(({ facts }) => facts['code'] === 'MARGIN_DRIFT');
const opened = (keeper: RunningKeeper) =>
  keeper.line(({ message, facts }) => message === 'alert' && facts['code'] === 'MARGIN_DRIFT');

test('default: a perp account that its own contract values otherwise is an alert until both agree', async () => {
  const { clearingHouse } = lab().venues['perp-v2'];
  const { account, proxy, keeper } = await watched(instead(clearingHouse, getAccountValue, uint('1000')));
  const { facts } = await opened(keeper);
  expect(facts).toMatchObject({
    subject: `${account.address} on ${lab().chainId}: perp-v2 cross`,
    text: expect.stringMatching(
      /^equity of perp-v2 cross: 1000 USD by the protocol, reckoned 2\d{3}\.?\d*, [\d.]+ bps apart$/,
    ),
  });
  await keeper.quiet();
  expect(await openAlerts(keeper.ledger)).toMatchObject([{ code: 'MARGIN_DRIFT', resolvedAt: null }]);

  proxy.intercept = passOn;
  await later(keeper);
  await keeper.line(({ message }) => message === 'alert resolved');
  expect(await openAlerts(keeper.ledger)).toEqual([]);
  expect(alertsOf(keeper)).toHaveLength(2);
});

test('behavior: so is a short option whose minimum collateral is another; a view that reverts leaves the alert as it is', async () => {
  const cache = lab().contracts.lyra.OptionGreekCache.address;
  const { account, proxy, keeper } = await watched(instead(cache, getMinCollateral, uint('900')));
  const { facts } = await opened(keeper);
  const [option] = account.options;
  expect(facts).toMatchObject({
    subject: `${account.address} on ${lab().chainId}: lyra #${option}`,
    text: expect.stringContaining(`maintenance of lyra #${option}: 900 USD by the protocol`),
  });

  proxy.intercept = instead(cache, getMinCollateral, null);
  await later(keeper);
  await keeper.stop();
  expect(await openAlerts(keeper.ledger)).toMatchObject([{ code: 'MARGIN_DRIFT' }]);
});

test('behavior: nothing opens while all is true, nor where the views cannot be asked; ticks go on', async () => {
  const { proxy, keeper } = await watched(passOn);
  await keeper.quiet();
  await later(keeper);
  expect(alertsOf(keeper)).toEqual([]);

  const asked: string[] = [];
  proxy.intercept = async (request, forward) => {
    const text = JSON.stringify(request.params ?? []);
    if (!text.includes(getAccountValue.slice(2))) return forward();
    asked.push(request.method);
    return { error: { code: -32_000, message: 'too busy' } };
  };
  await later(keeper);
  await keeper.line(({ message }) => message === 'margins could not be compared');
  const tick = await keeper.quiet();
  expect(tick.snapshot.unread).toEqual([]);
  expect(asked.length).toBeGreaterThan(0);
  expect(await openAlerts(keeper.ledger)).toEqual([]);
  await keeper.stop();
});
