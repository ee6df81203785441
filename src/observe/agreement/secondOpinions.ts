import type { Log } from '../../model/log.js';
import type { EndpointPool } from '../endpoints/endpointPool.js';
import { type ConsultOptions, consult, type Opinion } from './consult.js';
import type { Doubt } from './testimony.js';

export interface SecondOpinionsOptions extends Omit<ConsultOptions, 'clock'> {
  pool: Pick<EndpointPool, 'accuse' | 'agreed' | 'heard' | 'missed' | 'clock'>;
  log: Log;
}

/**
 * What is to be believed of accounts of which something is about to be done, by all endpoints that it takes. Who lies, or may
 * lie, is told to the pool, which leaves it, and so is who says nothing: heads are no proof that reads work. Who lags is told in the
 * log, and watched apart.
 * @returns one a doubt, in order
 */
export async function secondOpinions(
  doubts: readonly Doubt[],
  { pool, log, ...options }: SecondOpinionsOptions,
): Promise<readonly Opinion[]> {
  if (doubts.length === 0) return [];
  const { opinions, accused, agreed, heard, missed, notes } = await consult(doubts, { ...options, clock: pool.clock });
  for (const { endpoint, text } of accused) pool.accuse(endpoint, text);
  for (const endpoint of agreed) pool.agreed(endpoint);
  for (const endpoint of heard) pool.heard(endpoint);
  for (const { endpoint, text } of missed) pool.missed(endpoint, text);
  if (notes.length > 0) {
    const { number } = options.frame.block;
    log.warn({ at: 'agreement', block: number, notes }, 'not every endpoint says the same of the block');
  }
  return opinions;
}
