/**
 * Prices many European options at once. Two makes of one thing, WebAssembly SIMD and plain JavaScript, which agree to the last
 * few bits; `chooseKernel` takes the faster that runs here.
 *
 * Generalised Black-Scholes with a cost of carry b: forward = spot × exp(b × years), discount = exp(-rate × years).
 * b = rate is Black-Scholes on a spot without yield, b = rate - yield one with staking yield, b = 0 is Black-76 on a future.
 * Expired, without vol, without spot or strike: discounted intrinsic value; never NaN while inputs are finite.
 *
 * Room for perpetual options: an everlasting option, which pays mark less payoff once a period, is worth the sum of European ones that
 * expire after 1, 2, 3… periods, weighted ½, ¼, ⅛… (White and Bankman-Fried, "Everlasting Options", 2021). So it needs no loop of its
 * own: whoever fills columns writes it as some thirty rows, with the weight as a factor on quantity, and adds their outputs up.
 */
export interface PricingKernel {
  readonly name: 'wasm-simd' | 'javascript';
  /** Columns of `size` options each. What is in them lives until they are freed with the kernel; reuse them. */
  optionColumns(size: number): OptionColumns;
  /** Fills every output column for the first `count` options. */
  greeks(columns: OptionColumns, count: number): void;
  /** Columns for `size` options of one underlying and `scenarios` scenarios with one passing of time. */
  scenarioColumns(size: number, scenarios: number): ScenarioColumns;
  /** Adds to `value[s]` the worth of all options in scenario `s`. */
  revalue(columns: ScenarioColumns, options: number, scenarios: number): void;
}

/** Inputs and outputs, one entry an option. */
export interface OptionColumns {
  spot: Float64Array;
  strike: Float64Array;
  years: Float64Array;
  /** Annualised, 1 = 100 %. */
  vol: Float64Array;
  /** Continuously compounded discount rate. */
  rate: Float64Array;
  /** Cost of carry. */
  carry: Float64Array;
  /** +1 call, -1 put. */
  right: Float64Array;
  price: Float64Array;
  delta: Float64Array;
  gamma: Float64Array;
  /** Per 1.00 of vol. */
  vega: Float64Array;
  /** Per year of passing time. */
  theta: Float64Array;
  /** Per 1.00 of rate, the forward's growth moving with it (b moves with r). */
  rho: Float64Array;
  /** d delta / d vol. */
  vanna: Float64Array;
  /** d vega / d vol. */
  volga: Float64Array;
  /** d delta / d passing time, per year. */
  charm: Float64Array;
}

/** For revaluation: options of one underlying, and scenarios in which the same time passes. */
export interface ScenarioColumns {
  /** Per option: USD. */
  strike: Float64Array;
  /** Per option: ln of spot (now), such that a scenario's spot is exp(logSpot + move). */
  logSpot: Float64Array;
  /** Per option: years left once the scenario's time has passed; 0 or less is expired. */
  years: Float64Array;
  vol: Float64Array;
  /** Per option: change of vol per log-move of spot, before the factor. */
  volPerLogSpot: Float64Array;
  rate: Float64Array;
  carry: Float64Array;
  right: Float64Array;
  /** Per option: signed units; 0 counts for nothing. */
  quantity: Float64Array;
  /** Per scenario: log-change of spot. */
  move: Float64Array;
  /** Per scenario: factor on vol. */
  volFactor: Float64Array;
  /** Per scenario, in and out: USD. */
  value: Float64Array;
}
