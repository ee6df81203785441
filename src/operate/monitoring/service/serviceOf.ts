/** What systemd wants to be told, by the environment that it starts a service with. */
export interface Supervised {
  socket: string;
  /** How often it must hear that the process is well, milliseconds; null: not at all. */
  watchdogMs: number | null;
}

/** null where the process is no service that reports. */
export function supervisedBy(env: Readonly<Record<string, string | undefined>>, pid: number): Supervised | null {
  const socket = env['NOTIFY_SOCKET'];
  if (!socket) return null;
  const micros = Number(env['WATCHDOG_USEC'] ?? '');
  // A process that inherits the environment of another is not the one that is watched.
  const isWatched = Number.isFinite(micros) && micros > 0 && [undefined, '', String(pid)].includes(env['WATCHDOG_PID']);
  return { socket, watchdogMs: isWatched ? micros / 1_000 : null };
}
