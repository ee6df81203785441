import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createLab, type Lab, type LabOptions } from '../src/lab/lab.js';

/**
 * One lab for the test file, as it was built before each of its tests:
 *
 *     const lab = useLab();
 *     test('default', async () => { await lab().createAccount({ USDC: 1000 }); });
 */
export function useLab(options: LabOptions = {}): () => Lab {
  let lab: Lab | undefined;
  let clean: `0x${string}` | undefined;
  beforeAll(async () => {
    lab = await createLab(options);
    clean = await lab.snapshot();
  });
  beforeEach(async () => {
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
