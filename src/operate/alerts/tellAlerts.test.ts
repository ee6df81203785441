import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { type UnixMillis, unixMillis } from '../../model/units.js';
import { type Ledger, openLedger } from '../../record/ledger.js';
import { openAlerts } from '../../record/queries/alerts.js';
import { listDeliveries, listSinks } from '../../record/queries/alertTelling.js';
import { raiseAlert, resolveAlert } from '../../record/statements/alerts.js';
import { endSinkPause } from '../../record/statements/deliveries.js';
import { temporaryFolder } from '../../record/testing/sample.js';
import { acknowledge } from './acknowledge.js';
import type { Outcome } from './plan/pauseAfter.js';
import type { Message, Sink } from './sinks/sink.js';
import { type AlertTeller, createAlertTeller } from './tellAlerts.js';
import { sampleRules } from './testing/world.js';

const minute = 60_000;
const sent: Outcome = { kind: 'sent', answer: '200' };
const later: Outcome = { kind: 'later', answer: 'ECONNREFUSED' };
const broken = (subject: string) => ({ code: 'POSITION_BREAK', subject, text: `${subject} is off` }) as const;

/** A receiver whose answers a test gives. */
function receiver(name: string) {
  const got: Message[] = [];
  let answer: (message: Message) => Outcome | Promise<Outcome> = () => sent;
  const sink: Sink = {
    name,
    async send(message, stop) {
      got.push(message);
      const over = new AbortController();
      const cut = new Promise<Outcome>((resolve) =>
        stop.addEventListener('abort', () => resolve(later), { signal: over.signal }),
      );
      return Promise.race([answer(message), cut]).finally(() => over.abort());
    },
  };
  return {
    sink,
    got,
    answers(given: Outcome | (() => Promise<Outcome>)) {
      answer = typeof given === 'function' ? given : () => given;
    },
    heard: () =>
      got.map(({ alerts }) =>
        alerts.map(({ subject, news }) => `${news.map(({ kind }) => kind).join('+')} ${subject}`).join(', '),
      ),
  };
}

function setUp(names: readonly string[] = ['team', 'pager']) {
  const file = join(temporaryFolder(onTestFinished), 'ledger.db');
  const opened: Ledger[] = [];
  const open = (patienceMs = 5_000): Ledger => {
    const ledger = openLedger({ file, patienceMs });
    opened.push(ledger);
    return ledger;
  };
  onTestFinished(() => {
    for (const one of opened) one.close();
  });
  const keeper = open();
  let at = Date.parse('2026-01-10T12:00:00Z');
  const now = (): UnixMillis => unixMillis(at);
  const receivers = names.map(receiver);
  const [team = receiver('team'), pager = receiver('pager')] = receivers;
  const said: string[] = [];
  const say = (_: object, message: string) => void said.push(message);
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const start = (ledger = open(), cut: AbortSignal = stop.signal): Promise<AlertTeller> =>
    createAlertTeller({
      ...{ ledger, now, rules: sampleRules, place: { name: 'vps-1', console: null }, stop: cut, chance: () => 0 },
      ...{
        sinks: receivers.map(({ sink }) => sink),
        elapsed: () => at,
        log: { debug: say, info: say, warn: say, error: say },
      },
    });
  /** Plans and sends until nothing is due. */
  const settle = async (teller: AlertTeller) => {
    const count = () => receivers.reduce((sum, { got }) => sum + got.length, 0);
    for (let before = -1; before !== count(); ) {
      before = count();
      await teller.turn();
      await teller.settled();
    }
  };
  const pass = (ms: number) => {
    at += ms;
  };
  return { file, keeper, open, now, pass, team, pager, start, settle, said };
}

test('default: what is raised is told once, written down, and not again after a restart', async () => {
  const { keeper, now, team, pager, start, settle, pass } = setUp();
  const teller = await start();
  await keeper.commit(raiseAlert({ ...broken('a'), at: now() }));
  await settle(teller);
  expect(team.heard()).toEqual(['opened a']);
  expect(await listDeliveries(keeper, 10, 'team')).toMatchObject([
    { kind: 'opened', state: 'Sent', attempts: 1, answer: '200', sentAt: now() },
  ]);
  pass(minute);
  const again = await start();
  await settle(again);
  expect(team.heard()).toEqual(['opened a']);
  await keeper.commit(resolveAlert({ ...broken('a'), at: now() }));
  await settle(again);
  expect(team.heard()).toEqual(['opened a', 'resolved a']);
  expect(pager.heard()).toEqual(['opened a', 'resolved a']);
});

