import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Signer } from '../../src/execute/transactions/signer.js';
import type { invariants } from './invariants/all.js';
import type { Plant } from './keeperProcess.js';
import { createPerpWorld } from './perpWorld.js';
import { runSeed } from './runSeed.js';

/** Each of them is a defect that keepers have had; the simulation must find it, and by the law that it breaks. */
const planted = vi.hoisted(() => ({ counterNonce: false, minedIsFilled: false, next: null as number | null }));

vi.mock('../../src/execute/transactions/nextNonce.js', async (original) => {
  const real = await original<typeof import('../../src/execute/transactions/nextNonce.js')>();
  const nextNonce: typeof real.nextNonce = (count, open) => {
    if (!planted.counterNonce) return real.nextNonce(count, open);
    planted.next = planted.next === null ? count : planted.next + 1;
    return planted.next;
  };
  return { ...real, nextNonce };
});

vi.mock('../../src/execute/orders/recordOutcome.js', async (original) => {
  const real = await original<typeof import('../../src/execute/orders/recordOutcome.js')>();
  const recordOutcome: typeof real.recordOutcome = async (input) => {
    const newest = input.attempts.findLast(({ cancels }) => !cancels);
    const isMined = newest?.state === 'Mined' || newest?.state === 'Final';
    return planted.minedIsFilled && isMined ? { status: 'Filled', text: '' } : real.recordOutcome(input);
  };
  return { ...real, recordOutcome };
});

const mostSeeds = 8;

beforeEach(() => {
  Object.assign(planted, { counterNonce: false, minedIsFilled: false });
});

/** Seed by seed, until one breaks a law. */
async function firstBroken(plant: Plant = {}): Promise<readonly string[]> {
  const world = await createPerpWorld(onTestFinished);
  onTestFinished(() => world.stop());
  for (let seed = 1; seed <= mostSeeds; seed++) {
    planted.next = null;
    const { violations } = await runSeed({ world, seed, plant });
    if (violations.length > 0) return violations.map(({ invariant }) => invariant);
  }
  return [];
}

const law = (name: keyof typeof invariants) => expect.arrayContaining([name]);
const timeout = 300_000;

test('behavior: a sending before the ledger has it is caught, as what was not written ahead', { timeout }, async () => {
  const signer = (real: Signer, url: string): Signer => ({
    ...real,
    async sign(transaction, purpose) {
      const signed = await real.sign(transaction, purpose);
      const body = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'eth_sendRawTransaction', params: [signed.bytes] });
      await fetch(url, { method: 'POST', body }).catch(() => null);
      return signed;
    },
  });
  expect(await firstBroken({ signer })).toEqual(law('write ahead'));
});

test('behavior: a nonce that is counted and not derived is caught, as a gap', { timeout }, async () => {
  planted.counterNonce = true;
  expect(await firstBroken()).toEqual(law('no nonce gap'));
});

test('behavior: a mined transaction taken for a fill is caught, as a ledger that disagrees', { timeout }, async () => {
  planted.minedIsFilled = true;
  expect(await firstBroken()).toEqual(law('ledger agrees'));
});
