import { expect, test } from 'vitest';
import type { StandingLimits } from '../model/limits.js';
import type { SequencerState } from '../model/sequencer.js';
import type { Snapshot } from '../model/snapshot.js';
import { HOUR } from '../model/time.js';
import { milliseconds, unixMillis, unixSeconds } from '../model/units.js';
import { checkAction } from './checkAction.js';
import { alone, type RecentOrder } from './surroundings.js';
import { actionOf, addUsdc, at, contextOf, recentOf, sell } from './testing/violations.js';

type Context = Parameters<typeof checkAction>[0];
const opening = contextOf(actionOf(sell(4, { reduceOnly: false })));
const reducing = contextOf(actionOf(sell(3, { reduceOnly: true })));
const said = (code: string, context: Context) => checkAction(context).checks.find((one) => one.code === code);
const under = (limits: StandingLimits, context = opening): Context => ({
  ...context,
  levels: [{ level: 'account', limits }],
});
const seen = (change: Partial<Snapshot>, context = opening): Context => ({
  ...context,
  snapshot: { ...context.snapshot, ...change },
});

const { timestamp } = opening.snapshot.block;
const grace = milliseconds(HOUR);
const feed = (up: boolean | null, secondsAgo: number): { sequencer: SequencerState } => ({
  sequencer: { up, since: unixSeconds(timestamp - secondsAgo), grace },
});

test('behavior: while the sequencer is down, has just come back, or cannot be told of, no new risk is taken', () => {
  expect(said('SEQUENCER', opening)).toMatchObject({ verdict: 'pass', text: 'no feed of a sequencer is declared' });
  for (const state of [feed(false, 9_000), feed(true, 3_599), feed(null, 9_000)]) {
    expect(said('SEQUENCER', seen(state))).toMatchObject({ verdict: 'reject' });
    expect(said('SEQUENCER', seen(state, reducing))).toMatchObject({ verdict: 'pass' });
    const saving = { ...opening, action: { ...opening.action, orderClass: 'survive' as const } };
    expect(checkAction(seen(state, saving)).action).not.toBe(null);
    expect(said('SEQUENCER', seen(state, contextOf(actionOf(addUsdc(10)))))).toMatchObject({ verdict: 'pass' });
  }
  expect(said('SEQUENCER', seen(feed(true, 3_600)))).toMatchObject({ verdict: 'pass', value: HOUR, limit: HOUR });
});

const written = (secondsAgo: number | null, context = opening): Context => {
  const told = secondsAgo === null ? {} : { oracleAt: unixSeconds(timestamp - secondsAgo) };
  const readings = context.snapshot.readings.map((reading) => ({
    ...reading,
    markets: reading.markets.map((market) => ({ ...market, ...told })),
  }));
  return seen({ readings }, context);
};

test('behavior: a price that was written too long ago opens nothing; one of which nobody tells is let pass, and said', () => {
  const limits = { oracleAge: at(60_000, 30_000) };
  const verdicts = [null, 30, 31, 60, 61].map((age) => said('ORACLE_AGE', under(limits, written(age)))?.verdict);
  expect(verdicts).toEqual(['pass', 'pass', 'review', 'review', 'reject']);
  expect(said('ORACLE_AGE', under(limits, written(null)))?.text).toBe('toy does not tell when its oracle was written');
  expect(said('ORACLE_AGE', under(limits, written(61, reducing)))?.verdict).toBe('pass');
});

test('behavior: what was lost stops new risk at its level; a loss that cannot be told is one too many', () => {
  const verdictAt = (lossLastDay: number, context = opening) =>
    said('LOSS_PER_DAY', {
      ...under({ day: { loss: at(500, 300) } }, context),
      surroundings: { ...alone, used: { ...alone.used, account: { ...alone.used.account, lossLastDay } } },
    });
  expect([-50, 299, 300, 499, 500, Number.NaN].map((loss) => verdictAt(loss)?.verdict)).toEqual([
    ...['pass', 'pass', 'review', 'review', 'reject', 'reject'],
  ]);
  expect(verdictAt(500)).toMatchObject({ level: 'account', limit: 500, value: 500 });
  expect(verdictAt(9_000, reducing)?.verdict).toBe('pass');
});

test('behavior: margin must last as long as is asked, or no shorter than it does', () => {
  const lasting = (now: number, then: number) => {
    const context = under({ runway: at(6 * HOUR, 12 * HOUR) });
    return said('RUNWAY', { ...context, runway: (terms) => (terms === null ? now : then) * HOUR })?.verdict;
  };
  expect([lasting(24, 12), lasting(24, 11), lasting(24, 5), lasting(4, 5), lasting(4, 3)]).toEqual([
    ...['pass', 'review', 'reject', 'pass', 'reject'],
  ]);
  expect(lasting(24, Number.NaN)).toBe('reject');
});

const around = (limits: StandingLimits, recent: readonly RecentOrder[]): Context => ({
  ...under(limits, contextOf(actionOf(sell(3, { reduceOnly: false })))),
  now: unixMillis(60_000),
  surroundings: { ...alone, recent },
});

test('behavior: only the same instrument, side and quantity of the same book is a duplicate, and only for a time', () => {
  const verdict = (change: Partial<RecentOrder>) =>
    said('DUPLICATE', around({ duplicates: at(30_000, 60_000) }, [recentOf('Sell', change)]))?.verdict;
  expect(verdict({})).toBe('reject');
  expect(verdict({ at: unixMillis(30_000) })).toBe('review');
  expect(verdict({ at: unixMillis(0) })).toBe('pass');
  expect(verdict({ quantity: '1' })).toBe('pass');
  expect(verdict({ side: 'Buy' })).toBe('pass');
  expect(verdict({ instrument: 'toy BTC' })).toBe('pass');
  expect(verdict({ strategy: 'another-book' })).toBe('pass');
});

test('behavior: an open order of any book on the other side of the instrument is crossed, and nothing else', () => {
  const verdict = (change: Partial<RecentOrder>, crossing: 'review' | 'reject' = 'reject') =>
    said('SELF_CROSS', around({ crossing }, [recentOf('Buy', change)]))?.verdict;
  expect(verdict({})).toBe('reject');
  expect(verdict({}, 'review')).toBe('review');
  expect(verdict({ strategy: 'another-book' })).toBe('reject');
  expect(verdict({ isOpen: false })).toBe('pass');
  expect(verdict({ side: 'Sell' })).toBe('pass');
  expect(verdict({ instrument: 'toy BTC' })).toBe('pass');
});
