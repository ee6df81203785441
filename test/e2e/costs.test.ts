import { expect, onTestFinished, test } from 'vitest';
import type { BookOption } from '../../src/lab/book.js';
import { executionCosts } from '../../src/record/queries/executionCosts.js';
import { lyra } from '../../src/venues/lyra/lyra.js';
import { perpV2 } from '../../src/venues/perp-v2/perpV2.js';
import type { Venue } from '../../src/venues/venue.js';
import { useLab } from '../lab.js';
import { headOf, readAt } from '../perpV2Trader.js';
import { runKeeper } from '../runKeeper.js';
import { expectReplayed } from './expectReplayed.js';
import { expectForetold, foretold, tipOf } from './foretold.js';
import { orderStories, settledAccount } from './story.js';

const lab = useLab();

const call: BookOption = { expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 5, collateral: 4500 };
type Account = Parameters<typeof runKeeper>[1];

async function venueOf(name: 'lyra' | 'perp-v2', { address: account }: Account): Promise<Venue> {
  const bound = { account, names: ['ETH'], tokens: lab().tokens };
  const opening =
    name === 'lyra'
      ? lyra.open({ deployment: lab().venues.lyra, ...bound })
      : perpV2.open({ deployment: lab().venues['perp-v2'], ...bound });
  return readAt(lab(), opening, await headOf(lab()));
}

const perp = (size: number, margin: number) =>
  settledAccount(lab(), { USDC: 10_000 }, { options: [], perp: { size, margin } });
const short = () => settledAccount(lab(), { sUSD: 20_000 }, { options: [call], perp: null });

for (const [what, venue, account, rule, kind] of [
  ['a hedge', 'perp-v2', () => perp(3, 5_000), { hedge: 'ETH', when: 'delta > 1', on: 'perp-v2 ETH' }, 'trade'],
  ['a top-up', 'perp-v2', () => perp(5, 2_500), { topUp: 'perp-v2 *', when: 'health < 5', to: 6 }, 'addCollateral'],
  ['a deleveraging', 'perp-v2', () => perp(-5, 2_500), { deleverage: 'perp-v2 *', when: 'health < 5', to: 6 }, 'trade'],
  ['a top-up', 'lyra', short, { topUp: 'lyra *', when: 'health < 1.7', to: 1.8, from: 'wallet sUSD' }, 'addCollateral'],
  ['a deleveraging', 'lyra', short, { deleverage: 'lyra *', when: 'health < 1.7', to: 1.8 }, 'trade'],
] as const) {
  test(`default: ${what} at ${venue} costs what was foretold of it, within a tenth`, async () => {
    const holder = await account();
    const tip = await tipOf(lab());
    const rules = [{ ...(kind === 'trade' ? { maxSlippage: '5%' } : { from: 'wallet USDC' }), ...rule }];
    const limits = { slippage: '10%' };
    const keeper = await runKeeper(lab(), holder, { rules, limits }, onTestFinished);
    await keeper.quiet();
    const stories = await orderStories(keeper.ledger);
    expect(stories).toMatchObject([{ order: { status: 'Filled', terms: { kind, venue } } }]);
    const bound = await venueOf(venue, holder);
    for (const story of stories) {
      const told = foretold(keeper.ticks, bound, story, tip);
      expectForetold(told);
      // As the plan had it, which knows no tip yet; in the ledger beside what then happened, and made again from it.
      const { fee, impact } = told.predicted;
      expect(story.order.cost).toMatchObject({ fee, impact, basis: told.predicted.basis });
      const [recorded] = await executionCosts(keeper.ledger);
      expect(recorded).toMatchObject({ order: { id: story.order.id }, actual: told.actual });
      expect(recorded?.comparison?.error).toBeCloseTo(told.actual.total - (recorded?.comparison?.predicted ?? 0), 9);
    }
    const { recorded } = await expectReplayed(keeper);
    expect(recorded.map(({ action }) => action?.cost)).toEqual(stories.map(({ order }) => order.cost));
  });
}
