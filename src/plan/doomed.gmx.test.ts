import { expect, test } from 'vitest';
import { useGmxLab } from '../../test/gmxLab.js';
import { createGmxTrader, gmxTrade } from '../../test/gmxTrader.js';
import { isSameCause } from './ruleHistory.js';

const lab = useGmxLab();

test('behavior: an order that was taken back because no keeper carried it out is no pattern', async () => {
  const trader = await createGmxTrader(lab());
  const terms = gmxTrade('Sell', '2');
  const { orders, receipt } = await trader.ask(terms);
  const [order = ''] = orders;
  await lab().advance(300);
  const cancelled = await trader.ask({ kind: 'cancel', venue: 'gmx-v2', order });
  const life = trader.venue.tracking?.lifeOf(order, terms, [...receipt.logs, ...cancelled.receipt.logs]);
  expect(life).toMatchObject({ status: 'Canceled', text: 'taken back by the account' });
  const text = life?.text ?? '';
  expect(isSameCause(text, text)).toBe(false);
});
