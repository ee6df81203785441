import { parseUnits } from 'viem';
import type { LabAccount } from '../../../lab/accounts.js';
import { LabError } from '../../../lab/errors.js';
import { createGmxLab, type GmxLab } from '../../../lab/gmx/gmxLab.js';
import type { KeeperMode } from '../../../lab/gmx/keeper.js';
import { type Customers, createCustomers } from './gmxCustomers.js';
import { isAtWork, moodAt } from './gmxMoods.js';
import type { StageOptions } from './stage.js';
import { type Act, calmSeconds, moveSeconds, type Stage, type Step } from './stage.js';

/** The short at the start, ETH, which levels as much in the wallet; and its margin in USDC: a tenth. */
const size = 12;
const margin = 2_400;
const funds = { WETH: size, USDC: 42_400 };
/** Further than this the market does not move between two blocks. */
const largestMove = 0.02;
/** After this the strategy's cooldown lets a rule try again. */
const retry = 130;

/**
 * A stand-in of GMX V2, where a transaction only asks and GMX's keepers carry out. ETH in the wallet grows as the market
 * falls and shrinks as it rises: those whom the account trades with know better.
 */
export async function openGmxStage(options: StageOptions): Promise<Stage> {
  const lab = await createGmxLab(options);
  try {
    const guarded = await holdBook(lab);
    const unguarded = await holdBook(lab);
    const customers = await createCustomers(lab, [guarded, unguarded], { start: options.price, held: size });
    return stageOf(lab, guarded, unguarded, customers);
  } catch (error) {
    await lab.stop();
    throw error;
  }
}

async function holdBook(lab: GmxLab): Promise<LabAccount> {
  const account = await lab.createAccount(funds);
  const { key } = await lab.placeOrder(account.address, {
    orderType: marketIncrease,
    isLong: false,
    collateral: 'USDC',
    collateralDelta: parseUnits(String(margin), 6),
    sizeDeltaUsd: parseUnits(String(size * lab.price()), 30),
  });
  const { outcome, reason } = await lab.keeper.execute(key);
  if (outcome !== 'executed') throw new LabError('The book cannot be opened', { facts: [reason ?? outcome] });
  return account;
}

/** Order.OrderType of GMX's contracts. */
const marketIncrease = 2;

function stageOf(lab: GmxLab, guarded: LabAccount, unguarded: LabAccount, customers: Customers): Stage {
  const { chainId, url, wsUrl, publicClient, testClient, stop } = lab;
  let mode: KeeperMode = 'prompt';
  const behave = (next: KeeperMode) => {
    mode = next;
    lab.keeper.run(next);
  };
  behave('prompt');

  async function wakeUp(): Promise<void> {
    behave('prompt');
    await lab.advance(5);
  }
  const pass = (seconds: number): Act => ({ seconds, play: () => lab.advance(seconds) });
  return {
    ...{ chainId, url, wsUrl, publicClient, testClient, stop },
    tokens: { ...lab.tokens },
    venues: lab.venues,
    strategy: 'gmx-book.yaml',
    personal: {
      ...{ side: 'sell', quantity: '0.1', instrument: 'gmx-v2 ETH/USD', ordType: 'market' },
      ...{ leverage: '3', text: 'a little less ETH' },
    },
    first: 'rallies',
    guarded,
    unguarded,
    price: lab.price,
    async acts(step) {
      const mood = moodAt(step.number, step.of);
      const trade: Act = {
        ...(mood ? { says: mood.says } : {}),
        async play() {
          if (mood) behave(mood.mode);
          await customers.trade();
        },
      };
      const wake: Act[] = mood ? [pass(mood.lasts), { ...pass(5), says: mood.wakes, play: wakeUp }, pass(retry)] : [];
      const funding: Act = { play: () => payFunding(lab, [guarded, unguarded]) };
      const calm = [pass(calmSeconds), ...(paysFunding(step) ? [funding] : [])];
      return [...calm, trade, ...wake, ...movesTo(lab, step.price)];
    },
    async liquidate({ address }) {
      const done = await lab.liquidate(address);
      return done.map(({ isLong, hash }) => ({ venue: 'gmx-v2', what: `ETH/USD ${isLong ? 'long' : 'short'}`, hash }));
    },
    isSettled: ({ readings }) =>
      !isAtWork(mode) ||
      !readings.some(({ orders = [] }) =>
        orders.some(({ ordType, status, overdue }) => ordType === 'Market' && status === 'New' && !overdue),
      ),
  };
}

/** In steps so small that nobody is liquidated who had time to act. */
function movesTo(lab: GmxLab, price: number): Act[] {
  const from = lab.price();
  const count = Math.max(1, Math.ceil(Math.abs(Math.log(price / from)) / Math.log(1 + largestMove)));
  const seconds = Math.max(1, Math.floor(moveSeconds / count));
  return Array.from({ length: count }, (_, i) => {
    const next = i + 1 === count ? price : Number((from * (price / from) ** ((i + 1) / count)).toFixed(2));
    return { seconds, play: () => lab.moveMarket(next, { seconds }) };
  });
}

/** Longs pay shorts, once: an account claims when it is worth it. */
const paysFunding = ({ number, of }: Step): boolean => Math.round(0.3 * of) === number;

async function payFunding(lab: GmxLab, accounts: readonly LabAccount[]): Promise<void> {
  for (const { address } of accounts) await lab.controls.creditFunding(address, { USDC: parseUnits('45', 6) });
}
