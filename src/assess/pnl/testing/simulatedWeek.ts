import type { Option, Token } from '../../../model/instrument.js';
import type { CollateralToken, MarginAccount } from '../../../model/marginAccount.js';
import { healthOf } from '../../../model/marginAccount.js';
import type { Fill } from '../../../model/order.js';
import type { Position } from '../../../model/position.js';
import { secondsPerYear } from '../../../model/time.js';
import { amountFromFloat, fromFloat, unixSeconds, ZERO } from '../../../model/units.js';
import { optionGreeks } from '../../blackScholes.js';
import type { PnlEvents, PnlFill, PnlSide } from '../pnlSide.js';
import { createDice, type Dice } from './dice.js';
import { createSimulatedMarket, type SimulatedMarket } from './simulatedMarket.js';

/** One sample of a simulated book, what happened since the one before, and the truth, which no Greek was asked for. */
export interface SimulatedSample {
  side: PnlSide;
  /** Since the sample before; of the first: none. */
  events: PnlEvents;
  /** USD: what the book is worth, by its own books and full revaluation. */
  worth: number;
  /** USD that the operator has brought less what he took, since the start. */
  brought: number;
  /** USD that gas has cost since the start. */
  gas: number;
}

const account = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const day = 86_400;
const rate = 0.03;
const dollar: CollateralToken = { symbol: 'USDC', address: account, decimals: 6, price: fromFloat(1, 'down') };

interface SimulatedOption {
  id: string;
  name: string;
  right: 'call' | 'put';
  strike: number;
  expiry: number;
  quantity: number;
  /** USD that backs a short. */
  collateral: number;
  /** USD to be collected, once it is settled. */
  claim: number | null;
}

interface SimulatedPerp {
  quantity: number;
  /** USD paid for it, less what was received. */
  cost: number;
}

/** Seven days from a midnight, sampled as a recorder would: at uneven steps of minutes to an hour. */
export function simulateWeek(seed: number): SimulatedSample[] {
  const dice = createDice(seed);
  const market = createSimulatedMarket(dice);
  const book = createBook(dice, market);
  const stepMinutes = [5, 10, 20, 45, 60][Math.floor(dice.uniform() * 5)] ?? 30;
  const samples: SimulatedSample[] = [book.sample([])];
  let fills: { minute: number; fill: Fill }[] = [];
  let sampledAt = 0;
  let next = 0;
  for (let minute = 1; minute <= 7 * 1440; minute++) {
    market.pass();
    fills.push(...book.pass(minute).map((fill) => ({ minute, fill })));
    // The last sample of each day is on its end, so that days are compared with days.
    if (minute < next && minute % 1440 !== 0) continue;
    const since = sampledAt;
    samples.push(
      book.sample(
        fills.map(
          (one): PnlFill => ({
            share: (one.minute - since) / (minute - since),
            fill: one.fill,
            position: null,
            by: 'ballast',
          }),
        ),
      ),
    );
    fills = [];
    sampledAt = minute;
    next = minute + Math.max(1, Math.round(stepMinutes * dice.between(0.6, 1.4)));
  }
  return samples;
}

