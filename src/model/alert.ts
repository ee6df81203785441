/** How soon a person must look: a warning today, a critical one now. */
export type AlertSeverity = 'warning' | 'critical';

interface AlertKind {
  severity: AlertSeverity;
  /** What has happened, in a sentence. */
  says: string;
  /** What ballast does about it by itself meanwhile. */
  does: string;
  /** What the operator can do. */
  mend: string;
}

/**
 * Everything that an operator is alerted of. An alert is a state, not a message: it is open from when its cause is seen until
 * the cause is gone, once for each subject. The docs are made from this table.
 */
export const alertKinds = {
  ENDPOINT_SILENT: {
    severity: 'warning',
    says: 'an endpoint does not answer',
    does: 'uses the others, and asks this one again from time to time',
    mend: 'see whether the node is up, its URL and key right, and its plan not used up',
  },
  ENDPOINT_STALE: {
    severity: 'warning',
    says: 'an endpoint answers, and its newest block is old while others are ahead of it',
    does: 'uses the others',
    mend: 'see whether the node still syncs',
  },
  ENDPOINT_LYING: {
    severity: 'critical',
    says: 'an endpoint answers something else than the others about the same block',
    does: 'leaves it, and takes no new risk on what only one endpoint says',
    mend: 'take this endpoint out of `endpoints`, and find out whose it is',
  },
  ENDPOINT_WRONG_CHAIN: {
    severity: 'critical',
    says: 'an endpoint serves another chain',
    does: 'asks it for nothing and gives it nothing',
    mend: "correct the chain's endpoints",
  },
  CHAIN_SILENT: {
    severity: 'critical',
    says: 'no endpoint of a chain tells anything new',
    does: 'asks on, and decides nothing meanwhile',
    mend: 'add an endpoint of another provider; what is held there is not watched now',
  },
  HEAD_OLD: {
    severity: 'critical',
    says: "the newest block of a chain has been older than its `headAge` by the machine's clock for a minute",
    does: 'sends no hedge there, and nothing that only tidies up (`HEAD_AGE`); rescues go on',
    mend: "see whether the machine's clock is ahead, and set it right; where it is right all endpoints are behind, so add one of another provider. It closes with the first block that is young again",
  },
  VENUE_UNREAD: {
    severity: 'critical',
    says: 'a venue has not been read for a minute: how what a book holds there stands is not known',
    does: 'guards nothing that is held there, and takes no new risk in what may be held there; goes on with the other venues, and reads it again at every block',
    mend: "see what the alert says it answers, and the venue's own page; look after what is held there by hand until it closes. It closes once it is read again",
  },
  NONCE_FOREIGN: {
    severity: 'critical',
    says: 'a transaction that ballast did not make used a nonce of the account',
    does: 'only reduces until `ballast resume`, if a transaction of ours had that nonce; trades on if none had',
    mend: 'if that was not you, the key is stolen: move what is left to another account. If it was, `ballast resume`',
  },
  ATTEMPT_UNKNOWN: {
    severity: 'warning',
    says: 'a transaction was sent, and no node admits to having it',
    does: 'sends the same bytes again, or takes the nonce back; takes no new risk there meanwhile',
    mend: 'nothing, unless it stays; then see to the endpoints',
  },
  ORDER_UNKNOWN: {
    severity: 'warning',
    says: 'what became of an order cannot be told',
    does: 'takes no new risk on its venue, reduces as before, and goes on looking',
    mend: 'see `ballast why` of the order; an endpoint that serves logs tells most',
  },
  TRANSACTION_STUCK: {
    severity: 'warning',
    says: 'a transaction is not mined, and cannot be sent again any dearer',
    does: 'leaves it where it is; it counts as in flight',
    mend: 'wait for gas to get cheaper, or raise `limits.day.gas` where that is the cap; send gas token where the account lacks it',
  },
  GAS_LOW: {
    severity: 'critical',
    says: 'the gas token of an account that sends transactions is enough for few rescues',
    does: 'goes on as before, rescues first; what cannot be paid cannot be sent',
    mend: 'send gas token to the account: the alert says how much is wanted. It closes once there is enough for ten rescues',
  },
  SIGNATURE_REFUSED: {
    severity: 'critical',
    says: 'the policy of a key refused to sign',
    does: 'sends nothing, and ends the order',
    mend: 'see why: either a budget is too small for the strategy, or something has asked for what it must not. It closes with the first signature after a day without a refusal',
  },
  SIGNER_FAILED: {
    severity: 'critical',
    says: 'the signer did not sign, or signed something else',
    does: 'sends nothing, ends the order, and lets the rules decide anew',
    mend: 'see to the remote signer; one that signs something else must not be used again. It closes with the next signature',
  },
  TRADING_HALTED: {
    severity: 'critical',
    says: 'trading is halted: nothing is sent, not even what keeps an account from being liquidated',
    does: 'goes on watching and deciding, and sends nothing at all',
    mend: 'if it was you and is over, `ballast resume`; if nobody of you did it, find out who has a token, a key or the machine',
  },
  HEALTH_LOW: {
    severity: 'critical',
    says: 'a margin account is below the health at which a rule acts, or which nobody looks after, and stays there',
    does: 'asks the rule at every block and sends what it wants before everything else, as long as it is live and not halted',
    mend: 'see `ballast status` and `ballast why` of the newest decision for what stops it: funds, gas, a halt; add collateral by hand where it is near 1. It closes once it is back above',
  },
  HEALTH_URGENT: {
    severity: 'critical',
    says: 'a margin account has lost more than half of the way from the health at which a rule acts to liquidation',
    does: 'asks the rule at every block and sends what it wants before everything else, as long as it is live and not halted',
    mend: 'do not wait for the cause: add collateral or close part of it by hand. Then see `ballast why` of the newest decision for what stops the rule. It closes once no more than a quarter of the way is gone; what stays low after that is `HEALTH_LOW`',
  },
  RESCUE_FAILED: {
    severity: 'critical',
    says: 'what a rule has sent to keep a margin account from liquidation has failed, and the account still needs it',
    does: 'plans it anew and tries again, after a pause that grows with each failure: to ten minutes, to survive to half of one',
    mend: 'see `ballast why` of the order for what it failed of: gas, funds, a price that ran away, a venue that refuses. Near 1, do not wait: add collateral or close part of it by hand. It closes once an order of the rule is filled, or the account needs none',
  },
  MARGIN_DRIFT: {
    severity: 'critical',
    says: "an account's equity or requirement, as ballast reckons it, is not what the protocol's own contracts state",
    does: 'trades on by its own figures; where they are too good, it acts too late',
    mend: 'see by how much, and whether the protocol has changed its contracts or its collateral; keep health targets well above the gap until a version that knows them. It closes once both agree',
  },
  LOOSE_COLLATERAL: {
    severity: 'warning',
    says: 'collateral was taken out of a margin account, and the rest of its row of steps did not happen: it lies in the wallet',
    does: 'never goes on with an old row; a `rebalance` rule counts it as there to be used, or puts it back',
    mend: 'see `ballast why` of the order for what ended the row. Where no `rebalance` rule is there to use it, it is yours to put somewhere. It closes once it has been used or put back, or is in the wallet no more',
  },
  PNL_UNEXPLAINED: {
    severity: 'warning',
    says: 'of what a day brought or cost, more is unexplained than the bound says',
    does: 'trades on; no decision stands on it',
    mend: 'see `ballast pnl`: which position it is, and what could not be told. It closes with the next day that is explained',
  },
  REVIEW_WAITING: {
    severity: 'warning',
    says: 'a check wants a person to look at an order before it is sent',
    does: 'sends nothing of it and goes on with everything else; once the time in its text is up, it does or drops it, as that says. `survive` never waits',
    mend: '`ballast reviews` shows it with what asked; then `ballast review approve ID`, with `--to USD` for less of it, or `ballast review reject ID`. It closes with the answer, or with the time',
  },
  ORDER_STALLED: {
    severity: 'warning',
    says: 'an order that somebody asked for does not get on: nothing of it was done for a while, or a fill of it could not be booked',
    does: 'keeps it open and tries again, ever more slowly; never beyond its price, size and time',
    mend: 'see `ballast order show ID` for what stops it; then `ballast order amend ID` its price or size, `pause` or `cancel` it. It closes once something of it is done, or it is over',
  },
  BLOCK_STUCK: {
    severity: 'warning',
    says: 'something of a block cannot be sent, given out or told',
    does: 'goes on trying, ever more slowly; nobody else of the block waits for it',
    mend: 'see what the alert says and `ballast block show`; once it is mended, `ballast block retry` tries at once; where an option has expired meanwhile, pay what is owed and say so with `ballast block paid`',
  },
  LEGS_APART: {
    severity: 'critical',
    says: 'the legs of one order are further apart than its bound, and cannot be brought together',
    does: 'sends no more of the leg that is ahead, and does what the order says of a leg that fails: unwinds, completes, or holds as it is',
    mend: 'see `ballast order show ID` of a leg; trade what is missing with `ballast order new`, then `ballast order close-list LIST`, which ends them as they stand and closes this',
  },
  POSITION_BREAK: {
    severity: 'critical',
    says: 'what an account holds is not what its orders would have left',
    does: 'takes no new risk in it; reduces, and rescues, as before; closes it by itself where the cause is found later',
    mend: 'see `ballast breaks` for what and since when. If that was you, `ballast breaks adopt ID --because WHY` takes it as it is. If nobody knows of it, the key may be stolen: `ballast halt`, and move what is left to another account',
  },
  AUDIT_BROKEN: {
    severity: 'critical',
    says: 'something in the ledger is not as ballast wrote it, or the ledger could not be read to its end to tell',
    does: 'trades on, since what it holds is on the chain; verifies again at the next start and once a day',
    mend: '`ballast audit verify` names table and row. Keep a copy of the file, compare it with a backup, and find out who writes to it. What was changed stays told: nothing takes it in',
  },
  AUDIT_UNSIGNED: {
    severity: 'warning',
    says: 'entries of the audit chain are not signed: the key could not be used, or something else than ballast wrote them',
    does: 'trades on; tries the key again with each entry, and vouches for its own entries once it can be used',
    mend: 'see that the user of the daemon can read the key file; `ballast audit verify --key` names the entries',
  },
  OPERATOR_SIDE_FAILED: {
    severity: 'warning',
    says: 'a part of what stands between ballast and people (the console, the sending of alerts, Telegram) has failed',
    does: 'trades on, which depends on none of them; starts the part again, ever less often',
    mend: 'see what the alert says, and the log for more. Until it closes, do not wait for word from that part: `ballast status` and `ballast pause` need none of them',
  },
  ALERT_SINK_DOWN: {
    severity: 'critical',
    says: 'a receiver of alerts cannot be reached, or refuses a critical alert for good: who relies on it does not hear',
    does: 'tells the other receivers, keeps what was not told, and tries again; a message that is refused three times is given up, and a critical alert in it is told anew at its repeat',
    mend: 'see what it answers with `ballast alerts test NAME`; then its address, token or server. It closes with the next message that arrives',
  },
  RELOAD_REFUSED: {
    severity: 'warning',
    says: 'a strategy was to be changed while it runs, and could not be',
    does: 'keeps the text that runs as it is, to the letter',
    mend: '`ballast reload --dry-run` says everything that is wrong with the file; mend it, and reload again. It closes with the next reload that is taken, or once the file is again what runs',
  },
  KEEPER_DIED: {
    severity: 'warning',
    says: 'the run before this one did not end because anybody asked it to: it was killed, or ended by an error',
    does: 'runs again, and has settled what was open before it acted; nobody guarded between the two runs',
    mend: 'see the log of that time for why: `journalctl -u ballast`, and `dmesg` where the kernel ended it for want of memory. It closes once a run has lasted an hour',
  },
  KEEPER_UNSTEADY: {
    severity: 'critical',
    says: 'runs have died three times or more within an hour',
    does: 'runs as long as something starts it again; nobody guards between two runs, nor while one settles what the last has left',
    mend: 'find out why before it is left alone: the log, memory, the disk. Until then stay near, or bring the books to where they need no guard. It closes once a run has lasted an hour',
  },
  DISK_LOW: {
    severity: 'critical',
    says: 'little room is left on the disk of the ledger',
    does: 'goes on as long as it can write; what cannot be written down is not sent, not even to survive',
    mend: 'make room, lower `ledger.keep`, or move the ledger to another disk. It closes once half as much again is free',
  },
  BACKUP_FAILED: {
    severity: 'critical',
    says: 'the ledger could not be backed up when it was due',
    does: 'trades on, which needs no backup; keeps the backups that are there, and tries again',
    mend: 'see what the alert says: room on the disk, the folder, its permissions; `ballast backup` tries at once. It closes with the next backup that is verified',
  },
  RISK_UNTOLD: {
    severity: 'warning',
    says: 'runway, value at risk, walls and shocks of a book could not be worked out',
    does: 'trades on by deltas and health; a condition that reads one of those figures is not known to hold',
    mend: 'see what the alert says, and tell us; until then do not rely on a rule that reads them. It closes with the next sample that can be told',
  },
} as const satisfies Readonly<Record<string, AlertKind>>;

export type AlertCode = keyof typeof alertKinds;

/** What an alert is about: one is open for each code and subject at a time. */
export interface AlertSubject {
  code: AlertCode;
  /** An endpoint's label, an account with its chain, an id. Never a secret. */
  subject: string;
}

/** Opens alerts and closes them; whoever sees a cause come and go is given one. Repeating itself costs nothing. */
export interface Alarms {
  /** @param text what has happened this time, with its figures */
  raise(alert: AlertSubject & { text: string }): Promise<void>;
  /** The cause is gone. */
  resolve(alert: AlertSubject): Promise<void>;
}
