import type { Shock } from '../../model/scenarios.js';

/**
 * Bad days that had a name. Every figure is either sourced or says that it is assumed.
 *
 * - Prices: ETH and BTC are hourly closes 24 hours apart, the worst of those days, in ETH/USDT and BTC/USDT candles; where a
 *   source reports them instead, it is named. `otherMoves` is for what is neither named nor measured: a round figure somewhat worse
 *   than ETH's, assumed.
 * - Vols: one factor for all expiries, of a 30-day implied vol at its height to what it was before. Short expiries rise more and
 *   long ones less.
 * - Drain: venues charged what they always do, so fees are 1. Gas is sourced where said. Impact is assumed everywhere: books that
 *   thin out to a fifth multiply it by five.
 */
export const historicalShocks: readonly Shock[] = [
  {
    name: 'march-2020',
    describe:
      '12 March 2020, the pandemic: half of everything within a day, and a chain too busy to save what could be saved',
    source: [
      'ETH and BTC: hourly closes of 12 March 01:00 to 13 March 01:00 UTC (lows -54 % and -53 %)',
      'vol: Skew, 65 % on 10 March (https://u.today/bitcoin-btc-options-volumes-record-new-all-time-high-as-volatility-surges) to 184 % on 16 March, one month at the money (https://ohnocrypto.com/2020/03/bitcoins-implied-volatility-drops-but.html)',
      'gas: about 10 gwei to over 100 (https://cryptocoinsecrets.blogspot.com/2020/03/ethereum-gas-prices-surged-900-amid.html)',
      'SOL did not trade yet: assumed as other assets, and impact assumed',
    ].join('; '),
    moves: { BTC: -0.47, ETH: -0.48 },
    otherMoves: -0.5,
    volFactor: 2.8,
    hours: 24,
    drain: { fees: 1, impact: 5, gas: 10 },
  },
  {
    name: 'may-2021',
    describe: '19 May 2021: leverage unwound in half a day, with the highest gas there ever was',
    source: [
      'ETH: hourly closes of 19 May 00:00 to 20 May 00:00 UTC (low -46 %), BTC: of 18 May 12:00 to 19 May 12:00 (low -35 %)',
      'vol: BTC at the money to about 150 % (https://tokeninsight.com/en/research/market-analysis/ti-weekly-options-market-don-t-panic), before it 90 %, assumed',
      'gas: 1 500 to 1 700 gwei for an hour (https://cointelegraph.com/news/fallout-ethereum-fees-skyrocketed-as-traders-raced-to-unwind-leveraged-positions), about 100 before, assumed',
      'SOL, others and impact assumed',
    ].join('; '),
    moves: { BTC: -0.2, ETH: -0.33, SOL: -0.35 },
    otherMoves: -0.4,
    volFactor: 1.7,
    hours: 24,
    drain: { fees: 1, impact: 3, gas: 15 },
  },
  {
    name: 'june-2022',
    describe: '13 June 2022: Celsius stopped withdrawals, and lenders fell one after the other',
    source: [
      'ETH: hourly closes of 12 June 14:00 to 13 June 14:00 UTC (low -25 %), BTC: of 13 June 01:00 to 14 June 01:00 (low -21 %)',
      'SOL: at least -16 % (https://fortune.com/2022/06/13/crypto-markets-down-12-percent-may-inflation-solana-dogecoin-bitcoin-ether)',
      'vol: BTC one month from about 70 % to about 130 % on 15 June (https://insights.deribit.com/industry/crypto-options-market-update-time-to-btfd-or-sell-vols/)',
      'others, impact and gas assumed',
    ].join('; '),
    moves: { BTC: -0.19, ETH: -0.21, SOL: -0.16 },
    otherMoves: -0.25,
    volFactor: 1.85,
    hours: 24,
    drain: { fees: 1, impact: 2, gas: 4 },
  },
  {
    name: 'november-2022',
    describe: '8 and 9 November 2022: FTX failed, and whatever it had held was sold',
    source: [
      'ETH and BTC: hourly closes of 8 November 16:00 to 9 November 16:00 UTC (low of ETH -28 %, of BTC from the day before -19 %)',
      'SOL: -58 % in four days, taken as -45 % in the worst one, assumed (https://www.coindesk.com/markets/2022/11/10/sol-market-in-the-state-of-panic-record-volatility-and-put-demand-suggests)',
      'vol: BTC 30 days at 95 % (the same), from about 50 % (Kaiko, https://finbold.com/bitcoins-volatility-doubles-in-a-week-mimicking-ftx-tokens-moves-data-reveals), of SOL at 190 %',
      'others, impact and gas assumed',
    ].join('; '),
    moves: { BTC: -0.16, ETH: -0.24, SOL: -0.45 },
    otherMoves: -0.3,
    volFactor: 1.9,
    hours: 24,
    drain: { fees: 1, impact: 3, gas: 5 },
  },
  {
    name: 'august-2024',
    describe: '5 August 2024: the yen was bought back, and everything else sold, over a weekend',
    source: [
      'ETH: hourly closes of 4 August 12:00 to 5 August 12:00 UTC (low -28 %)',
      'BTC: over -16 % in 24 hours (https://forklog.com/en/news/bitcoin-falls-below-50000-as-ethereum-dips-under-2200/amp)',
      'SOL: from 145 to 111 (https://thecryptonewyork.com/solanas-price-drops-by-20-as-over-1-billion-in-cryptocurrency-trading-positions-is-wiped-out-due-to-market-turmoil)',
      'vol: Volmex 30 days, BTC 59.65 % to 89.04 %, ETH 59.78 % to 102.33 %: the larger (https://charts.volmex.finance/symbol/BVIV)',
      'gas: 350 gwei against a few before, on average 116 in the week (https://cryptonewsland.com/ethereum-crashes-to-nearly-2100-gas/), taken as ten times, assumed',
      'others and impact assumed',
    ].join('; '),
    moves: { BTC: -0.16, ETH: -0.24, SOL: -0.23 },
    otherMoves: -0.25,
    volFactor: 1.7,
    hours: 24,
    drain: { fees: 1, impact: 3, gas: 10 },
  },
  {
    name: 'october-2025',
    describe: '10 October 2025: order books emptied for minutes, and more was liquidated than ever before',
    source: [
      'ETH: hourly closes of 10 October 01:00 to 11 October 01:00 UTC are -15 %, but liquidations happened at the low, so that is taken: -22 %',
      'BTC and SOL: -12 % and -24.6 % at the low, others -54 % to -70 % (https://www.crowdfundinsider.com/2025/10/254479-bitcoin-and-crypto-markets-make-recovery-after-19b-wipeout-but-more-turbulence-ahead-report-claims/)',
      'vol: Volmex BTC 30 days, 40 % to 60 % (https://www.coindesk.com/markets/2025/10/22/bitcoin-volatility-remains-sticky-while-vix-reverses-oct-10-surge)',
      'depth: books nearly empty near the mid for minutes (https://research.kaiko.com/insights/when-october-surprise-meets-crypto-liquidity-drought), that as ten times the impact is assumed, and so is gas',
    ].join('; '),
    moves: { BTC: -0.12, ETH: -0.22, SOL: -0.246 },
    otherMoves: -0.54,
    volFactor: 1.5,
    hours: 14,
    drain: { fees: 1, impact: 10, gas: 5 },
  },
];
