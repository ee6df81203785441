import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type AaveLab, createAaveLab } from '../src/lab/aaveLab.js';
import { createLab, createWholeLab, type Lab, type LabOptions, type WholeLab } from '../src/lab/lab.js';

/**
 * One lab for the test file, as it was built before each of its tests:
 *
 *     const lab = useLab();
 *     test('default', async () => { await lab().createAccount({ USDC: 1000 }); });
 */
export const useLab = (options: LabOptions = {}): (() => Lab) => useMade(() => createLab(options));

/** The same with every protocol that there is. */
export const useWholeLab = (options: LabOptions = {}): (() => WholeLab) => useMade(() => createWholeLab(options));

/** Nothing but Aave V3: what tests of it alone take. */
export const useAaveLab = (): (() => AaveLab) => useMade(createAaveLab);

/** The same with whatever is made. */
export function useMade<Made extends Pick<Lab, 'snapshot' | 'revert' | 'stop'>>(
  create: () => Promise<Made>,
): () => Made {
  let lab: Made | undefined;
  let clean: `0x${string}` | undefined;
  beforeAll(async () => {
    lab = await create();
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
