import { decodeFunctionResult, encodeFunctionData, parseAbi, parseEther } from 'viem';
import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import { createLyraTrader } from '../../../test/lyraTrader.js';
import { headOf } from '../../../test/perpV2Trader.js';
import { multicall3Address } from '../../model/multicall3.js';
import { toFloat, unixSeconds, wad } from '../../model/units.js';
import { createEndpoint } from '../../observe/endpoints/createEndpoint.js';
import { multicall } from '../../observe/multicall.js';
import { greeksAt, markOf, strikeVol } from './value.js';

const lab = useLab();

const abi = parseAbi([
  'struct Inputs { uint256 timeToExpirySec; uint256 volatilityDecimal; uint256 spotDecimal; uint256 strikePriceDecimal; int256 rateDecimal; }',
  'struct Prices { uint256 callPrice; uint256 putPrice; int256 callDelta; int256 putDelta; uint256 vega; uint256 stdVega; }',
  'function pricesDeltaStdVega_pub(Inputs bsInput) pure returns (Prices)',
]);

test("default: the contracts' own price, delta and vega, over spots and lives", async () => {
  const { detail } = await (await createLyraTrader(lab(), {})).read();
  const [market] = detail.markets;
  if (!market) throw new Error('no market');
  const head = await headOf(lab());
  const cases = [700, 1500, 1900, 2000, 2111.11, 2600, 4000].flatMap((spot) =>
    [60, 3600, 86_400, 20 * 86_400, 84 * 86_400, 365 * 86_400].flatMap((life) =>
      market.boards.flatMap((board) =>
        board.strikes.map((strike) => ({
          market: { ...market, spot: wad(parseEther(`${spot}`)) },
          listing: { strike, board: { ...board, expiry: unixSeconds(head.timestamp + life) } },
          life,
        })),
      ),
    ),
  );
  const calls = cases.map(({ market: at, listing, life }) => ({
    to: lab().contracts.lyra.TestBlackScholes.address,
    data: encodeFunctionData({
      abi,
      functionName: 'pricesDeltaStdVega_pub',
      args: [
        {
          timeToExpirySec: BigInt(life),
          volatilityDecimal: strikeVol(listing),
          spotDecimal: at.spot,
          strikePriceDecimal: listing.strike.price,
          rateDecimal: at.parameters.rateAndCarry,
        },
      ],
    }),
  }));
  const results = await multicall(createEndpoint(lab().url), multicall3Address, calls, head.hash);
  let compared = 0;
  cases.forEach(({ market: at, listing }, index) => {
    const data = results[index]?.data ?? '0x';
    const theirs = decodeFunctionResult({ abi, functionName: 'pricesDeltaStdVega_pub', data });
    for (const right of ['call', 'put'] as const) {
      const price = toFloat(wad(right === 'call' ? theirs.callPrice : theirs.putPrice));
      if (price <= 1e-6 * toFloat(at.spot)) continue;
      compared += 1;
      const mark = toFloat(markOf(at, listing, right, head.timestamp));
      expect(Math.abs(mark / price - 1)).toBeLessThan(1e-9);
      const { delta, vega } = greeksAt(at, listing, right, toFloat(strikeVol(listing)), head.timestamp);
      expect(delta).toBeCloseTo(toFloat(wad(right === 'call' ? theirs.callDelta : theirs.putDelta)), 9);
      expect(vega).toBeCloseTo(toFloat(wad(theirs.vega)), 8);
    }
  });
  expect(compared).toBeGreaterThan(400);
});
