import { shortMessageOf } from '../../../model/error.js';
import { daemonOf } from '../../daemonLock.js';

/** Who takes it up, and when. It is written by then, so nothing that goes wrong in looking may say otherwise. */
export function whoAnswers(ledgerFile: string): { daemon: number | null; text: string } {
  try {
    const daemon = daemonOf(ledgerFile);
    if (daemon === null)
      return { daemon, text: `no daemon runs on ${ledgerFile}: it waits for the next start of \`ballast run\`` };
    return { daemon, text: `process ${daemon} looks at it with its next block` };
  } catch (error) {
    return { daemon: null, text: `it cannot be told whether a daemon runs on ${ledgerFile}: ${shortMessageOf(error)}` };
  }
}
