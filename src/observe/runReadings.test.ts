import fc from 'fast-check';
import { type Hex, keccak256 } from 'viem';
import { expect, test } from 'vitest';
import { ask, type Call, type CallResult, done, type Reading } from '../model/reading.js';
import { type MakeCalls, replayReading, runReadings } from './runReadings.js';

const targets = ['0x00000000000000000000000000000000000000a1', '0x00000000000000000000000000000000000000a2'] as const;

/** Few different ones, so that many are equal. */
const call: fc.Arbitrary<Call> = fc.record({
  to: fc.constantFrom(...targets),
  data: fc.constantFrom<Hex>('0x', '0x01', '0x02', '0x0102'),
});

/** What a reading asks, phase by phase. */
const script = fc.array(fc.array(call, { minLength: 1, maxLength: 5 }), { maxLength: 4 });

function readingOf(
  phases: readonly (readonly Call[])[],
  told: readonly CallResult[] = [],
): Reading<readonly CallResult[]> {
  const [calls, ...rest] = phases;
  return calls ? ask(calls, (results) => readingOf(rest, [...told, ...results])) : done(told);
}

/** Another answer for each call, some of them reverts. */
const answerOf = ({ to, data }: Call): CallResult => {
  const hash = keccak256(`${to}${data.slice(2)}`);
  return { ok: BigInt(hash) % 3n > 0n, data: hash };
};

test('invariant: every reading is told what it asked, and nothing is asked twice in a phase', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(script, { maxLength: 5 }), async (scripts) => {
      const makeCalls: MakeCalls = async (calls) => {
        expect(new Set(calls.map(({ to, data }) => to + data)).size).toBe(calls.length);
        return calls.map(answerOf);
      };
      const readings = scripts.map((phases) => () => readingOf(phases));
      const outcomes = await runReadings(readings, makeCalls);
      expect(outcomes.length).toBe(scripts.length);
      outcomes.forEach((outcome, i) => {
        const value = scripts[i]?.flat().map(answerOf);
        expect(outcome).toMatchObject({ ok: true, value });
        // Each has a record of its own, whoever else asked the same.
        expect(replayReading(() => readingOf(scripts[i] ?? []), outcome.transcript)).toMatchObject({ ok: true, value });
      });
    }),
  );
});

test('behavior: what another version has recorded is told as that, whether it asked for more, for less, or for something else', async () => {
  const a: Call = { to: targets[0], data: '0x01' };
  const b: Call = { to: targets[1], data: '0x02' };
  const made = async (...phases: Call[][]) => {
    const [outcome] = await runReadings([() => readingOf(phases)], async (calls) => calls.map(answerOf));
    return outcome?.transcript ?? [];
  };
  const recorded = [[a], [b]];
  const now: Call[][][] = [[[a, b], [b]], [[a]], [[b], [a]], [[a], [b], [a]]];
  for (const phases of now) {
    const again = async () => replayReading(() => readingOf(phases), await made(...recorded));
    await expect(again(), JSON.stringify(phases)).rejects.toThrow('another version of ballast decided this');
  }
});
