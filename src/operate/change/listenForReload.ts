import { isatty } from 'node:tty';
import type { Log } from '../../model/log.js';

export interface ListenForReloadOptions {
  /** The strategy files are to be taken. */
  asked: () => void;
  /** The terminal that the process was started on is gone. */
  goneTerminal: (signal: NodeJS.Signals) => void;
  log: Log;
}

/**
 * SIGHUP means two things: take the files anew, and the terminal is gone. It is the latter where there was one, and there is none any
 * more: such a process is not left running where nobody sees it. @returns the way to stop listening
 */
export function listenForReload({ asked, goneTerminal, log }: ListenForReloadOptions): () => void {
  const hadTerminal = isatty(2);
  const heard = (): void => {
    if (hadTerminal && !isatty(2)) {
      goneTerminal('SIGHUP');
      return;
    }
    log.info({ at: 'reload', signal: 'SIGHUP' }, 'looking at the strategy files');
    asked();
  };
  process.on('SIGHUP', heard);
  return () => void process.off('SIGHUP', heard);
}
