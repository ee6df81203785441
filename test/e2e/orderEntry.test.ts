import { readFileSync } from 'node:fs';
import type { Address } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { createSigner } from '../../src/execute/transactions/signer.js';
import { unixMillis } from '../../src/model/units.js';
import { openBookShelf } from '../../src/operate/orders/bookShelf.js';
import { newOrder } from '../../src/operate/orders/newOrder.js';
import { openKnowledge } from '../../src/operate/orders/openKnowledge.js';
import { executionsOf } from '../../src/record/queries/executions.js';
import { parentsById } from '../../src/record/queries/parentOrders.js';
import type { TickRecord } from '../../src/record/recorder.js';
import { saveStrategy } from '../../src/record/statements/runs.js';
import { useLab } from '../lab.js';
import { onChain } from '../onChain.js';
import { runKeeper } from '../runKeeper.js';
import { settledAccount } from './story.js';

const lab = useLab();
const farLab = useLab({ chainId: 31338 });

test('default: once a book has decided something, orders are held against all that its venues list', async () => {
  const account = await lab().createAccount({ USDC: 5_000, sETH: 3 });
  await lab().openBook(account, { options: [], perp: { size: 0, margin: 3_000 } });
  const hedge = { hedge: 'ETH', when: 'abs(delta) > 0.5', to: 0, on: 'perp-v2 ETH', maxSlippage: '1%' };
  const keeper = await runKeeper(lab(), account, { rules: [hedge] }, onTestFinished);
  const { snapshot } = await keeper.tick(({ tick, decisions }) => tick !== null && decisions.length > 0);
  await keeper.stop();
  const { ledger, files, config } = keeper;
  // As `ballast run` does before it begins.
  const source = readFileSync(files.strategy, 'utf8');
  const at = unixMillis(snapshot.block.timestamp * 1_000);
  await ledger.commit(config.strategies.map(({ hash, name }) => saveStrategy({ hash, name, source, at })));
  const shelf = await openBookShelf(ledger, openKnowledge(files.settings, {}));
  const book = await shelf.find({ book: 'book' }, () => {});
  const listed = snapshot.readings.flatMap(({ markets }) => markets);
  expect(book).toMatchObject({ listedAt: expect.any(Number), account: account.address, mode: 'live' });
  for (const { instrument, mark, last } of listed)
    expect(book?.markets.get(instrument.id)).toMatchObject({ instrument, mark, last });

  const option = listed.find(({ instrument }) => instrument.kind === 'option')?.instrument.id ?? '';
  const ask = (instrument: string, price?: string) => {
    const fields = { side: 'Buy', quantity: '1', instrument, ...(price === undefined ? {} : { price }) };
    return newOrder(ledger, shelf, fields, { author: 'ann', at });
  };
  expect((await ask(option)).order).toMatchObject({ clOrdId: expect.any(String), account: account.address });
  await expect(ask(option.replace(/-[CP]$/, '7-C'))).rejects.toThrow(
    /is no instrument of `book`[\s\S]*did you mean `lyra ETH-/,
  );
  // Where a small trade would execute is known now.
  await expect(ask('perp-v2 ETH', '9_000')).rejects.toThrow('is on the wrong side');
});

test('behavior: what is on a further chain of a book is asked for by its name, checked and worked there', async () => {
  const bookOf = { options: [], perp: { size: 0, margin: 8_000 } };
  const home = await settledAccount(lab(), { USDC: 16_000, ETH: 100 }, bookOf);
  const away = await settledAccount(farLab(), { USDC: 16_000, ETH: 100 }, bookOf);
  const watch = [{ 'perp-v2': 'ETH' }];
  const idle = { hedge: 'ETH', when: 'abs(delta) > 1000', to: 0, on: 'perp-v2 ETH', maxSlippage: '200bps' };
  const keys = [home, away].map(({ address: account }) => ({
    ...{ account, keystore: 'unread.json', passwordFile: 'unread.json' },
  }));
  const chains = { far: { world: farLab(), account: away.address, watch, endpoints: [farLab().wsUrl] } };
  const keyOf = (account: string) => (account === home.address ? home : away).privateKey;
  const signerOf = async (account: Address, chainId: number) => createSigner(keyOf(account), { chainId });
  const settings = { rules: [idle], watch, keys, chains };
  const keeper = await runKeeper(lab(), home, settings, onTestFinished, { signerOf });
  const isFar = ({ snapshot }: TickRecord) => snapshot.chainId === farLab().chainId;
  await Promise.all([keeper.tick((tick) => !isFar(tick)), keeper.tick(isFar)]);
  const blocks = async (times: number) => {
    for (let i = 0; i < times; i++) {
      for (const { testClient, publicClient, chainId } of [farLab(), lab()]) {
        await testClient.mine({ blocks: 1 });
        const { number } = await publicClient.getBlock();
        await keeper.tick(({ snapshot }) => snapshot.chainId === chainId && snapshot.block.number >= number);
      }
    }
  };
  await blocks(1);
  const { ledger, files, config } = keeper;
  const source = readFileSync(files.strategy, 'utf8');
  const at = unixMillis(Number((await farLab().publicClient.getBlock()).timestamp) * 1_000);
  await ledger.commit(config.strategies.map(({ hash, name }) => saveStrategy({ hash, name, source, at })));
  const shelf = await openBookShelf(ledger, openKnowledge(files.settings, {}));
  const ask = (quantity: string, instrument: string, more: { list?: string; tif?: string } = {}) => {
    const legs = { count: 2, imbalance: 0.5, onFailure: 'hold' } as const;
    const fields = { side: 'Buy', quantity, instrument, ...more };
    return newOrder(ledger, shelf, fields, { author: 'ann', at }, ...(more.list === undefined ? [] : [legs]));
  };

  // What there is not is refused at once, in words that name the chain.
  await expect(ask('1', 'near:perp-v2 ETH')).rejects.toThrow(/nothing was recorded of `book` on `near`/);
  await expect(ask('1', 'far:perp-v2 ETX')).rejects.toThrow(/`perp-v2 ETX` is no instrument of `book`/);
  await ask('1', 'far:perp-v2 ETH', { list: 'both' });
  await expect(ask('1', 'perp-v2 ETH', { list: 'both' })).rejects.toThrow(/the legs of `both` are on another chain/);

  const small = (await ask('1', 'far:perp-v2 ETH')).order;
  const large = (await ask('1000', 'far:perp-v2 ETH', { tif: 'FOK' })).order;
  const here = (await ask('0.5', 'perp-v2 ETH')).order;
  expect(small).toMatchObject({
    chainId: farLab().chainId,
    account: away.address,
    terms: { instrument: 'perp-v2 ETH' },
  });
  expect(here).toMatchObject({ chainId: lab().chainId, account: home.address });
  await blocks(4);
  const statusOf = async ({ id }: { id: string }) => (await parentsById(ledger, [id]))[0]?.state.status;
  expect([await statusOf(small), await statusOf(large), await statusOf(here)]).toEqual([
    'Filled',
    'Rejected',
    'Filled',
  ]);
  const refusal = (await executionsOf(ledger, large.id)).at(-1);
  expect(refusal?.text).toMatch(/HEALTH_AFTER: perp-v2 cross would be left at .*it cannot be filled whole now/);
  expect(await onChain(farLab(), away.address).perpSize()).toBeGreaterThan(9n * 10n ** 17n);
  expect(await onChain(lab(), home.address).perpSize()).toBeGreaterThan(4n * 10n ** 17n);
});
