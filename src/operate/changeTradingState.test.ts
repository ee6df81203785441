import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type UnixMillis, unixMillis } from '../model/units.js';
import { type Ledger, openLedger } from '../record/ledger.js';
import { listTradingStates } from '../record/queries/currentTradingState.js';
import { operatorCommands } from '../record/tables/runs.js';
import { changeTradingState, MayNotLetMore, TradingStateMoved, type TradingVerb } from './changeTradingState.js';

const at = (n: number): UnixMillis => unixMillis(1_750_000_000_000 + n);

function twoHands(): { ann: Ledger; bob: Ledger } {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-'));
  const file = join(folder, 'ballast.db');
  const [ann, bob] = [openLedger({ file }), openLedger({ file })];
  onTestFinished(() => {
    ann.close();
    bob.close();
    rmSync(folder, { recursive: true });
  });
  return { ann, bob };
}

const word = (verb: TradingVerb, author: string, n: number) => ({ verb, author, reason: '', at: at(n) });
const states = async (ledger: Ledger) => (await listTradingStates(ledger, 9)).map(({ state }) => state);

test('default: written with who and why, once', async () => {
  const { ann, bob } = twoHands();
  expect(await changeTradingState(ann, word('halt', 'ann', 1))).toMatchObject({ isNew: true });
  expect(await changeTradingState(bob, word('halt', 'bob', 2))).toMatchObject({
    ...{ isNew: false, change: { author: 'ann', at: at(1) } },
  });
  expect(await states(ann)).toEqual(['halted']);
});

test('behavior: of a resume and a halt in the same moment the halt holds, whoever was quicker', async () => {
  for (const [first, second] of [
    ['resume', 'halt'],
    ['halt', 'resume'],
  ] as const) {
    const { ann, bob } = twoHands();
    await changeTradingState(ann, word('pause', 'cay', 1));
    const told = await Promise.allSettled([
      changeTradingState(ann, { ...word(first, 'ann', 2), seen: at(1) }),
      changeTradingState(bob, { ...word(second, 'bob', 3), seen: at(1) }),
    ]);
    expect((await states(ann))[0]).toBe('halted');
    for (const one of told) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(TradingStateMoved);
  }
});

test('behavior: two who resume at once are told of one resume', async () => {
  const { ann, bob } = twoHands();
  await changeTradingState(ann, word('halt', 'cay', 1));
  const told = await Promise.all(
    [ann, bob].map((ledger, n) => changeTradingState(ledger, { ...word('resume', `p${n}`, 2), seen: at(1) })),
  );
  expect(told.map(({ isNew }) => isNew).sort()).toEqual([false, true]);
  expect(await states(ann)).toEqual(['active', 'halted']);
  // Whoever was second has written nothing, not even that they asked.
  expect(await ann.db.select().from(operatorCommands)).toHaveLength(2);
});

test('behavior: what stops goes through on a page that is behind, what lets more be sent does not', async () => {
  const { ann } = twoHands();
  await changeTradingState(ann, word('pause', 'cay', 1));
  expect(await changeTradingState(ann, { ...word('halt', 'ann', 2), seen: null })).toMatchObject({ isNew: true });
  for (const verb of ['resume', 'pause'] as const)
    await expect(changeTradingState(ann, { ...word(verb, 'ann', 3), seen: at(1) })).rejects.toThrow(TradingStateMoved);
  expect(await states(ann)).toEqual(['halted', 'reducing']);
});

test('behavior: whoever may only stop lets nothing more be sent, also where it was halted a moment ago', async () => {
  const { ann, bob } = twoHands();
  const [, refused] = await Promise.allSettled([
    changeTradingState(ann, word('halt', 'ann', 1)),
    changeTradingState(bob, { ...word('pause', 'bob', 2), mayLetMore: false }),
  ]);
  expect((await states(ann))[0]).toBe('halted');
  if (refused.status === 'rejected') expect(refused.reason).toBeInstanceOf(MayNotLetMore);
});
