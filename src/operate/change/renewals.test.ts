import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import type { Config } from '../../config/loadConfig.js';
import type { Strategy } from '../../model/strategy.js';
import { createRenewals } from './renewals.js';

const config = {} as Config;
const strategy = {
  ...{ name: 'book', chain: 'base', limits: { day: { gas: 1 } }, elsewhere: [{ chain: 'arbitrum' }] },
} as unknown as Strategy;

/** A strategy's two chains. Those in `busy` are in a tick that goes on until its signal fires; the others are between two ticks. */
function kept(patienceMs?: number) {
  const renewals = createRenewals(patienceMs);
  const stop = new AbortController();
  const busy = new Map<string, AbortSignal>();
  const begun: string[] = [];
  const beginnings = new EventTarget();
  const loops = ['base', 'arbitrum'].map((chain) =>
    renewals.run<string>(
      {
        chain,
        open: async () => 'new',
        async keep(opened, renew) {
          const ending = AbortSignal.any([renew, stop.signal]);
          const over = once(ending, 'abort');
          begun.push(`${chain} ${opened}`);
          beginnings.dispatchEvent(new Event(`${chain} ${opened}`));
          await over;
          const tick = busy.get(chain);
          if (tick && !tick.aborted) await once(tick, 'abort');
        },
      },
      'old',
      stop.signal,
    ),
  );
  onTestFinished(async () => {
    stop.abort();
    await Promise.all(loops);
  });
  const taken: string[][] = [];
  const renew = () => renewals.renew(config, strategy, async () => void taken.push([...begun]));
  return { renew, busy, begun, taken, beginsAgain: (chain: string) => once(beginnings, `${chain} old`) };
}

const both = ['base old', 'arbitrum old'];

test('default: all loops of a strategy begin again with what was opened, and none of them runs between', async () => {
  const { renew, begun, taken } = kept();
  await renew();
  await expect.poll(() => begun).toEqual([...both, 'base new', 'arbitrum new']);
  expect(taken).toEqual([both]);
});

test('invariant: while a tick goes on, the other chains are kept: whole or not at all, and again once it is over', async () => {
  const { renew, busy, begun, taken, beginsAgain } = kept(100);
  const tick = new AbortController();
  onTestFinished(() => tick.abort());
  busy.set('arbitrum', tick.signal);
  const idleGoesOn = beginsAgain('base');
  await expect(renew()).rejects.toMatchObject({
    retryable: true,
    message: expect.stringContaining('a tick of arbitrum'),
  });
  await idleGoesOn;
  // Not held up again for the same tick.
  await expect(renew()).rejects.toThrow('not kept on every chain of it yet');
  expect([begun, taken]).toEqual([[...both, 'base old'], []]);

  const slowGoesOn = beginsAgain('arbitrum');
  busy.clear();
  tick.abort();
  await slowGoesOn;
  expect(begun).toEqual([...both, 'base old', 'arbitrum old']);
});