function createBook(dice: Dice, market: SimulatedMarket) {
  const start = 1_735_689_600 + 7 * day * Math.floor(dice.between(0, 50));
  let now = start;
  let wallet = 400_000;
  const weth = 20;
  let margin = 150_000;
  /** Funding paid and fees, since the start. */
  let paid = 0;
  let brought = 0;
  let gasUsd = 0;
  let gasSince = 0;
  let count = 0;
  const perps: Record<string, SimulatedPerp> = {};
  let options: SimulatedOption[] = [];

  const spotOf = (name: string) => market.spot[name] ?? Number.NaN;
  const perpMark = (name: string) => spotOf(name) * (1 + (market.basis[name] ?? 0));
  const volOf = ({ name, strike }: SimulatedOption) => (market.vol[name] ?? 0) * market.smile(name, strike);
  const markOf = (option: SimulatedOption) =>
    optionGreeks({
      spot: spotOf(option.name),
      strike: option.strike,
      years: Math.max(0, option.expiry - now) / secondsPerYear,
      vol: volOf(option),
      rate,
      right: option.right,
    }).price;

  function tradePerp(name: string, quantity: number): Fill {
    const perp = perps[name] ?? { quantity: 0, cost: 0 };
    const price = perpMark(name) * (1 + Math.sign(quantity) * dice.between(0, 0.0008));
    const fee = Math.abs(quantity) * price * 0.0005;
    perps[name] = { quantity: perp.quantity + quantity, cost: perp.cost + quantity * price };
    paid += fee;
    spendGas();
    return tradeFill(`perp-v2 ${name}`, name, quantity, price, fee);
  }

  function tradeOption(option: SimulatedOption, quantity: number): Fill {
    const price = markOf(option) * (1 + Math.sign(quantity) * dice.between(0, 0.01));
    const fee = Math.abs(quantity) * spotOf(option.name) * 0.0003;
    wallet -= quantity * price + fee;
    option.quantity += quantity;
    const collateral = option.quantity < 0 ? -option.quantity * spotOf(option.name) * 0.6 : 0;
    wallet -= collateral - option.collateral;
    option.collateral = collateral;
    options = [...options.filter((one) => one !== option), ...(option.quantity === 0 ? [] : [option])];
    spendGas();
    return tradeFill(instrumentOf(option).id, option.name, quantity, price, fee);
  }

  function spendGas() {
    gasSince += 0.0004;
    gasUsd += 0.0004 * spotOf('ETH');
  }

  function newOption(days: number): SimulatedOption {
    const name = dice.chance(0.6) ? 'ETH' : 'BTC';
    count += 1;
    return {
      id: `lyra #${count}`,
      name,
      right: dice.chance(0.5) ? 'call' : 'put',
      strike: Number((spotOf(name) * dice.between(0.85, 1.15)).toPrecision(3)),
      // At 08:00, which falls into the middle of a day, and of a step.
      expiry: start + Math.floor((now - start) / day + days) * day + 8 * 3600,
      quantity: 0,
      collateral: 0,
      claim: null,
    };
  }

  /** Units that are usual in this underlying. */
  const size = (name: string) => (name === 'ETH' ? 1 : 1 / 20) * dice.between(2, 12);

  for (const name of market.names) {
    const quantity = (dice.chance(0.5) ? 1 : -1) * size(name);
    perps[name] = { quantity, cost: quantity * perpMark(name) };
  }
  for (const days of [1, 2, 3, 4, 5, 12, 30, 30, 90]) {
    const option = newOption(days);
    option.quantity = (dice.chance(0.4) ? 1 : -1) * size(option.name);
    option.collateral = option.quantity < 0 ? -option.quantity * spotOf(option.name) * 0.6 : 0;
    options.push(option);
  }

  function settle(option: SimulatedOption) {
    const payoff = Math.max(0, (option.right === 'call' ? 1 : -1) * (spotOf(option.name) - option.strike));
    const due = option.quantity > 0 ? option.quantity * payoff : option.collateral + option.quantity * payoff;
    option.claim = Math.max(0, due);
    // Half of them wait to be collected; others were collected by somebody before anybody looked.
    if (dice.chance(0.5)) collect(option);
  }

  function collect(option: SimulatedOption) {
    wallet += option.claim ?? 0;
    options = options.filter((one) => one !== option);
  }

  /** What happens in a minute: settlements, hedges, rolls, top-ups, and what the operator does by hand. */
  function pass(minute: number): Fill[] {
    now = start + minute * 60;
    const fills: Fill[] = [];
    for (const name of market.names) {
      const { quantity } = perps[name] ?? { quantity: 0 };
      paid += (quantity * perpMark(name) * (market.funding[name] ?? 0)) / 525_600;
    }
    for (const option of [...options]) {
      if (option.claim === null && now >= option.expiry) settle(option);
      else if (option.claim !== null && dice.chance(1 / 300)) collect(option);
    }
    if (dice.chance(1 / 180)) {
      const name = dice.chance(0.6) ? 'ETH' : 'BTC';
      fills.push(tradePerp(name, (dice.chance(0.5) ? 1 : -1) * size(name) * 0.3));
    }
    if (dice.chance(1 / 720)) {
      const option = newOption(dice.chance(0.5) ? 3 : 28);
      fills.push(tradeOption(option, (dice.chance(0.5) ? 1 : -1) * size(option.name)));
    }
    const held = options.filter(({ claim, expiry }) => claim === null && expiry - now > 3600);
    const [first] = held;
    if (first && dice.chance(1 / 1440)) fills.push(tradeOption(first, -first.quantity));
    if (dice.chance(1 / 1440)) {
      const amount = Math.round(dice.between(500, 3_000));
      wallet -= amount;
      margin += amount;
      spendGas();
      fills.push({
        kind: 'addCollateral',
        marginAccount: 'perp-v2 cross',
        token: 'USDC',
        decimals: 6,
        amount: amountFromFloat(amount, 6, 'down'),
      });
    }
    if (dice.chance(1 / (3 * 1440))) {
      const amount = Math.round(dice.between(-20_000, 40_000));
      wallet += amount;
      brought += amount;
    }
    if (dice.chance(1 / (5 * 1440))) margin += moveByHand(dice.between(500, 2_000));
    return fills;
  }

  /** From pocket to pocket, without an order. */
  function moveByHand(amount: number): number {
    wallet -= amount;
    return amount;
  }

  function sample(fills: readonly PnlFill[]): SimulatedSample {
    const pnlOf = ({ quantity, cost }: SimulatedPerp, name: string) => quantity * perpMark(name) - cost;
    const equity = margin - paid + market.names.reduce((sum, name) => sum + pnlOf(perps[name] ?? none, name), 0);
    const wethMark = spotOf('ETH');
    const worth =
      wallet +
      weth * wethMark +
      equity +
      options.reduce((sum, option) => sum + (option.claim ?? option.quantity * markOf(option) + option.collateral), 0);
    const side: PnlSide = {
      at: unixSeconds(now),
      block: BigInt(now - start),
      positions: [
        ...market.names.map((name) =>
          perpPosition(name, perps[name] ?? none, perpMark(name), market.funding[name] ?? 0),
        ),
        ...options.map((option) => optionPosition(option, markOf(option), volOf(option), spotOf(option.name))),
        tokenPosition('wallet USDC', null, wallet, 1),
        tokenPosition('wallet WETH', 'ETH', weth, wethMark),
      ],
      marginAccounts: [
        marginOf('perp-v2 cross', 'perp-v2', market.names, equity, margin),
        ...options
          .filter(({ claim, collateral }) => claim === null && collateral > 0)
          .map(({ id, name, collateral }) => marginOf(id, 'lyra', [name], collateral, collateral)),
      ],
      prices: { ...market.spot },
      heldByOrders: 0,
    };
    const events = { fills, gas: gasSince, gasToken: 'ETH' };
    gasSince = 0;
    return { side, events, worth, brought, gas: gasUsd };
  }

  return { pass, sample };
}

