import { type CheckContext, type Judgement, pass, reject } from '../check.js';

/** Whoever keeps newer blocks from us shows an old market: good enough to reduce on, and not to trade on. */
export function headAge({ action, snapshot, now, headAge: most }: CheckContext): Judgement {
  if (most === null) return pass('no block is too old');
  if (action.terms.kind === 'cancel') return pass('taking back an order moves no money');
  const age = now - snapshot.block.timestamp * 1000;
  const text = `the block is ${Math.round(age / 1000)} s old; headAge is ${most / 1000} s`;
  return age <= most ? pass(text) : reject(text);
}
