import { appendFileSync, copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keccak256, toHex } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { chainsOf } from '../../chains/strategyOn.js';
import { loadConfig } from '../../config/loadConfig.js';
import { unixMillis } from '../../model/units.js';
import { createAlarms } from '../../record/alarms.js';
import { openLedger } from '../../record/ledger.js';
import { openAlerts } from '../../record/queries/alerts.js';
import { keptByLatestRun, recentProposals } from '../../record/queries/proposals.js';
import { startRun } from '../../record/statements/runs.js';
import { temporaryFolder } from '../../record/testing/sample.js';
import { confirmProposal, rejectProposal } from './answerProposal.js';
import { proposeChange } from './proposeChange.js';
import { createReloads } from './reloads.js';
import { createRenewals } from './renewals.js';

const root = join(import.meta.dirname, '../../..');
const book = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';
const names = [
  ...['USDC', 'SUSD', 'SETH', 'WETH', 'LYRA_VIEWER', 'LYRA_ETH_MARKET', 'PERP_CLEARING_HOUSE', 'PERP_ETH_BASE_TOKEN'],
  ...['AAVE_POOL', 'UNISWAP_ROUTER', 'UNISWAP_POSITIONS', 'UNISWAP_WETH_USDC_POOL'],
];
const env = {
  ...{ RPC_URL: 'ws://127.0.0.1:1', BOOK_ACCOUNT: book, BALLAST_KEYSTORE: 'k', BALLAST_PASSWORD_FILE: 'p' },
  ...Object.fromEntries(names.map((name, index) => [name, `0x${(index + 1).toString(16).repeat(40)}`])),
};
const noon = unixMillis(Date.UTC(2026, 0, 1, 12));

/**
 * A daemon's side of changing the shipped strategies, of which no chain can be read until `begin` is called for it.
 * @param meanwhile - Done once they are read, before anything of them is kept.
 */
async function daemon(strategies: readonly string[], meanwhile: (folder: string) => void = () => {}) {
  const folder = temporaryFolder(onTestFinished);
  const settingsFile = join(folder, 'ballast.yaml');
  copyFileSync(join(root, 'ballast.example.yaml'), settingsFile);
  const files = strategies.map((name) => join(folder, `${name}.yaml`));
  for (const name of strategies) copyFileSync(join(root, 'strategies', `${name}.yaml`), join(folder, `${name}.yaml`));
  const config = loadConfig({ settingsFile, strategyFiles: files, env });
  meanwhile(folder);
  const ledger = openLedger({ file: join(folder, 'ballast.db') });
  const warned: string[] = [];
  const log = { debug() {}, info() {}, warn: (_: object, text: string) => void warned.push(text), error() {} };
  const renewals = createRenewals();
  const stop = new AbortController();
  const loops: Promise<void>[] = [];
  onTestFinished(async () => {
    stop.abort();
    await Promise.all(loops);
    ledger.close();
  });
  const now = () => noon;
  const reloads = createReloads({
    ...{ config, env, renewals, ledger, now, log },
    alarms: createAlarms({ ledger, now, log }),
  });
  await ledger.commit([startRun({ version: '1', at: noon }), reloads.started(noon)]);
  /** @param opened - Whatever is to happen while it is looked at. */
  const begin = (strategy: string, opened: () => void = () => {}) => {
    const found = config.strategies.find(({ name }) => name === strategy);
    for (const { chain } of found ? chainsOf(found) : []) {
      const loop = {
        chain,
        open: async () => {
          opened();
          return {};
        },
        keep: (_: object, renew: AbortSignal) =>
          new Promise<void>((resolve) => {
            for (const one of [renew, stop.signal]) one.addEventListener('abort', () => resolve(), { once: true });
          }),
      };
      loops.push(renewals.run(loop, {}, stop.signal));
    }
  };
  const textOf = (name: string) => readFileSync(join(folder, `${name}.yaml`), 'utf8');
  const edit = (name: string, text: string) => writeFileSync(join(folder, `${name}.yaml`), text);
  const confirmed = async (name: string) => {
    const source = `${textOf(name)}\n# wider\n`;
    const asked = { strategy: name, source, mayNameAny: true, because: '', author: 'ann' };
    const { id, hash } = await proposeChange({ ledger, settingsFile, env, now }, asked);
    await confirmProposal(ledger, { id, hash, author: 'ann', at: noon });
    return id;
  };
  const standing = async () =>
    (await recentProposals(ledger, { limit: 10 })).map(({ strategy, status }) => `${strategy} ${status}`).reverse();
  const refused = async () =>
    (await openAlerts(ledger)).filter(({ code }) => code === 'RELOAD_REFUSED').map(({ text }) => text);
  return { folder, ledger, reloads, begin, textOf, edit, confirmed, standing, refused, warned };
}

