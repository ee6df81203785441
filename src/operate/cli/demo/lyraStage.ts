import { standardBook, standardFunds } from '../../../lab/book.js';
import { createLab, type Lab } from '../../../lab/lab.js';
import type { StageOptions } from './stage.js';
import { calmSeconds, moveSeconds, type Stage } from './stage.js';

/** Lyra Avalon and Perp V2, where an order is carried out by its own transaction. */
export async function openLyraStage(options: StageOptions): Promise<Stage> {
  const lab = await createLab(options);
  try {
    const guarded = await holdBook(lab);
    return stageOf(lab, guarded, await holdBook(lab));
  } catch (error) {
    await lab.stop();
    throw error;
  }
}

async function holdBook(lab: Lab) {
  const account = await lab.createAccount(standardFunds);
  await lab.openBook(account, standardBook);
  return account;
}

const stageOf = (lab: Lab, guarded: Stage['guarded'], unguarded: Stage['unguarded']): Stage => ({
  ...lab,
  tokens: { ...lab.tokens },
  strategy: 'options-book.yaml',
  personal: { side: 'buy', quantity: '0.1', instrument: 'perp-v2 ETH', ordType: 'market', text: 'a little more ETH' },
  first: 'falls',
  guarded,
  unguarded,
  acts: async ({ price }) => [
    { play: () => lab.advance(calmSeconds) },
    { play: () => lab.moveMarket(price, { seconds: moveSeconds }) },
  ],
  liquidate: ({ address }) => lab.liquidate([address]),
  isSettled: () => true,
});