test('behavior: what was on its way when the process died is sent again: at least once, never nothing', async () => {
  const { keeper, now, team, start, settle } = setUp();
  const killed = new AbortController();
  const first = await start(undefined, killed.signal);
  team.answers(() => new Promise(() => {}));
  await keeper.commit(raiseAlert({ ...broken('a'), at: now() }));
  await first.turn();
  await expect.poll(() => team.got.length).toBe(1);
  expect(await listDeliveries(keeper, 10, 'team')).toMatchObject([{ state: 'Sending' }]);
  killed.abort();
  await first.settled();
  team.answers(sent);
  await settle(await start());
  expect(team.heard()).toEqual(['opened a', 'opened a']);
  expect(await listDeliveries(keeper, 10, 'team')).toMatchObject([{ state: 'Sent', attempts: 2 }]);
});

test('behavior: one that hangs holds up no other', async () => {
  const { keeper, now, team, pager, start } = setUp();
  const teller = await start();
  team.answers(() => new Promise(() => {}));
  for (const subject of ['a', 'b', 'c']) {
    await keeper.commit(raiseAlert({ ...broken(subject), at: now() }));
    await teller.turn();
    await expect.poll(() => pager.heard()).toContain(`opened ${subject}`);
    await expect
      .poll(async () => (await listDeliveries(keeper, 10, 'pager')).every(({ state }) => state === 'Sent'))
      .toBe(true);
  }
  expect(team.heard()).toEqual(['opened a']);
});

test('behavior: one that is down is left alone longer and longer, becomes an alert to the others, and is told all of it at the end', async () => {
  const { keeper, now, pass, team, pager, start, settle } = setUp();
  const teller = await start();
  team.answers(later);
  for (let i = 0; i < 4; i++) {
    await keeper.commit(raiseAlert({ ...broken(`a${i}`), at: now() }));
    for (let second = 0; second < 30; second++) {
      await teller.turn();
      await teller.settled();
      pass(1_000);
    }
  }
  // 2 + 4 + 8 + 16 + 32 + 64 s
  expect(team.got.length).toBe(6);
  expect((await openAlerts(keeper)).map(({ code, subject }) => `${code} ${subject}`)).toContain('ALERT_SINK_DOWN team');
  expect(pager.heard()).toContain('opened team');
  expect(team.heard().join()).not.toContain('opened team');
  await keeper.commit(resolveAlert({ ...broken('a0'), at: now() }));
  team.answers(sent);
  pass(minute);
  await settle(teller);
  expect(team.heard().at(-1)).toBe('opened a1, opened a2, opened a3, opened+resolved a0');
  expect((await openAlerts(keeper)).map(({ code }) => code)).not.toContain('ALERT_SINK_DOWN');
  expect(await listSinks(keeper)).toMatchObject([{ sink: 'pager' }, { sink: 'team', failures: 0, retryAt: null }]);
  pass(minute);
  await settle(teller);
  expect(pager.heard()).toContain('resolved team');
});

/** A receiver that was down while there was news for it, which somebody has taken on since: nothing is due there any more. */
async function downAndNothingDue() {
  const world = setUp();
  const { keeper, now, pass, team, pager, start, settle } = world;
  const teller = await start();
  team.answers(later);
  await keeper.commit(raiseAlert({ code: 'ENDPOINT_SILENT', subject: 'node', text: 'timeout', at: now() }));
  for (let second = 0; second < 100; second++) {
    await settle(teller);
    pass(1_000);
  }
  const [down, silent] = await openAlerts(keeper);
  expect(down).toMatchObject({ code: 'ALERT_SINK_DOWN', subject: 'team' });
  await acknowledge(keeper, { alert: silent?.id ?? '', author: 'ann', now: now() });
  const [tried, called] = [team.got.length, pager.got.length];
  return { ...world, teller, since: { team: () => team.got.slice(tried), pager: () => pager.heard().slice(called) } };
}

