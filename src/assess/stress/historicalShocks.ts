import type { Underlying } from '../../model/instrument.js';
import type { Shock } from '../../model/scenarios.js';
import { fallOf, measuredFalls } from './measuredFalls.js';

/**
 * Bad days that had a name. What is neither measured nor found in the source that is named says that it is assumed.
 *
 * - Prices: the deepest fall within 24 hours, at the low, for all six days alike. Measured on hourly candles where there are any
 *   (`measuredFalls`); elsewhere what a source tells of 24 hours or less, of the low where it tells that.
 * - `otherMoves` is for what is not named: a round figure somewhat worse than ETH's, assumed, unless a source is named.
 * - Vols: one factor for all expiries, of an implied vol of about 30 days at its height to what it was before. Short expiries rise
 *   more and long ones less.
 * - Drain: fees stay as they are (assumed), gas as said, and impact is assumed everywhere: books that thin out to a fifth multiply it
 *   by five.
 */
export const historicalShocks: readonly Shock[] = [
  historical({
    name: 'march-2020',
    describe:
      '12 March 2020, the pandemic: half of everything within a day, and a chain too busy to save what could be saved',
    sources: [
      'SOL did not trade yet: assumed as others, -55 %, assumed',
      'vol: BTC one month, 65 % on 9 March (Skew, https://www.altcoinbuzz.io/finance-and-funding/all-time-high-bitcoin-options-volumes-breaks-the-records/) to 184 % on 16 March, at the money (Skew, https://ohnocrypto.com/2020/03/bitcoins-implied-volatility-drops-but.html)',
      'gas: from about 10 gwei to over 100 (https://cryptocoinsecrets.blogspot.com/2020/03/ethereum-gas-prices-surged-900-amid.html)',
      'impact assumed',
    ],
    moves: {},
    otherMoves: -0.55,
    volFactor: 2.8,
    drain: { fees: 1, impact: 5, gas: 10 },
  }),
  historical({
    name: 'may-2021',
    describe: '19 May 2021: leverage unwound in half a day, and liquidators outbid each other for gas',
    sources: [
      'SOL: assumed as ETH; others -50 %, assumed',
      'vol: BTC at the money to about 150 % (https://tokeninsight.com/en/research/market-analysis/ti-weekly-options-market-don-t-panic), from 90 %, assumed',
      'gas: 1 500 to 1 700 gwei for an hour (https://www.fxstreet.com/cryptocurrencies/news/fallout-ethereum-fees-skyrocketed-as-traders-raced-to-unwind-leveraged-positions-202105200728), from about 100, assumed',
      'impact assumed',
    ],
    moves: { SOL: -0.45 },
    otherMoves: -0.5,
    volFactor: 1.7,
    drain: { fees: 1, impact: 3, gas: 15 },
  }),
  historical({
    name: 'june-2022',
    describe: '13 June 2022: Celsius stopped withdrawals, and lenders fell one after the other',
    sources: [
      'SOL: -18.9 % (https://www.iheart.com/content/2022-06-13-crypto-market-drops-below-1-trillion-bitcoin-at-lowest-levels-since-2020/); others -30 %, assumed',
      'vol: assumed as in November 2022',
      'gas and impact assumed',
    ],
    moves: { SOL: -0.19 },
    otherMoves: -0.3,
    volFactor: 1.9,
    drain: { fees: 1, impact: 2, gas: 4 },
  }),
  historical({
    name: 'november-2022',
    describe: '8 and 9 November 2022: FTX failed, and whatever it had held was sold',
    sources: [
      'SOL: from 31.06 to 16.47 in less than 24 hours (https://www.stl.news/biggest-movers-ftt-fire-sale-sends-token-over-70-lower-sol-also-falls-significantly/563829/); others -30 %, assumed',
      'vol: BTC 30 days to 95 %, SOL to 190 % (Amberdata, https://www.coindesk.com/markets/2022/11/10/sol-market-in-the-state-of-panic-record-volatility-and-put-demand-suggests/), BTC from 50 %, of shorter expiries (Kaiko, https://finbold.com/bitcoins-volatility-doubles-in-a-week-mimicking-ftx-tokens-moves-data-reveals)',
      'gas: ten times, up to 318 gwei (https://cryptonews.com/news/ethereum-gas-fees-skyrocket-10x-amid-on-chain-panic-heres-what-you-need-to-know.htm)',
      'impact assumed',
    ],
    moves: { SOL: -0.47 },
    otherMoves: -0.3,
    volFactor: 1.9,
    drain: { fees: 1, impact: 3, gas: 10 },
  }),
  historical({
    name: 'august-2024',
    describe: '5 August 2024: the yen was bought back, and everything else sold, over a weekend',
    sources: [
      'BTC: -17 % in 24 hours, to about 49 700 (https://thebittimes.com/bitcoin-now-below-50k-amid-major-crypto-market-crash-tbt98700.html)',
      'SOL: from 145 to 111 (https://coinjournal.net/news/solana-plummets-to-near-110-amid-1-billion-crypto-liquidation); others -30 %, assumed',
      'vol: 30 days, BTC 59.65 % to 89.04 %, ETH 59.78 % to 102.33 %: the larger (Volmex, https://charts.volmex.finance/symbol/BVIV)',
      'gas: 350 gwei, on average 116 in the week before (https://cryptonewsland.com/ethereum-crashes-to-nearly-2100-gas/), that as ten times a quiet day is assumed',
      'impact assumed',
    ],
    moves: { BTC: -0.17, SOL: -0.23 },
    otherMoves: -0.3,
    volFactor: 1.7,
    drain: { fees: 1, impact: 3, gas: 10 },
  }),
  historical({
    name: 'october-2025',
    describe: '10 October 2025: order books emptied for minutes, and more was liquidated than ever before',
    sources: [
      'BTC and SOL: -12 % and -24.6 % (Derive, https://globalstocknews.org/?p=695590)',
      'others: many -30 % to -40 % or more (https://ts2.tech/en/crypto-carnage-20b-vanishes-as-bitcoin-plummets-will-it-rebound), -40 % is assumed of it',
      'vol: BTC 30 days, 40 % to 60 % (Volmex, https://pakinomist.com/bitcoin-btc-analysis-volatility-remains-high)',
      'impact: books nearly empty near the mid for minutes (Kaiko, https://research.kaiko.com/insights/when-october-surprise-meets-crypto-liquidity-drought), that as ten times is assumed, and so is gas',
    ],
    moves: { BTC: -0.12, SOL: -0.25 },
    otherMoves: -0.4,
    volFactor: 1.5,
    drain: { fees: 1, impact: 10, gas: 5 },
  }),
];

interface NamedDay extends Omit<Shock, 'source' | 'hours'> {
  /** Of what is not measured, a sentence each. */
  sources: readonly string[];
}

function historical({ sources, ...day }: NamedDay): Shock {
  const falls = Object.entries(measuredFalls[day.name] ?? {});
  const measured: Record<Underlying, number> = Object.fromEntries(falls.map(([name, fall]) => [name, fallOf(fall)]));
  const said = falls.map(
    ([name, { close, closedIn, low, lowIn }]) =>
      `${name}: from ${close}, the close of the hour of ${utc(closedIn)}, to ${low} in the hour of ${utc(lowIn)} (hourly candles in USDT)`,
  );
  return { ...day, source: [...said, ...sources].join('; '), moves: { ...measured, ...day.moves }, hours: 24 };
}

function utc(hour: string): string {
  return `${hour.slice(0, 10)} ${hour.slice(11, 16)} UTC`;
}
