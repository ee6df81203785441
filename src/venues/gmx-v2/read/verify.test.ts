import type { Address } from 'viem';
import { numberToHex, pad } from 'viem';
import { expect, test } from 'vitest';
import type { CallResult } from '../../../model/reading.js';
import { releaseV22b } from '../releases/v2.2b.js';
import { releaseV22c } from '../releases/v2.2c.js';
import { problemsOf, verificationView } from './verify.js';

const { contracts } = releaseV22b;
const yes: CallResult = { ok: true, data: numberToHex(1, { size: 32 }) };
const no: CallResult = { ok: true, data: numberToHex(0, { size: 32 }) };
const address = (value: Address): CallResult => ({ ok: true, data: pad(value) });
const asked = verificationView(releaseV22b);
const roles = [yes, yes, yes];
const wiring = [contracts.orderHandler, contracts.dataStore, contracts.router].map((at) => address(at));
const features = Array.from({ length: asked.calls.length - 6 }, () => no);
const fine = [...roles, ...wiring, ...features];
const problems = (index: number, result: CallResult) => problemsOf(asked.decode(fine.with(index, result)));

test('default', () => {
  expect(problemsOf(asked.decode(fine))).toEqual([]);
  // create, execute and cancel, of four types of order.
  expect(features).toHaveLength(13);
});

test('behavior: a role taken away', () => {
  const rotated = 'GMX has rotated its release; set the release: of gmx-v2 in ballast.yaml to the one that runs now';
  expect(problems(0, no)).toEqual([
    `ExchangeRouter ${contracts.exchangeRouter} no longer has the role CONTROLLER: ${rotated}`,
  ]);
  expect(problems(1, no)).toEqual([
    `ExchangeRouter ${contracts.exchangeRouter} no longer has the role ROUTER_PLUGIN: ${rotated}`,
  ]);
  expect(problems(2, no)).toEqual([
    `OrderHandler ${contracts.orderHandler} no longer has the role CONTROLLER: ${rotated}`,
  ]);
});

test('behavior: an ExchangeRouter that works with something else', () => {
  const found = releaseV22c.contracts.orderHandler;
  expect(problems(3, address(found))[0]).toMatch(
    `works with orderHandler ${found}, not with the pinned ${contracts.orderHandler}: GMX has rotated its release`,
  );
});

test('behavior: orders that GMX has switched off', () => {
  const sent = ['MarketIncrease', 'MarketDecrease', 'LimitDecrease', 'StopLossDecrease'];
  const switched = ['create', 'execute', 'cancel'].flatMap((action) => sent.map((type) => `${action} ${type}`));
  expect(features.flatMap((_, index) => problems(6 + index, yes))).toEqual(
    [...switched, 'update StopLossDecrease'].map((what) => `GMX has switched off to ${what} orders: wait for GMX`),
  );
});

test('behavior: not knowing is a problem, not an error', () => {
  for (const index of fine.keys()) {
    expect(problems(index, { ok: false, data: '0x' })).toEqual([expect.stringMatching(/is unknown: .* reverted$/)]);
  }
});
