import { expect, onTestFinished, test } from 'vitest';
import { isOpen } from '../../src/model/order.js';
import type { OrderStory } from '../../src/record/queries/decisions.js';
import { useGmxLab } from '../gmxLab.js';
import { type Intercept, startRpcProxy } from '../rpcProxy.js';
import { asked, holder, keepGmx, keysOf, mineUntil, topUp, when } from './gmxDesk.js';
import { orderStories } from './story.js';

const lab = useGmxLab();

/** What a node that is well otherwise does when it is asked for logs. */
const faults: Readonly<Record<string, Intercept>> = {
  'answers 503': async () => ({ raw: 'service unavailable', status: 503 }),
  'never answers': () => new Promise(() => {}),
};

const rules = [topUp];

test.each(Object.entries(faults))(
  'invariant: a node that %s when asked for logs holds no survival',
  async (_, fault) => {
    const account = await holder(lab(), { USDC: 5_000 }, { isLong: false, size: 5, collateral: 400 });
    const proxy = await startRpcProxy(lab(), onTestFinished);
    const keeper = await keepGmx(
      lab(),
      account,
      { rules, surviveBelow: 25, limits: { health: 25 }, endpoints: [proxy.url] },
      onTestFinished,
    );
    const [key = '0x'] = await asked(keeper);
    proxy.intercept = (request, forward) => (request.method === 'eth_getLogs' ? fault(request, forward) : forward());
    expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'executed' });
    // The order has left the book, and nobody tells why.
    for (let i = 0; i < 4; i++) {
      const seen = keeper.ticks.length;
      await lab().testClient.mine({ blocks: 1 });
      await keeper.until(() => keeper.ticks.length > seen);
    }
    const [first] = await orderStories(keeper.ledger);
    expect(first?.order).toMatchObject({ status: 'Unknown', terms: { kind: 'addCollateral' } });

    await lab().moveMarket(2_200, { seconds: 10 });
    const stories = await when(keeper, (all) => keysOf(all).length >= 2);
    expect(stories.filter(({ order }) => isOpen(order.status)).map(({ order }) => order.orderClass)).toContain(
      'survive',
    );
    expect(keeper.lines.filter(({ message }) => message === 'tick abandoned')).toEqual([]);

    proxy.intercept = (__, forward) => forward();
    lab().keeper.run('prompt');
    const wanted = (all: readonly OrderStory[]) => all.slice(0, 2).every(({ order }) => order.status === 'Filled');
    const told = await mineUntil(lab(), keeper, wanted);
    expect(told.slice(0, 2).map(({ fills }) => fills.length)).toEqual([1, 1]);
  },
);
