/** What the strings mean that the router, its libraries and a pool revert with (v3-core 1.0, v3-periphery 1.4). */
export const errorMeanings: Readonly<Record<string, string>> = {
  'Too little received': 'the sale would bring less than its bound: the pool has moved, or somebody traded before it',
  'Too much requested': 'the purchase would cost more than its bound: the pool has moved, or somebody traded before it',
  'Transaction too old': 'it was mined after its deadline',
  STF: 'the token could not be pulled: balance or permission is too small',
  ST: 'the token could not be sent',
  TF: 'the pool could not send the token',
  SPL: 'the price limit is on the wrong side of the price',
  LOK: 'the pool is locked: it is in the middle of another swap',
  AS: 'nothing was to be swapped',
  IIA: 'the pool got less than the swap costs',
  LS: 'more liquidity would be taken out than there is',
  LA: 'more liquidity would be put in than a pool can count',
  OLD: 'the pool does not remember that far back',
  I: 'the pool has no price yet',
  R: 'the price would leave what a pool can count',
  T: 'the tick is beyond what a pool can count',
};
