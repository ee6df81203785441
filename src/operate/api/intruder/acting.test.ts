import { describe, expect, onTestFinished, test } from 'vitest';
import { listTradingStates } from '../../../record/queries/currentTradingState.js';
import { listReviews } from '../../../record/queries/reviews.js';
import { raiseAlert } from '../../../record/statements/alerts.js';
import { operatorCommands } from '../../../record/tables/runs.js';
import { type ServedDesk, servedDesk } from '../testing/servedDesk.js';

/** People with rights who do more than they may, twice what they meant, or at once with another. */

const arrive = () => servedDesk(onTestFinished);

const commands = async ({ ledger }: ServedDesk) =>
  (await ledger.db.select().from(operatorCommands)).map(({ verb, author }) => `${author} ${verb}`);

describe('what was sent twice', () => {
  test('a double click on approve: answered alike, and approved once', async () => {
    const desk = await arrive();
    const path = `/v1/reviews/${desk.review}/approve`;
    const click = () =>
      desk.ask('POST', path, { as: 'approver', headers: { 'idempotency-key': 'k1' }, body: { text: 'fine' } });
    const [first, second] = await Promise.all([click(), click()]);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.text).toBe(first.text);
    expect([first, second].map(({ headers }) => headers.get('idempotency-replayed')).sort()).toEqual(
      ['true', null].sort(),
    );
    const [review] = await listReviews(desk.ledger);
    expect(review?.votes).toHaveLength(1);
    expect(await commands(desk)).toEqual(['approver review approve']);
  });

  test('the same key with something else: refused, also where only the path is another', async () => {
    const desk = await arrive();
    const say = (path: string, body: object) =>
      desk.ask('POST', path, { as: 'operator', headers: { 'idempotency-key': 'k1' }, body });
    expect((await say('/v1/trading-state/pause', { text: 'lunch' })).status).toBe(200);
    expect((await say('/v1/trading-state/pause', { text: 'dinner' })).body.error.code).toBe('key_used');
    expect((await say('/v1/trading-state/halt', { text: 'lunch' })).body.error.code).toBe('key_used');
    expect(await commands(desk)).toEqual(['operator pause']);
  });

  test('the key of somebody else: no answer of theirs is given away', async () => {
    const desk = await arrive();
    const say = (as: 'operator' | 'viewer' | 'admin') =>
      desk.ask('POST', '/v1/trading-state/pause', {
        as,
        headers: { 'idempotency-key': 'k1' },
        body: { text: 'lunch' },
      });
    expect((await say('operator')).status).toBe(200);
    expect((await say('viewer')).status).toBe(403);
    expect((await say('admin')).body).toMatchObject({ isNew: false, author: 'operator' });
  });

  test('a key that is none: refused', async () => {
    const desk = await arrive();
    for (const key of ['x'.repeat(129), 'two words', ''])
      expect(
        (
          await desk.ask('POST', '/v1/trading-state/pause', {
            as: 'operator',
            headers: { 'idempotency-key': key },
            body: {},
          })
        ).status,
      ).toBe(400);
    expect(await commands(desk)).toEqual([]);
  });
});

describe('two at once', () => {
  test('approve and reject: one counts, and the other is told who was first', async () => {
    const desk = await arrive();
    const say = (as: 'approver' | 'admin', verdict: string) =>
      desk.ask('POST', `/v1/reviews/${desk.review}/${verdict}`, { as, body: {} });
    const told = await Promise.all([say('approver', 'approve'), say('admin', 'reject')]);
    expect(told.map(({ status }) => status).sort()).toEqual([200, 409]);
    const winner = told[0]?.status === 200 ? 'approver' : 'admin';
    const late = told.find(({ status }) => status === 409);
    expect(late?.body.error.message).toContain(`by ${winner}`);
    expect((await listReviews(desk.ledger))[0]?.votes).toHaveLength(1);
  });

  test('a page that is behind: what it would change unseen is not changed', async () => {
    const desk = await arrive();
    const seen = null;
    await desk.ask('POST', '/v1/trading-state/halt', { as: 'operator', body: { text: 'fire' } });
    const stale = await desk.ask('POST', '/v1/trading-state/pause', { as: 'admin', body: { text: 'calm', seen } });
    expect([stale.status, stale.body.error.code]).toEqual([409, 'changed_meanwhile']);
    expect(stale.body.error.message).toMatch(/operator made it halted/);
    expect((await listTradingStates(desk.ledger, 9)).map(({ state }) => state)).toEqual(['halted']);
  });
});

