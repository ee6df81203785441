import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../src/model/units.js';
import { openBookShelf } from '../../src/operate/orders/bookShelf.js';
import { newOrder } from '../../src/operate/orders/newOrder.js';
import { openKnowledge } from '../../src/operate/orders/openKnowledge.js';
import { saveStrategy } from '../../src/record/statements/runs.js';
import { useLab } from '../lab.js';
import { runKeeper } from '../runKeeper.js';

const lab = useLab();

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
