import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AttemptState } from '../../model/order.js';
import { NonceError, nextNonce } from './nextNonce.js';

const at = (nonce: number, state: AttemptState = 'Broadcast') => ({ nonce, state });

test('default: one past the chain and whatever is in flight', () => {
  expect(nextNonce(0, [])).toBe(0);
  expect(nextNonce(7, [])).toBe(7);
  expect(nextNonce(7, [at(7), at(8, 'Unknown')])).toBe(9);
});

test('behavior: two attempts at one nonce count once, and mined ones below the chain do not count', () => {
  expect(nextNonce(7, [at(7), at(7, 'Signed')])).toBe(8);
  expect(nextNonce(7, [at(5, 'Mined'), at(6, 'Mined')])).toBe(7);
  expect(nextNonce(7, [at(6, 'Mined'), at(6, 'Broadcast')])).toBe(7);
  expect(nextNonce(7, [at(6, 'Reverted'), at(6, 'Unknown')])).toBe(7);
});

test('behavior: what is unresolved is refused', () => {
  expect(() => nextNonce(8, [at(7)])).toThrow(/nonce 7 is used on chain, and the ledger has it Broadcast/);
  expect(() => nextNonce(7, [at(7, 'Mined')])).toThrow(/the chain counts only 7/);
});

test('behavior: a nonce that is missing below others comes first', () => {
  expect(nextNonce(7, [at(8)])).toBe(7);
  expect(nextNonce(7, [at(7), at(9), at(10, 'Unknown')])).toBe(8);
  expect(nextNonce(0, [at(500)])).toBe(0);
});

test('invariant: never a nonce that is used or in flight, never one that leaves a gap', () => {
  const states = fc.constantFrom<AttemptState>('Signed', 'Broadcast', 'Unknown', 'Reorged', 'Mined', 'Reverted');
  const open = fc.array(fc.record({ nonce: fc.integer({ min: 0, max: 6 }), state: states }), { maxLength: 6 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 6 }), open, (count, attempts) => {
      let nonce: number;
      try {
        nonce = nextNonce(count, attempts);
      } catch (error) {
        expect(error).toBeInstanceOf(NonceError);
        return;
      }
      const used = (n: number) => n < count || attempts.some((attempt) => attempt.nonce === n);
      expect(used(nonce)).toBe(false);
      for (let n = 0; n < nonce; n++) expect(used(n)).toBe(true);
    }),
  );
});