describe('more than they may', () => {
  test('who may stop may not let go on: not by resume, nor by a pause of what is halted', async () => {
    const desk = await arrive();
    await desk.ask('POST', '/v1/trading-state/halt', { as: 'operator', body: { text: 'fire' } });
    for (const verb of ['resume', 'pause'])
      expect((await desk.ask('POST', `/v1/trading-state/${verb}`, { as: 'operator', body: {} })).status).toBe(403);
    expect((await listTradingStates(desk.ledger, 9)).map(({ state }) => state)).toEqual(['halted']);
    expect((await desk.ask('POST', '/v1/trading-state/resume', { as: 'admin', body: {} })).status).toBe(200);
  });

  test('in another’s name: the author is whose token it is, whatever is sent', async () => {
    const desk = await arrive();
    const headers = { 'x-forwarded-user': 'admin', 'x-remote-user': 'admin' };
    for (const body of [
      { text: 'a', author: 'admin' },
      { text: 'a', by: { author: 'admin' } },
    ])
      expect((await desk.ask('POST', '/v1/trading-state/pause', { as: 'operator', headers, body })).status).toBe(400);
    await desk.ask('POST', '/v1/trading-state/pause', { as: 'operator', headers, body: { text: 'a' } });
    expect(await commands(desk)).toEqual(['operator pause']);
  });

  test('more than was asked for: no review allows more than its order', async () => {
    const desk = await arrive();
    for (const notional of [1e15 - 1, 60_001, 0, '-1', 'NaN', '1e9', 'Infinity'])
      expect(
        (await desk.ask('POST', `/v1/reviews/${desk.review}/approve`, { as: 'approver', body: { notional } })).status,
      ).toBeGreaterThanOrEqual(400);
    expect((await listReviews(desk.ledger))[0]).toMatchObject({ status: 'Open', votes: [] });
  });
});

describe('markup where words are expected', () => {
  const markup = '<script>alert(1)</script><img src=x onerror=alert(1)>';

  test('it goes out as JSON, which no browser takes for a page', async () => {
    const desk = await arrive();
    await desk.ledger.commit(raiseAlert({ code: 'CHAIN_SILENT', subject: markup, text: markup, at: desk.now() }));
    await desk.ask('POST', '/v1/trading-state/pause', { as: 'operator', body: { text: markup } });
    for (const path of ['/v1/alerts', '/v1/overview', `/v1/orders/${encodeURIComponent(markup)}`]) {
      const { headers, text } = await desk.ask('GET', path, { as: 'viewer' });
      expect(() => JSON.parse(text)).not.toThrow();
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain('sandbox');
    }
  });

  test('signs that steer a terminal are refused: the same words are read there', async () => {
    const desk = await arrive();
    const text = '\u001b[2J\u202eall is well';
    for (const path of ['/v1/trading-state/pause', `/v1/alerts/${desk.alert}/acknowledge`])
      expect((await desk.ask('POST', path, { as: 'operator', body: { text } })).status).toBe(400);
    expect(await commands(desk)).toEqual([]);
  });

  test('a name with markup in it cannot be given to a token at all', async () => {
    const desk = await arrive();
    expect(() => desk.setTokens(`<b>ann</b> admin ${'a'.repeat(40)}`)).toThrow('a name has letters');
  });
});
