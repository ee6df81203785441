import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { hasTools } from '../../../../test/hasTools.js';
import { type UnixMillis, unixMillis } from '../../../model/units.js';
import { replacePulse } from '../../../record/statements/pulses.js';
import { temporaryFolder } from '../../../record/testing/sample.js';
import { keptAt, keptLedger, samplePulse } from '../../views/testing/keptLedger.js';
import { createNotify, type ServiceNote } from './notifySystemd.js';
import { reportService } from './reportService.js';
import { supervisedBy } from './serviceOf.js';
import { receiveNotes } from './testing/noteReceiver.js';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const canNotify = hasTools('systemd-notify', 'python3');

async function reported(watchdogMs: number | null = 30) {
  const ledger = await keptLedger();
  await ledger.commit(replacePulse(samplePulse({ ticks: { ...samplePulse().ticks, lastAt: null } })));
  const notes: ServiceNote[] = [];
  let at: UnixMillis = unixMillis(keptAt + 1_000);
  const service = reportService({
    ...{ ledger, log: silent, now: () => at, lookMs: 5, supervised: { socket: 'unused', watchdogMs } },
    notify: async (note) => void notes.push(note),
  });
  onTestFinished(async () => service?.ended());
  return {
    ...{ ledger, notes, service: service ?? expect.fail('it is asked for') },
    pass: (ms: number) => {
      at = unixMillis(at + ms);
    },
    next: async (wanted: (note: ServiceNote) => boolean) => {
      const seen = notes.length;
      return vi.waitFor(() => notes.slice(seen).find(wanted) ?? expect.fail('not yet'), { timeout: 30_000 });
    },
  };
}

test('default: alive from the start, ready with the first tick of every chain, and no second time', async () => {
  const { ledger, next, notes } = await reported();
  const first = await next(({ WATCHDOG }) => WATCHDOG === 1);
  expect(first).toMatchObject({ STATUS: expect.stringContaining('is not settled yet') });
  expect(notes.some(({ READY }) => READY)).toBe(false);
  await ledger.commit(replacePulse(samplePulse()));
  const ready = await next(({ READY }) => READY === 1);
  expect(ready).toMatchObject({ WATCHDOG: 1, STATUS: 'active, well; lab: block 401223187, 4 ticks, eth-book' });
  await next(({ WATCHDOG }) => WATCHDOG === 1);
  expect(notes.filter(({ READY }) => READY)).toHaveLength(1);
});

test('behavior: a loop that says nothing any more is not said to be well; one that moves again is', async () => {
  const { ledger, next, notes, pass } = await reported();
  await ledger.commit(replacePulse(samplePulse()));
  await next(({ READY }) => READY === 1);
  pass(60_000);
  await next(({ STATUS }) => STATUS?.includes('its loop has said nothing for') ?? false);
  const seen = notes.length;
  await next(({ STATUS }) => STATUS?.includes('its loop has said nothing for') ?? false);
  expect(notes.slice(seen).some(({ WATCHDOG }) => WATCHDOG)).toBe(false);
  await ledger.commit(replacePulse(samplePulse({ writtenAt: unixMillis(keptAt + 60_000) })));
  await next(({ WATCHDOG }) => WATCHDOG === 1);
});

test('behavior: a reload begins and ends; after the end nothing but the end is said', async () => {
  const { ledger, next, notes, service } = await reported(null);
  await ledger.commit(replacePulse(samplePulse()));
  await next(({ READY }) => READY === 1);
  service.reloading();
  expect(notes.at(-1)).toMatchObject({ RELOADING: 1 });
  await next(({ READY }) => READY === 1);
  await Promise.all([service.ended(), service.ended()]);
  expect(notes.at(-1)).toMatchObject({ STOPPING: 1 });
  expect(notes.filter(({ STOPPING }) => STOPPING)).toHaveLength(1);
  expect(notes.some(({ WATCHDOG }) => WATCHDOG)).toBe(false);
});

test('args: only where systemd asks, and only of the process that it watches', () => {
  expect(supervisedBy({}, 7)).toBe(null);
  expect(supervisedBy({ NOTIFY_SOCKET: '/run/n' }, 7)).toEqual({ socket: '/run/n', watchdogMs: null });
  const env = { NOTIFY_SOCKET: '/run/n', WATCHDOG_USEC: '60000000' };
  expect(supervisedBy(env, 7)?.watchdogMs).toBe(60_000);
  expect(supervisedBy({ ...env, WATCHDOG_PID: '7' }, 7)?.watchdogMs).toBe(60_000);
  expect(supervisedBy({ ...env, WATCHDOG_PID: '8' }, 7)?.watchdogMs).toBe(null);
  expect(supervisedBy({ ...env, WATCHDOG_USEC: 'soon' }, 7)?.watchdogMs).toBe(null);
  expect(reportService({ ledger: undefined as never, now: () => keptAt, log: silent, supervised: null })).toBe(null);
});

test.skipIf(!canNotify)('behavior: it arrives as systemd reads it, each fact in a line of its own', async () => {
  const { socket, note } = await receiveNotes(onTestFinished);
  const notify = createNotify({ socket, log: silent });
  await notify({ READY: 1, STATUS: 'active\nMAINPID=1', WATCHDOG: 1 });
  expect(await note('READY=1')).toEqual(['READY=1', 'STATUS=active MAINPID=1', 'WATCHDOG=1']);
});

test('error: what cannot be told is logged once, and again once it could be told meanwhile', async () => {
  const lines: string[] = [];
  const log = { ...silent, warn: (_: object, message: string) => void lines.push(message) };
  const folder = temporaryFolder(onTestFinished);
  // Says it as long as somebody listens there.
  writeFileSync(join(folder, 'systemd-notify'), '#!/bin/sh\n[ -e "$NOTIFY_SOCKET" ]\n', { mode: 0o755 });
  vi.stubEnv('PATH', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const socket = join(folder, 'notify');
  const notify = createNotify({ socket, log });
  await notify({ WATCHDOG: 1 });
  await notify({ WATCHDOG: 1 });
  expect(lines).toEqual(['systemd cannot be told']);
  writeFileSync(socket, '');
  await notify({ WATCHDOG: 1 });
  rmSync(socket);
  await notify({ WATCHDOG: 1 });
  expect(lines).toEqual(['systemd cannot be told', 'systemd cannot be told']);
});
