import { expect, onTestFinished, test } from 'vitest';
import { unixSeconds, wei } from '../../model/units.js';
import { createEndpoint } from '../endpoints/createEndpoint.js';
import type { Endpoint } from '../endpoints/endpoint.js';
import { createHandClock } from '../endpoints/testing/handClock.js';
import type { Transcript } from '../runReadings.js';
import { createOpeningWatch } from './openingWatch.js';

const hash = `0x${'ab'.repeat(32)}` as const;
const block = { number: 1n, hash, parentHash: hash, timestamp: unixSeconds(1), baseFee: wei(1n) };

/** A transcript in which the venue's vault is at this address. */
const vaultAt = (byte: string): readonly Transcript[] => [
  [{ calls: [{ to: `0x${'11'.repeat(20)}`, data: '0x' }], results: [{ ok: true, data: `0x${byte.repeat(20)}` }] }],
];

/** Endpoints by what they find; the first is in use, and found the vault at `aa` when it was alone. */
function watching(...finds: (string | null)[]) {
  const clock = createHandClock();
  const accused: string[] = [];
  const endpoints = finds.map((_, i): Endpoint => ({ ...createEndpoint(`http://127.0.0.1:${i + 1}`), label: `${i}` }));
  const [first, ...others] = endpoints;
  if (!first) throw new Error('no endpoints');
  const said: unknown[] = [];
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const watch = createOpeningWatch({
    pool: { clock, current: () => first, others: () => others, accuse: ({ label }) => void accused.push(label) },
    ...{ found: vaultAt('aa'), agreed: 1, wanted: 2, stop: stop.signal },
    async open({ label }) {
      said.push(label);
      const byte = finds[Number(label)];
      if (!byte) throw new Error('down');
      return vaultAt(byte);
    },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  return { watch, clock, accused, said };
}

test('default: who comes back later is asked then, and what both find is vouched for', async () => {
  const { watch, clock, said } = watching('aa', 'aa');
  await watch.look(block);
  expect([watch.vouched(), said]).toEqual([1, []]);
  await clock.advance(5_000);
  await watch.look(block);
  expect(watch.vouched()).toBe(2);
  const asked = said.length;
  await clock.advance(60_000);
  await watch.look(block);
  expect(said).toHaveLength(asked);
});

test('behavior: while the others are silent, nothing more is vouched for', async () => {
  const { watch, clock } = watching('aa', null);
  await clock.advance(5_000);
  await watch.look(block);
  expect(watch.vouched()).toBe(1);
});

test('behavior: one against one, both are accused and nothing is vouched for', async () => {
  const { watch, clock, accused } = watching('aa', 'bb');
  await clock.advance(5_000);
  await watch.look(block);
  expect([watch.vouched(), accused]).toEqual([1, ['1', '0']]);
});

test('behavior: the one in use is outvoted: it is accused, and the next look is through another', async () => {
  const { watch, clock, accused } = watching('aa', 'bb', 'bb');
  await clock.advance(5_000);
  await watch.look(block);
  expect([watch.vouched(), accused]).toEqual([1, ['0']]);
});

test('behavior: all find something else than was found: the keeper ends, since what it believes is false', async () => {
  const { watch, clock } = watching('bb', 'bb');
  await clock.advance(5_000);
  await expect(watch.look(block)).rejects.toThrow('venues are not where they were found at the start');
});
