/** Where an operator meets an error: on the command line, in the log of a daemon, in an answer of the API. */
export type Met = 'command line' | 'log' | 'API';

export interface ErrorKind {
  met: readonly Met[];
  means: string;
  /** What to do; what a defect is, is said. */
  mend: string;
}

const report = 'nothing of yours: report it, with the whole text';

/** Every kind of error that ballast throws, by its class. A test holds it to the classes that there are. */
export const errorKinds: Readonly<Record<string, ErrorKind>> = {
  BallastError: {
    met: ['command line', 'log'],
    means: 'something that has no kind of its own: its sentence says what',
    mend: 'as its own `mend:` line says',
  },
  ConfigError: {
    met: ['command line'],
    means: 'files cannot be used: every problem of every file, with line and mend',
    mend: 'correct the lines it names; `ballast check` tells whether that was all',
  },
  ExpressionError: {
    met: ['command line'],
    means: 'a condition of a rule cannot be understood; inside a ConfigError',
    mend: '`ballast metrics` lists every name that a condition may read',
  },
  EndpointError: {
    met: ['command line', 'log'],
    means: 'an endpoint did not answer, answered nonsense, or serves another chain',
    mend: 'a daemon asks the next one and tries again; see to the URL, its key, the plan and the node',
  },
  EndpointRestsError: {
    met: ['log'],
    means: 'an endpoint has asked to be left alone (rate limit), and is',
    mend: 'nothing, unless it is often so: then a larger plan, or another endpoint before it',
  },
  QuoteError: {
    met: ['log'],
    means: 'a server of prices (GMX tickers) did not answer, or not with what was asked for',
    mend: 'nothing, unless it stays: the feed on chain counts meanwhile, and no new risk is taken there',
  },
  VenueReadError: {
    met: ['command line', 'log'],
    means: 'what a protocol answers makes no sense, or it is not the protocol that the addresses were said to be',
    mend: 'check the addresses; if the protocol has changed, update ballast. That venue takes no new risk meanwhile',
  },
  VenueRefusal: {
    met: ['log'],
    means: 'a protocol would not take this order: known before anything was sent',
    mend: 'its sentence says which rule of the protocol; the rule of the strategy tries again after its cooldown',
  },
  GmxRefusal: {
    met: ['log'],
    means: 'the same of GMX, by the name that GMX gives it',
    mend: 'see [GMX V2](gmx-v2.md) for each name',
  },
  ForeignCalldata: {
    met: ['log'],
    means: 'calldata for GMX that no order of ballast encodes to; it is not signed',
    mend: 'if nothing else signs with this key: report it',
  },
  SolverDied: {
    met: ['log'],
    means: 'the solver of collateral plans died twice of the same programme',
    mend: 'the daemon ends and starts again; survival does not need the solver. Report it',
  },
  SignerError: {
    met: ['log'],
    means: 'nothing was signed: the key or the remote signer did not, or signed something else',
    mend: 'see to the remote signer; one that signs something else must not be used again',
  },
  SignatureRefused: {
    met: ['log'],
    means: "the key's policy does not let it sign this",
    mend: 'either a budget is smaller than the strategy, or something asked for what it must not: `ballast why` of the order',
  },
  KeystoreError: {
    met: ['command line', 'log'],
    means: 'a keystore cannot be made or opened',
    mend: '`ballast keys check FILE` tells whether it is the file or the password',
  },
  PrivateFileError: {
    met: ['command line', 'log'],
    means: 'a file with a secret is missing, or others may read or swap it',
    mend: 'chmod 600 the file, chmod go-w the folders that lead to it',
  },
  NotPermittedError: {
    met: ['log'],
    means: 'you have paused or halted, and this order is not let through',
    mend: '`ballast resume` when you want it back',
  },
  NonceError: {
    met: ['log'],
    means: 'the transactions in flight and the chain’s count do not add up, so nothing is sent',
    mend: 'see that nothing else signs with this key; it goes on once they add up',
  },
  FeeCapError: {
    met: ['log'],
    means: 'gas is dearer than what may be paid for it',
    mend: 'wait, or raise `limits.day.gas`; a survive order has no such cap',
  },
  InvalidTransition: { met: ['log'], means: 'a transaction cannot become what it should have become', mend: report },
  IllegalEventError: {
    met: ['command line', 'API'],
    means: 'what was asked cannot happen to the order as it stands (amending what is over)',
    mend: '`ballast order show ID` tells how it stands',
  },
  LedgerError: {
    met: ['command line', 'log'],
    means: 'the ledger cannot be opened, read or written; nothing is sent without it',
    mend: 'room on the disk, rights on the file and its folder, or a backup: its own lines say which',
  },
  LedgerRace: {
    met: ['command line', 'API'],
    means: 'somebody else was first: nothing of this was written',
    mend: 'look again, and decide anew',
  },
  LedgerOutdated: {
    met: ['command line'],
    means: 'an older ballast wrote the ledger',
    mend: 'start the daemon: it makes a backup and brings the ledger up to date',
  },
  NameTakenError: {
    met: ['command line', 'API'],
    means: 'orders with these names (ClOrdID) exist already, with other terms',
    mend: 'an order is asked for once by its name: give another name, or amend the one that is there',
  },
  JsonError: {
    met: ['command line'],
    means: 'something in the ledger is not as it was written',
    mend: '`ballast audit verify` tells where',
  },
  ReplayError: {
    met: ['command line'],
    means: 'a decision cannot be made again: another version, or other files, made it',
    mend: 'make it again with the version that its run names',
  },
  DaemonLockError: {
    met: ['command line'],
    means: 'another daemon keeps this ledger',
    mend: 'end it first, or give this one a ledger of its own with --db',
  },
  OrderError: {
    met: ['command line', 'API'],
    means: 'orders that cannot be taken: everything that is wrong with any of them. None was taken',
    mend: 'correct what it lists; see [order entry](order-entry.md)',
  },
  OrderOverError: { met: ['command line', 'API'], means: 'the order is over', mend: 'ask for a new one' },
  OrderNotFound: {
    met: ['command line', 'API'],
    means: 'no order is called so, or several are',
    mend: 'give more of the id',
  },
  DecisionNotFound: {
    met: ['command line', 'API'],
    means: 'no decision is called so, or several are',
    mend: 'give more of the id',
  },
  ReviewOverError: {
    met: ['command line', 'API'],
    means: 'a question that is answered already, or whose time is up',
    mend: '`ballast reviews` shows what still waits',
  },
  AcknowledgeError: {
    met: ['command line', 'API'],
    means: 'no such alert, or it is over',
    mend: '`ballast alerts` lists the open ones',
  },
  TradingStateMoved: {
    met: ['API'],
    means: 'the trading state is another than the one that you had before you',
    mend: 'look again: somebody else has just changed it',
  },
  MayNotLetMore: {
    met: ['API'],
    means: 'more would be sent than may be now, and you have not got the right to let that',
    mend: 'ask somebody who may resume; to halt wants no more right than to pause',
  },
  ApiError: {
    met: ['API'],
    means: 'something is wrong with the request, with its HTTP status',
    mend: 'as its own text says; see the HTTP API',
  },
  ChangeError: {
    met: ['command line', 'API'],
    means: 'a running strategy cannot be changed so; the running one is untouched',
    mend: 'as its own text says',
  },
  ProposalOverError: {
    met: ['command line', 'API'],
    means: 'a proposal that is answered already, or too old',
    mend: 'propose it again',
  },
  CareError: {
    met: ['command line'],
    means: 'a backup cannot be made or is not whole, or a ledger must not be replaced by it',
    mend: 'as its own text says; the ledger is as it was',
  },
  BackupBusyError: {
    met: ['command line', 'log'],
    means: 'another process makes a backup in the same folder',
    mend: 'wait for it, or name another folder; a daemon waits for its next try by itself',
  },
};