test('behavior: one that was down is tried again also where nothing is due for it, so that the others hear of its being well', async () => {
  const { keeper, pass, team, settle, teller, since } = await downAndNothingDue();
  for (let i = 0; i < 20; i++) {
    pass(minute);
    await settle(teller);
  }
  expect(since.pager()).toEqual([]);
  const inVain = since.team().length;
  expect(inVain).toBeGreaterThanOrEqual(4);
  expect(inVain).toBeLessThan(10);
  team.answers(sent);
  pass(5 * minute);
  await settle(teller);
  expect((await openAlerts(keeper)).map(({ code }) => code)).toEqual(['ENDPOINT_SILENT']);
  expect(since.pager()).toEqual(['resolved team']);
  expect(since.team().slice(inVain)).toMatchObject([
    {
      ...{ kind: 'test', alerts: [] },
      said: { tone: 'good', title: 'alerts of ballast arrive here again', standing: 'reached again' },
    },
  ]);
  expect(since.team().at(-1)?.said.quotes).toEqual(['not reached since 2026-01-10 12:00 UTC: ECONNREFUSED']);
  expect(await listSinks(keeper)).toMatchObject([{ sink: 'pager' }, { sink: 'team', failures: 0, failingSince: null }]);
  pass(60 * minute);
  await settle(teller);
  expect(since.team()).toHaveLength(inVain + 1);
});

test('behavior: one that would not even take that is as down as one that is not reached', async () => {
  const { keeper, pass, team, settle, teller, since } = await downAndNothingDue();
  team.answers({ kind: 'refused', answer: '400 what is this' });
  for (let i = 0; i < 30; i++) {
    pass(minute);
    await settle(teller);
  }
  expect(since.team().length).toBeGreaterThan(4);
  expect(since.team().length).toBeLessThan(12);
  expect((await openAlerts(keeper))[0]).toMatchObject({ text: expect.stringContaining('400 what is this') });
});

test('behavior: once somebody has seen it arrive there, its pause is over', async () => {
  const { keeper, open, pass, team, settle, teller, since } = await downAndNothingDue();
  for (let i = 0; i < 20; i++) {
    pass(minute);
    await settle(teller);
  }
  const tried = since.team().length;
  team.answers(sent);
  await open().commit(endSinkPause('team'));
  await settle(teller);
  expect(since.team()).toHaveLength(tried + 1);
  expect((await openAlerts(keeper)).map(({ code }) => code)).toEqual(['ENDPOINT_SILENT']);
});

test('behavior: what was refused for good is over: the receiver is asked whether it takes anything', async () => {
  const { keeper, now, pass, team, start, settle } = setUp();
  const teller = await start();
  team.answers({ kind: 'refused', answer: '400 too long' });
  await keeper.commit(raiseAlert({ ...broken('a'), at: now() }));
  for (let i = 0; i < 4; i++) {
    await settle(teller);
    pass(10_000);
  }
  team.answers(sent);
  for (let i = 0; i < 4; i++) {
    pass(minute);
    await settle(teller);
  }
  // As long as it is open, it is told there at its repeat.
  expect(team.got).toHaveLength(3);
  await keeper.commit(resolveAlert({ ...broken('a'), at: now() }));
  await settle(teller);
  expect(team.got.at(-1)?.said.quotes).toEqual(['a message was refused here: 400 too long']);
  expect(await openAlerts(keeper)).toEqual([]);
});

test('behavior: a server that asks for time is given it', async () => {
  const { keeper, now, pass, team, start, settle } = setUp();
  const teller = await start();
  team.answers({ kind: 'later', answer: '429', retryAfterMs: 90_000 });
  await keeper.commit(raiseAlert({ ...broken('a'), at: now() }));
  await settle(teller);
  pass(89_000);
  await settle(teller);
  expect(team.got).toHaveLength(1);
  team.answers(sent);
  pass(1_000);
  await settle(teller);
  expect(team.got).toHaveLength(2);
});

test('behavior: a message that is refused three times is given up, others hear of that, and the next goes through', async () => {
  const { keeper, now, pass, team, pager, start, settle } = setUp();
  const teller = await start();
  team.answers({ kind: 'refused', answer: '400 too long' });
  await keeper.commit(raiseAlert({ ...broken('a'), at: now() }));
  for (let i = 0; i < 10; i++) {
    await settle(teller);
    pass(10_000);
  }
  expect(team.heard().filter((one) => one === 'opened a')).toHaveLength(3);
  expect((await listDeliveries(keeper, 10, 'team')).at(-1)).toMatchObject({
    ...{ state: 'GivenUp', attempts: 3, answer: '400 too long' },
  });
  expect(pager.heard()).toEqual(['opened a', 'opened team']);
  expect((await openAlerts(keeper)).find(({ code }) => code === 'ALERT_SINK_DOWN')).toMatchObject({
    subject: 'team',
    text: 'team refused a message 3 times, with 1 critical alert in it that it is not told of: 400 too long',
  });
  team.answers(sent);
  await keeper.commit(raiseAlert({ ...broken('b'), at: now() }));
  await settle(teller);
  expect(team.heard().at(-1)).toContain('opened b');
  expect((await openAlerts(keeper)).map(({ code }) => code)).not.toContain('ALERT_SINK_DOWN');
});

