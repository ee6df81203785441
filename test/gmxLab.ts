import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createGmxLab, type GmxLab, type GmxLabOptions } from '../src/lab/gmx/gmxLab.js';

/** The first start on a machine compiles the contracts. */
const START_MS = 180_000;

/**
 * One GMX lab for the test file, as it was built before each of its tests:
 *
 *     const lab = useGmxLab();
 *     test('default', async () => { await lab().createAccount({ USDC: 1000 }); });
 */
export function useGmxLab(options: GmxLabOptions = {}): () => GmxLab {
  let lab: GmxLab | undefined;
  let clean: `0x${string}` | undefined;
  beforeAll(async () => {
    lab = await createGmxLab(options);
    clean = await lab.snapshot();
  }, START_MS);
  beforeEach(async () => {
    await lab?.keeper.stop();
    await lab?.tickers.behave({ kind: 'honest' });
    if (clean) await lab?.revert(clean);
  });
  afterAll(async () => {
    await lab?.stop();
  });
  return () => {
    if (!lab) throw new Error('The lab is there inside tests and hooks only');
    return lab;
  };
}
