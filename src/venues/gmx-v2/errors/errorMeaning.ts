/** What an error is about. */
export const errorKinds = {
  price: 'the price',
  collateral: 'collateral and costs',
  position: 'the position',
  liquidity: 'liquidity and GMX’s limits',
  market: 'the market',
  timing: 'time',
  oracle: 'oracles and the sequencer',
  fee: 'the keeper’s fee and gas',
  release: 'GMX’s release and its switches',
  claim: 'claims',
  liquidation: 'liquidation and auto-deleveraging',
  subaccount: 'trading for another account',
  wallet: 'the account’s own tokens',
  ours: 'an order that ballast does not make',
  foreign: 'parts of GMX that ballast does not use',
} as const;
export type ErrorKind = keyof typeof errorKinds;

/** When the same wish may be tried again. `after backing off`: the rule waits twice as long with each failure in a row. */
export type Retry = 'at once' | 'after backing off' | 'not until something changes' | 'never';

export interface ErrorMeaning {
  kind: ErrorKind;
  /** In a plain sentence. */
  says: string;
  /** What ballast does about it. */
  ballast: string;
  retry: Retry;
}

/** Errors that call for the same answer, each with its own sentence. */
export interface ErrorGroup {
  kind: ErrorKind;
  ballast: string;
  retry: Retry;
  errors: Readonly<Record<string, string>>;
}

/** Errors that mean the same to ballast: one sentence for all of them. */
export interface ErrorFamily {
  kind: ErrorKind;
  says: string;
  ballast: string;
  retry: Retry;
  names: readonly string[];
}
