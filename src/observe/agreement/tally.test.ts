import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Answer, isSettled, tally } from './tally.js';

const told = (content: unknown): Answer<unknown> => ({ kind: 'told', content });
const behind: Answer<unknown> = { kind: 'behind' };
const silent: Answer<unknown> = { kind: 'silent' };

test('default: all say the same', () => {
  const found = tally(2, [told('a'), told('a')]);
  expect(found).toEqual({
    agreement: { wanted: 2, agreed: 2, differed: 0, behind: 0, silent: 0 },
    agreeing: [0, 1],
    differing: [],
    decided: true,
  });
  expect(isSettled(found)).toBe(true);
});

test('behavior: contents are compared by what they hold', () => {
  expect(tally(2, [told({ n: 1n, list: ['0x'] }), told({ n: 1n, list: ['0x'] })]).agreement.agreed).toBe(2);
  expect(tally(2, [told({ n: 1n, list: ['0x'] }), told({ n: 1n, list: ['0x00'] })]).agreement.agreed).toBe(1);
});

test('behavior: the one in use is outvoted by two', () => {
  const found = tally(2, [told('lie'), told('a'), told('a')]);
  expect(found).toMatchObject({
    agreement: { agreed: 2, differed: 1 },
    agreeing: [1, 2],
    differing: [0],
    decided: true,
  });
  expect(isSettled(found)).toBe(true);
});

test('behavior: one against one is undecided, and the one in use is kept', () => {
  const found = tally(2, [told('a'), told('b')]);
  expect(found).toMatchObject({ agreement: { agreed: 1, differed: 1 }, agreeing: [0], differing: [1], decided: false });
  expect(isSettled(found)).toBe(false);
});

test('behavior: two of four, the others at odds, are no majority', () => {
  expect(tally(2, [told('a'), told('b'), told('b'), told('c')])).toMatchObject({ agreeing: [0], decided: false });
});

test('behavior: who is behind or silent has no vote', () => {
  const found = tally(2, [told('a'), behind, silent, silent]);
  expect(found.agreement).toEqual({ wanted: 2, agreed: 1, differed: 0, behind: 1, silent: 2 });
  expect(isSettled(found)).toBe(false);
  expect(isSettled(tally(1, [told('a'), silent]))).toBe(true);
});

test('args: the endpoint in use has to have answered', () => {
  expect(() => tally(1, [silent, told('a')])).toThrow(RangeError);
});

const answer = fc.oneof(fc.constantFrom('a', 'b', 'c').map(told), fc.constantFrom<Answer<unknown>>(behind, silent));
const answers = fc.tuple(fc.constantFrom('a', 'b', 'c').map(told), fc.array(answer, { maxLength: 6 }));

test('invariant: every answer is counted once, and nobody both agrees and differs', () => {
  fc.assert(
    fc.property(fc.nat(5), answers, (wanted, [first, rest]) => {
      const all = [first, ...rest];
      const { agreement, agreeing, differing } = tally(wanted, all);
      const { agreed, differed, behind: late, silent: dumb } = agreement;
      expect(agreed + differed + late + dumb).toBe(all.length);
      expect([agreeing.length, differing.length]).toEqual([agreed, differed]);
      expect(new Set([...agreeing, ...differing]).size).toBe(agreed + differed);
    }),
  );
});

test('invariant: what is believed is what more than half say, or what the one in use says', () => {
  fc.assert(
    fc.property(answers, ([first, rest]) => {
      const all = [first, ...rest];
      const { agreement, agreeing, decided } = tally(2, all);
      expect(decided).toBe(agreement.agreed > agreement.differed);
      if (!decided) expect(agreeing).toContain(0);
      const said = new Set(agreeing.map((i) => JSON.stringify(all[i])));
      expect(said.size).toBe(1);
    }),
  );
});

test('invariant: in which order others answer changes nothing', () => {
  fc.assert(
    fc.property(answers, fc.infiniteStream(fc.nat()), ([first, rest], keys) => {
      const shuffled = rest.map((one) => ({ one, key: keys.next().value })).sort((a, b) => a.key - b.key);
      const again = tally(2, [first, ...shuffled.map(({ one }) => one)]);
      expect(again.agreement).toEqual(tally(2, [first, ...rest]).agreement);
    }),
  );
});

test('invariant: a minority of liars, whatever they say, never decides', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('b', 'c'), { maxLength: 3 }), fc.nat(3), (lies, more) => {
      const honest = Array.from({ length: lies.length + 1 + more }, () => told('a'));
      const { agreeing, differing } = tally(2, [...lies.map(told), ...honest]);
      expect([agreeing.length, differing.length]).toEqual([honest.length, lies.length]);
    }),
  );
});
