import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createGmxLab, type GmxLab, type GmxLabOptions } from '../src/lab/gmx/gmxLab.js';

/** As `useLab`, with GMX V2: one for the test file, as it was built before each of its tests, and its keeper asleep. */
export function useGmxLab(options: GmxLabOptions = {}): () => GmxLab {
  let lab: GmxLab | undefined;
  let clean: `0x${string}` | undefined;
  beforeAll(async () => {
    lab = await createGmxLab(options);
    clean = await lab.snapshot();
  });
  beforeEach(async () => {
    await lab?.keeper.stop();
    if (clean) await lab?.revert(clean);
    await lab?.tickers.behave({ kind: 'honest' });
  });
  afterAll(async () => {
    await lab?.stop();
  });
  return () => {
    if (!lab) throw new Error('The lab is there inside tests and hooks only');
    return lab;
  };
}
