import { expect, test } from 'vitest';
import { useLab } from '../../test/lab.js';
import { createLyraTrader, listed, trade } from '../../test/lyraTrader.js';
import { headOf, readAt } from '../../test/perpV2Trader.js';
import { assess } from '../assess/assess.js';
import { toFloat, ZERO } from '../model/units.js';
import type { Venue } from '../venues/venue.js';
import { valueTokens } from '../venues/wallet/valueTokens.js';
import { wallet } from '../venues/wallet/wallet.js';
import { project } from './project.js';
import { toySnapshot } from './testing/toyBook.js';

const lab = useLab();

test('default: a covered call is worth its margin, less the option, and what the wallet holds; once', async () => {
  const trader = await createLyraTrader(lab(), { sUSD: 20_000, sETH: 5 });
  await lab().openBook(trader, {
    options: [{ expiry: 'far', kind: 'shortCallBase', strike: 2600, amount: 3, collateral: 1.3 }],
    perp: null,
  });
  const head = await headOf(lab());
  const opening = wallet.open({
    deployment: {},
    account: trader.address,
    names: ['sUSD', 'sETH'],
    tokens: lab().tokens,
  });
  const purse = await readAt(lab(), opening, head);
  const readings = valueTokens([await trader.read(), await readAt(lab(), purse.read(head), head)]);
  const snapshot = { ...toySnapshot(readings), account: trader.address, block: head };
  const venues = new Map<string, Venue>([
    ['lyra', trader.venue],
    ['wallet', purse],
  ]);
  const [lyra, held] = readings;
  const margin = toFloat(lyra?.marginAccounts[0]?.equity ?? ZERO);
  const option = toFloat(lyra?.positions.find(({ instrument }) => instrument.kind === 'option')?.value ?? ZERO);
  const owned = (held?.positions ?? []).reduce((total, { value }) => total + toFloat(value), 0);
  const { portfolio } = assess(snapshot, venues);
  expect(margin).toBeCloseTo(1.3 * 2000, 6);
  expect(portfolio.equity).toBeCloseTo(margin + option + owned, 6);

  // An order moves money from one pocket to another; what is lost is its fees.
  const terms = trade({ instrument: listed(await trader.read(), '2000-C'), side: 'Buy', amount: '0.1' });
  const after = assess(project(snapshot, venues, terms), venues).portfolio;
  expect(Math.abs(after.equity - portfolio.equity)).toBeLessThan(10);
});
