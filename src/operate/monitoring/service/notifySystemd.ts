import { execFile } from 'node:child_process';
import { shortMessageOf } from '../../../model/error.js';
import type { Log } from '../../../model/log.js';

/** What a service may tell whoever supervises it, as `sd_notify(3)` names it. */
export interface ServiceNote {
  READY?: 1;
  RELOADING?: 1;
  STOPPING?: 1;
  /** Where it is not said in time, the process is ended and started again. */
  WATCHDOG?: 1;
  /** One line, as `systemctl status` shows it. */
  STATUS?: string;
}

/** Says something to systemd. What cannot be said is told in the log, once; nothing waits for it. */
export type Notify = (note: ServiceNote) => Promise<void>;

const mostMs = 10_000;

/**
 * @param socket - where systemd listens: `NOTIFY_SOCKET`
 *
 * Node has no datagrams over Unix sockets, so `systemd-notify` says it for us; the unit has `NotifyAccess=all` for that.
 */
export function createNotify({ socket, log }: { socket: string; log: Log }): Notify {
  const env = { NOTIFY_SOCKET: socket, PATH: process.env['PATH'] ?? '/usr/bin:/bin' };
  let hasFailed = false;
  return (note) =>
    new Promise((resolve) => {
      const lines = Object.entries(note).map(([name, value]) => `${name}=${oneLine(String(value))}`);
      execFile('systemd-notify', lines, { env, timeout: mostMs }, (error) => {
        if (error && !hasFailed) log.warn({ at: 'systemd', error: shortMessageOf(error) }, 'systemd cannot be told');
        hasFailed = error !== null;
        resolve();
      });
    });
}

/** A further line would be a further note. */
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').slice(0, 400);
