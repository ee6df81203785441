import type { CollateralProblem, ProblemReduction, ProblemSwap, ProblemWay } from '../problem.js';

/** Uniform in [0, 1), the same from the same seed (mulberry32, Tommy Ettinger 2017). */
export function drawsOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A few accounts, two tokens, and two to four movements: small enough for every corner to be looked at. */
export function randomProblem(seed: number): CollateralProblem {
  const draw = drawsOf(seed);
  const between = (low: number, high: number) => low + (high - low) * draw();
  const chance = (share: number) => draw() < share;
  const accounts = Array.from({ length: 1 + Math.floor(draw() * 3) }, (_, i) => {
    const maintenance = between(200, 2_000);
    const health = chance(0.35) ? between(0.9, 1.15) : between(1.15, 2.8);
    return {
      id: `account ${i}`,
      equity: health * maintenance,
      maintenance,
      floor: between(1.2, 1.6),
      rank: i,
      survive: health < 1.15 ? 1.15 : null,
      target: health < 1.8 ? 1.8 : null,
    };
  });
  const wallet = [
    { symbol: 'USDC', balance: chance(0.2) ? 0 : between(0, 2_500), keep: chance(0.4) ? between(0, 800) : 0, price: 1 },
    {
      symbol: 'WETH',
      balance: chance(0.2) ? 0 : between(0, 1.2),
      keep: chance(0.3) ? between(0, 0.4) : 0,
      price: 2_000,
    },
  ];
  const count = 2 + Math.floor(draw() * 2.4);
  const ways: ProblemWay[] = [];
  const swaps: ProblemSwap[] = [];
  const reductions: ProblemReduction[] = [];
  for (let i = 0; i < count; i++) {
    const account = accounts[Math.floor(draw() * accounts.length)]?.id ?? '';
    const token = wallet[Math.floor(draw() * 2)] ?? wallet[0];
    if (!token) continue;
    const { symbol, price } = token;
    const fixed = chance(0.6) ? between(0, 6) : 0;
    const least = chance(0.25) ? between(5, 200) : 0;
    const kind = draw();
    if (kind < 0.2 && !swaps.length) {
      const [from, to, rate] = chance(0.5) ? ['WETH', 'USDC', 2_000] : ['USDC', 'WETH', 1 / 2_000];
      const width = between(100, 1_200) / (from === 'WETH' ? 2_000 : 1);
      const [first, second] = [between(0.985, 0.9995), between(0.93, 0.98)];
      const points = [
        { in: width, out: width * rate * first },
        { in: 3 * width, out: width * rate * (first + 2 * second) },
      ];
      swaps.push({ id: `${i}`, from, to, points, fixed, least: least / (from === 'WETH' ? 2_000 : 1) });
    } else if (kind < 0.4) {
      const relief = between(0.03, 0.08);
      reductions.push({
        id: `${i}`,
        account,
        most: between(1_000, 20_000),
        equity: -between(0.0002, 0.002),
        maintenance: -relief,
        variable: between(0.0005, 0.003),
        fixed,
        least,
      });
    } else {
      const weight = between(0.7, 1);
      const drawn = draw();
      const outs = drawn < 0.25;
      const loan = chance(0.3);
      ways.push({
        id: `${i}`,
        account,
        token: symbol,
        kind: outs ? (loan ? 'borrow' : 'removeCollateral') : loan ? 'repay' : 'addCollateral',
        most: between(200, 3_000) / price,
        equity: loan ? 0 : (outs ? -weight : weight) * price,
        maintenance: loan ? (outs ? price : -price) : 0,
        variable: between(0, 0.004) * price,
        fixed,
        least: least / price,
      });
    }
  }
  return { accounts, wallet, ways, swaps, reductions };
}
