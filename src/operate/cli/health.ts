import type { Ledger } from '../../record/ledger.js';
import { readHealth } from '../monitoring/readHealth.js';
import type { Answer } from './output.js';
import { green, red, yellow } from './table.js';

/** @param wantsReady - whether it must be able to do its work, and not only live */
export async function health(ledger: Ledger, now: number, wantsReady: boolean): Promise<Answer & { isWell: boolean }> {
  const { live, ready, reasons } = await readHealth(ledger, now);
  const state = ready ? green('ready') : live ? yellow('alive, not ready') : red('not alive');
  return {
    isWell: wantsReady ? ready : live,
    json: { live, ready, reasons },
    text: [state, ...reasons.map((reason) => `  ${reason}`)].join('\n'),
  };
}