test('invariant: a file that is edited while the daemon starts is neither kept nor taken: what was read is', async () => {
  const { ledger, reloads, begin, confirmed, standing, textOf } = await daemon(['gmx-book', 'whole-book'], (folder) =>
    appendFileSync(join(folder, 'gmx-book.yaml'), 'no: strategy\n'),
  );
  const [gmx] = await keptByLatestRun(ledger);
  expect(gmx?.strategy).toBe('gmx-book');
  expect(textOf('gmx-book')).toBe(`${gmx?.source}no: strategy\n`);

  begin('whole-book');
  await confirmed('whole-book');
  await reloads.takeConfirmed();
  expect(await standing()).toEqual(['whole-book Applied']);
  expect((await keptByLatestRun(ledger)).map(({ hash, source }) => keccak256(toHex(source)) === hash)).toEqual([
    true,
    true,
  ]);
});

test('invariant: a signal that is told as refused stays refused, and nothing is written over the file that was put back', async () => {
  const { reloads, begin, textOf, edit, standing, refused } = await daemon(['whole-book']);
  const before = textOf('whole-book');
  edit('whole-book', `${before}\n# wider\n`);
  await reloads.takeFiles();
  expect(await refused()).toEqual([expect.stringContaining('not kept on every chain of it yet')]);
  expect(await standing()).toEqual(['whole-book Refused']);

  edit('whole-book', before);
  begin('whole-book');
  await reloads.takeConfirmed();
  expect([textOf('whole-book'), await standing()]).toEqual([before, ['whole-book Refused']]);

  edit('whole-book', `${before}\n# wider\n`);
  await reloads.takeFiles();
  expect(await standing()).toEqual(['whole-book Refused', 'whole-book Applied']);
  expect(await refused()).toEqual([]);
});

test.each(['signalled', 'confirmed'])(
  'invariant: a file that is edited while its change is taken stays as it is: %s',
  async (how) => {
    const { folder, reloads, begin, textOf, edit, confirmed, standing, refused } = await daemon(['whole-book']);
    const before = textOf('whole-book');
    begin('whole-book', () => edit('whole-book', `${before}\n# mine\n`));
    if (how === 'confirmed') await confirmed('whole-book');
    else edit('whole-book', `${before}\n# wider\n`);
    await (how === 'confirmed' ? reloads.takeConfirmed() : reloads.takeFiles());
    expect([textOf('whole-book'), await standing()]).toEqual([`${before}\n# mine\n`, ['whole-book Refused']]);
    expect(await refused()).toEqual([expect.stringContaining('edited on the disk meanwhile')]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.next'))).toEqual([]);
  },
);

test('behavior: one that waits for its chain keeps no other waiting, and is not taken once it was taken back', async () => {
  const { ledger, reloads, begin, confirmed, standing, textOf, warned } = await daemon(['gmx-book', 'whole-book']);
  const before = textOf('gmx-book');
  const id = await confirmed('gmx-book');
  await confirmed('whole-book');
  begin('whole-book');
  await reloads.takeConfirmed();
  await reloads.takeConfirmed();
  expect(await standing()).toEqual(['gmx-book Confirmed', 'whole-book Applied']);
  expect(warned).toEqual(['confirmed and not taken yet: it is tried again']);

  await rejectProposal(ledger, { id, because: 'too late', author: 'bob', at: noon });
  begin('gmx-book');
  await reloads.takeConfirmed();
  expect([textOf('gmx-book'), await standing()]).toEqual([before, ['gmx-book Rejected', 'whole-book Applied']]);
});

test('behavior: one that is taken back while it is taken is not: the file is as it was', async () => {
  const { ledger, reloads, begin, confirmed, standing, textOf, refused } = await daemon(['whole-book']);
  const before = textOf('whole-book');
  const id = await confirmed('whole-book');
  let answered: Promise<unknown> = Promise.resolve();
  begin('whole-book', () => {
    answered = rejectProposal(ledger, { id, because: '', author: 'bob', at: noon });
  });
  await reloads.takeConfirmed();
  await answered;
  expect([textOf('whole-book'), await standing(), await refused()]).toEqual([before, ['whole-book Rejected'], []]);
});