test('behavior: not to be reached is no refusal, and a critical one that was given up is told at its repeat while it is open', async () => {
  const { keeper, now, pass, team, pager, start, settle } = setUp();
  const teller = await start();
  const turns = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await settle(teller);
      pass(minute);
    }
  };
  const states = async () => (await listDeliveries(keeper, 10, 'team')).map(({ kind, state }) => `${kind} ${state}`);
  team.answers(later);
  await keeper.commit(raiseAlert({ ...broken('a'), at: now() }));
  await turns(10);
  expect(team.got.length).toBeGreaterThan(3);
  team.answers({ kind: 'refused', answer: '400 bad deploy' });
  const before = team.got.length;
  pass(5 * minute);
  await turns(2);
  expect(await states()).toEqual(['opened Failed']);
  await turns(10);
  expect(team.got.length).toBe(before + 3);
  expect(await states()).toEqual(['opened GivenUp']);
  expect(pager.heard()).not.toContain('resolved team');
  await turns(32);
  expect(team.heard().slice(before + 3)).toEqual(['repeat a', 'repeat a', 'repeat a']);
  team.answers(sent);
  await turns(32);
  expect(team.heard().slice(before + 6)).toEqual(['repeat a']);
  expect(await states()).toEqual(['repeat Sent', 'repeat GivenUp', 'opened GivenUp']);
  expect((await openAlerts(keeper)).map(({ code }) => code)).toEqual(['POSITION_BREAK']);
});

test('behavior: what joins a message that was refused before has three tries of its own', async () => {
  const { keeper, now, pass, team, start, settle } = setUp(['team']);
  const teller = await start();
  team.answers({ kind: 'refused', answer: '400' });
  const old = { code: 'ENDPOINT_SILENT', subject: 'old', text: 'is silent' } as const;
  await keeper.commit(raiseAlert({ ...old, at: now() }));
  for (let i = 0; i < 2; i++) {
    await settle(teller);
    pass(10_000);
  }
  await keeper.commit(resolveAlert({ ...old, at: now() }));
  await keeper.commit(raiseAlert({ ...old, at: now() }));
  await keeper.commit(resolveAlert({ ...old, at: now() }));
  await settle(teller);
  expect(team.heard().at(-1)).toBe('opened+resolved old, opened+resolved old');
  expect((await listDeliveries(keeper, 10)).map(({ state }) => state).sort()).toEqual([
    ...['Failed', 'Failed', 'GivenUp', 'GivenUp'],
  ]);
});

test('behavior: where only warnings are given up, nobody is woken', async () => {
  const { keeper, now, pass, team, start, settle } = setUp();
  const teller = await start();
  team.answers({ kind: 'refused', answer: '400 too long' });
  await keeper.commit(raiseAlert({ code: 'ENDPOINT_SILENT', subject: 'a', text: 'is silent', at: now() }));
  for (let i = 0; i < 10; i++) {
    await settle(teller);
    pass(10_000);
  }
  expect(await listDeliveries(keeper, 10, 'team')).toMatchObject([{ state: 'GivenUp' }]);
  expect((await openAlerts(keeper)).map(({ code }) => code)).toEqual(['ENDPOINT_SILENT']);
});

test('behavior: a ledger that a backup holds is waited for: nothing is sent unwritten, nothing is sent twice', async () => {
  const { file, keeper, open, now, team, start, settle, said } = setUp(['team']);
  const teller = await start(open(10));
  const holder = new Database(file);
  onTestFinished(() => void holder.close());
  await keeper.commit(raiseAlert({ ...broken('a'), at: now() }));

  holder.exec('begin immediate');
  await teller.turn().catch(() => {});
  await teller.settled();
  expect(team.got).toHaveLength(0);
  holder.exec('commit');

  team.answers(async () => {
    holder.exec('begin immediate'); // it leaves, and what became of it cannot be written
    return sent;
  });
  await teller.turn();
  await expect.poll(() => said).toContain('what became of a message could not be written');
  expect(await listDeliveries(keeper, 10)).toMatchObject([{ state: 'Sending' }]);
  holder.exec('commit');
  await teller.settled();
  expect(await listDeliveries(keeper, 10)).toMatchObject([{ state: 'Sent', attempts: 1 }]);
  await settle(teller);
  expect(team.heard()).toEqual(['opened a']);
});

