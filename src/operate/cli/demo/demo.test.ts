import { expect, test } from 'vitest';
import { openLedger } from '../../../record/ledger.js';
import { listDecisions } from '../../../record/queries/decisions.js';
import { openOrders } from '../../../record/queries/openOrders.js';
import { exitCodes } from '../exitCodes.js';
import { why } from '../why.js';
import { demo } from './demo.js';

test('default: the unguarded account is liquidated, the guarded one ends in its bands, and the ledger can say why', async () => {
  const lines: string[] = [];
  // A seed nobody picks by hand: the demo replaces the folder of its seed.
  const seed = 999_999_999;
  expect(await demo({ seed, steps: 24, fast: true, write: (line) => lines.push(line) })).toBe(exitCodes.ok);
  const text = lines.join('\n');
  expect(text).toMatch(/LIQUIDATED unguarded/);
  expect(text).not.toMatch(/LIQUIDATED guarded/);
  expect(text).toContain('The guarded account ended inside its bands.');

  const ledger = openLedger({ file: `.ballast/demo/seed-${seed}/ledger.db`, readonly: true });
  try {
    const decisions = await listDecisions(ledger, { limit: 1_000 });
    const kinds = new Set(decisions.filter(({ verdict }) => verdict === 'act').map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['hedge', 'topUp']));
    expect(await openOrders(ledger)).toEqual([]);
    const hedge = decisions.find(({ kind, verdict }) => kind === 'hedge' && verdict === 'act');
    const story = (await why(ledger, hedge?.id ?? '', Date.now())).text;
    for (const said of ['because', 'abs(delta) >', 'size', 'checks', 'order', 'tx 0x']) expect(story).toContain(said);
  } finally {
    ledger.close();
  }
}, 180_000);

test("default: on GMX V2 the same, through a keeper's moods, and each order that waited has an end", async () => {
  const lines: string[] = [];
  const seed = 999_999_997;
  expect(await demo({ seed, steps: 16, venue: 'gmx', fast: true, write: (line) => lines.push(line) })).toBe(0);
  const text = lines.join('\n');
  expect(text).toMatch(/LIQUIDATED unguarded: gmx-v2 ETH\/USD short/);
  expect(text).not.toMatch(/LIQUIDATED guarded/);
  expect(text).toContain('waits at gmx-v2 for its keeper: 0x');
  expect(text).toMatch(/canceled .*OrderNotFulfillableAtAcceptablePrice/);

  const ledger = openLedger({ file: `.ballast/demo/seed-${seed}/ledger.db`, readonly: true });
  try {
    const decisions = await listDecisions(ledger, { limit: 1_000 });
    const kinds = new Set(decisions.filter(({ verdict }) => verdict === 'act').map(({ kind }) => kind));
    for (const kind of ['hedge', 'topUp', 'protect', 'claim'] as const) expect(kinds).toContain(kind);
    // What is left is the stop, which rests.
    expect((await openOrders(ledger)).map(({ terms }) => terms.kind)).toEqual(['rest']);
  } finally {
    ledger.close();
  }
}, 300_000);

test('args: few steps still tell the whole story', async () => {
  const options = { seed: 999_999_998, steps: 8, fast: true, write: () => {} };
  expect(await demo(options)).toBe(exitCodes.ok);
}, 180_000);