const none: SimulatedPerp = { quantity: 0, cost: 0 };

const tradeFill = (instrument: string, underlying: string, quantity: number, price: number, fee: number): Fill => ({
  kind: 'trade',
  instrument,
  underlying,
  side: quantity > 0 ? 'Buy' : 'Sell',
  quantity: fromFloat(Math.abs(quantity), 'down'),
  price: fromFloat(price, 'down'),
  fee: fromFloat(fee, 'down'),
});

const instrumentOf = ({ id, name, right, strike, expiry }: SimulatedOption): Option => ({
  kind: 'option',
  id: `lyra ${name} ${id} ${right}`,
  venue: 'lyra',
  underlying: name,
  expiry: unixSeconds(expiry),
  strike: fromFloat(strike, 'down'),
  right,
});

const perpPosition = (name: string, { quantity }: SimulatedPerp, mark: number, funding: number): Position => ({
  id: `perp-v2 ${name}`,
  venue: 'perp-v2',
  account,
  instrument: { kind: 'perpetual', id: `perp-v2 ${name}`, venue: 'perp-v2', underlying: name },
  quantity: fromFloat(quantity, 'down'),
  mark: fromFloat(mark, 'down'),
  value: ZERO,
  marginAccount: 'perp-v2 cross',
  pricing: null,
  carry: -quantity * mark * funding,
});

function optionPosition(option: SimulatedOption, mark: number, vol: number, spot: number): Position {
  if (option.claim !== null) return tokenPosition(option.id, null, option.claim, 1, 'lyra');
  return {
    id: option.id,
    venue: 'lyra',
    account,
    instrument: instrumentOf(option),
    quantity: fromFloat(option.quantity, 'down'),
    mark: fromFloat(mark, 'down'),
    value: fromFloat(option.quantity * mark, 'down'),
    marginAccount: option.quantity < 0 ? option.id : null,
    pricing: { vol, spot, rate },
  };
}

function tokenPosition(
  id: string,
  underlying: string | null,
  quantity: number,
  price: number,
  venue = 'wallet',
): Position {
  const symbol = id.split(' ')[1] ?? id;
  const instrument: Token = { kind: 'token', id, venue, symbol, address: account, decimals: 18, underlying };
  return {
    id,
    venue,
    account,
    instrument,
    quantity: fromFloat(quantity, 'down'),
    mark: fromFloat(price, 'down'),
    value: fromFloat(quantity * price, 'down'),
    marginAccount: null,
    pricing: null,
  };
}

function marginOf(
  id: string,
  venue: string,
  underlyings: readonly string[],
  equity: number,
  collateral: number,
): MarginAccount {
  const wad = fromFloat(equity, 'down');
  return {
    id,
    venue,
    account,
    positions: [id],
    underlyings,
    equity: wad,
    maintenance: ZERO,
    health: healthOf(wad, ZERO),
    notional: ZERO,
    collateral: dollar,
    collateralAmount: amountFromFloat(collateral, 6, 'down'),
  };
}