test('behavior: what is tried again has the same id as long as it says the same', async () => {
  const { keeper, now, pass, team, start, settle } = setUp(['team']);
  const teller = await start();
  team.answers(later);
  await keeper.commit(raiseAlert({ ...broken('a'), at: now() }));
  for (let i = 0; i < 2; i++) {
    await settle(teller);
    pass(10_000);
  }
  const again = await start();
  await settle(again);
  pass(60_000);
  await keeper.commit(raiseAlert({ ...broken('b'), at: now() }));
  team.answers(sent);
  await settle(again);
  const ids = team.got.map(({ id }) => id);
  expect(ids).toHaveLength(4);
  expect(new Set(ids.slice(0, 3)).size).toBe(1);
  expect(ids[3]).not.toBe(ids[0]);
  expect(team.heard().at(-1)).toBe('opened a, opened b');
});

test('behavior: a flood of ten thousand becomes a few messages, is told in full, and a restart says nothing of it again', async () => {
  const { keeper, now, team, start, settle, pass } = setUp(['team']);
  const teller = await start();
  const subjects = Array.from({ length: 10_000 }, (_, i) => `e${i}`);
  await keeper.commit(subjects.map((subject) => raiseAlert({ ...broken(subject), at: now() })));
  await settle(teller);
  expect(team.got).toHaveLength(sampleRules.perMinute);
  expect(new Set(team.got.flatMap(({ alerts }) => alerts.map(({ subject }) => subject))).size).toBe(10_000);
  const digest = team.got.at(-1);
  expect(digest?.said.title).toBe('9995 alerts');
  expect(JSON.stringify(digest?.said).length).toBeLessThan(6_000);
  pass(minute);
  const again = await start();
  await settle(again);
  expect(team.got).toHaveLength(sampleRules.perMinute);
  await keeper.commit(subjects.map((subject) => resolveAlert({ ...broken(subject), at: now() })));
  await settle(again);
  expect(team.got).toHaveLength(2 * sampleRules.perMinute);
  expect(team.got.at(-1)?.said).toMatchObject({ tone: 'good', standing: '9995 over' });
}, 300_000);

test('behavior: an acknowledged alert is silent, and its end is told to who heard of it', async () => {
  const { keeper, now, pass, team, start, settle } = setUp();
  const teller = await start();
  await keeper.commit(raiseAlert({ ...broken('a'), at: now() }));
  await settle(teller);
  const [alert] = await openAlerts(keeper);
  await acknowledge(keeper, { alert: alert?.id ?? '', author: 'ann', text: 'swapping the node', now: now() });
  for (let i = 0; i < 8; i++) {
    pass(60 * minute);
    await settle(teller);
  }
  expect(team.heard()).toEqual(['opened a']);
  pass(5 * 60 * minute);
  await settle(teller);
  expect(team.heard()).toEqual(['opened a', 'repeat a']);
  await keeper.commit(resolveAlert({ ...broken('a'), at: now() }));
  await settle(teller);
  expect(team.heard().at(-1)).toBe('resolved a');
});

test('behavior: what belongs to a receiver that is named no more is given up', async () => {
  const { keeper, now, team, start, settle, open } = setUp();
  const teller = await start();
  team.answers(later);
  await keeper.commit(raiseAlert({ ...broken('a'), at: now() }));
  await settle(teller);
  await createAlertTeller({
    ...{ ledger: open(), now, rules: sampleRules, place: { name: '', console: null }, sinks: [receiver('new').sink] },
    ...{ stop: new AbortController().signal, chance: () => 0, elapsed: now, log: silentLog },
  });
  expect(await listDeliveries(keeper, 10, 'team')).toMatchObject([{ state: 'GivenUp' }]);
  expect((await listSinks(keeper)).map(({ sink }) => sink)).toEqual(['new']);
});

const silentLog = { debug() {}, info() {}, warn() {}, error() {} };
