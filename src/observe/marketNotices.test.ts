import { expect, test } from 'vitest';
import type { Market } from '../model/market.js';
import type { Snapshot } from '../model/snapshot.js';
import { bps, wad } from '../model/units.js';
import { createMarketNotices } from './marketNotices.js';

const market = (state: Pick<Market, 'closed' | 'reduceOnly'>): Market => ({
  instrument: { id: 'toy ETH', venue: 'toy', kind: 'perpetual', underlying: 'ETH' },
  mark: wad(1n),
  last: wad(1n),
  index: wad(1n),
  fee: bps(5),
  ...state,
});

const snapshot = (state: Pick<Market, 'closed' | 'reduceOnly'>) =>
  ({ account: '0x01', block: { number: 7n }, readings: [{ markets: [market(state)] }] }) as unknown as Snapshot;

test('default: a change is told once, and so is its end', () => {
  const lines: string[] = [];
  const write = (level: string) => (facts: object, message: string) =>
    void lines.push(`${level} ${message}: ${'why' in facts ? facts.why : ''}`);
  const notice = createMarketNotices({
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  });
  notice(snapshot({ closed: null }));
  notice(snapshot({ closed: null, reduceOnly: 'the tickers and the feed disagree by 1.2 %' }));
  notice(snapshot({ closed: null, reduceOnly: 'the tickers and the feed disagree by 1.3 %' }));
  notice(snapshot({ closed: null, reduceOnly: null }));
  notice(snapshot({ closed: null, reduceOnly: 'the release was rotated' }));
  notice(snapshot({ closed: 'disabled', reduceOnly: 'the release was rotated' }));
  notice(snapshot({ closed: 'disabled' }));
  expect(lines).toEqual([
    'warn no new risk in this market: the tickers and the feed disagree by 1.2 %',
    'info the market takes new risk again: ',
    'warn no new risk in this market: the release was rotated',
    'warn nothing can be traded in this market: disabled',
  ]);
});
