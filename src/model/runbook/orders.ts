import type { RunbookChapter } from './chapter.js';

/** Alerts about orders, positions and what people are asked. */
export const orderChapters = {
  ORDER_UNKNOWN: {
    why: 'the venue took the order, and no event tells what became of it: its keeper is late, or the endpoint serves no logs',
    next: 'its events are asked for at every block',
    stop: '`ballast halt` stops everything sent; what is open at the venue you take back by hand',
    steps: [
      '`ballast why ID` says what was looked for and where',
      'add an endpoint that serves logs: most orders are told by it',
      'look the account up at the venue’s own page',
    ],
    closes: 'once an event or the position tells what happened',
  },
  REVIEW_WAITING: {
    why: 'an order is larger than what `review` of a limit lets pass without a person',
    next: 'at the time in its text it is done or dropped, as that says; before, with your answer',
    stop: '`ballast review reject ID` drops it',
    steps: [
      '`ballast reviews` shows what it is, what asked, and the figures before and after',
      '`ballast review approve ID`, with `--to USD` for less of it, or `ballast review reject ID`',
    ],
    closes: 'with the answer, or with the time',
  },
  ORDER_STALLED: {
    why: 'its price is out of reach, a limit leaves it no room, the venue takes no such size, or a fill could not be booked',
    next: 'it is tried again at the next turns, ever more slowly',
    stop: '`ballast order pause ID`, or `ballast order cancel ID`',
    steps: [
      '`ballast order show ID` names what stops it',
      '`ballast order amend ID` with another price or size, or `ballast order cancel ID`',
    ],
    closes: 'once something of it is done, or it is over',
  },
  BLOCK_STUCK: {
    why: 'an account of the block cannot pay or receive its share, a transfer failed, or an option expired before it was given out',
    next: 'it is tried again, ever more slowly; `ballast block retry ID` tries at once',
    stop: '`ballast block cancel ID` before it has traded; what has traded must be given out',
    steps: [
      '`ballast block show ID` says which member and why',
      'mend that: balance, allowance, `transfersTo` of the key',
      '`ballast block retry ID`; for an expired option pay what is owed and say so with `ballast block paid ID`',
    ],
    closes: 'once everything of the block is given out',
  },
  LEGS_APART: {
    why: 'one leg trades and the other cannot: its venue is down, its market has no depth, or a limit stops it',
    next: 'what the order says of a leg that fails is done at the next block: unwind, complete, or hold',
    stop: '`ballast order close-list LIST` ends the legs as they stand',
    steps: [
      '`ballast order show ID` of each leg: which is ahead, and by how much',
      'trade what is missing with `ballast order new`, on another venue if need be',
      '`ballast order close-list LIST`',
    ],
    closes: 'once the legs are together, or the list is closed',
  },
  POSITION_BREAK: {
    why: 'you traded by hand, the venue liquidated or deleveraged, tokens arrived or left, or the key is stolen',
    next: 'the account is compared again after each block that changes it; a cause that is found closes it',
    stop: '`ballast breaks adopt ID --because WHY` takes what is held as it is; `ballast halt` stops everything',
    steps: [
      '`ballast breaks` says what, how much and since when',
      'look the account up at an explorer: who sent the transaction?',
      'if nobody of you did: `ballast halt`, and move what is left to another account',
      'if it was you: `ballast breaks adopt ID --because WHY`',
    ],
    closes: 'once its cause is found, or somebody adopts it',
  },
  TRADING_HALTED: {
    why: 'somebody said `ballast halt`, in a terminal, the console or Telegram: the text says who, and why',
    next: 'nothing is sent before somebody says `ballast resume`',
    stop: '`ballast resume`, or `ballast pause` where only what lowers risk is to go out',
    steps: [
      'ask the person whom the text names whether it still is to be so',
      '`ballast status` and `ballast runway`: for how long can the accounts do without a rescue?',
      'where ballast may act again, `ballast resume`; where you are not sure of it, `ballast pause` lets rescues through and nothing that adds risk',
      'where nobody of you halted it: take the token or account that did it away, then look for what else was done with it: `ballast audit export`',
    ],
    closes: 'with `ballast resume` or `ballast pause`',
  },
  HEALTH_LOW: {
    why: 'the wallet has nothing left to top up with, gas is short, a policy of the key refuses, trading is halted or in shadow, no rule looks after it, or the market moves faster than blocks',
    next: 'the rule is asked at the next block, and at each one after it',
    stop: '`ballast halt` stops the rescue too: nobody keeps the account from being liquidated then',
    steps: [
      '`ballast status`: halted, or in shadow? Where that was you and is no longer wanted, `ballast resume`',
      '`ballast decisions`, then `ballast why ID` of the newest: it says what the rule wanted and what stood in its way',
      '`ballast doctor` says whether there is gas for rescues, and funds to top up with',
      '`ballast runway` says for how long it is likely to last',
      'near 1, do not wait for a cause: add collateral or close part of it by hand, at the venue’s own page',
    ],
    closes: 'once its health is back above what the rule acts below, or the account is closed',
  },
  HEALTH_URGENT: {
    why: 'what holds up the rule at `HEALTH_LOW`, or the market moves faster than it can act. Whoever has taken that one on is told of this one all the same',
    next: 'the rule is asked at the next block, and at each one after it',
    stop: '`ballast halt` stops the rescue too: nobody keeps the account from being liquidated then',
    steps: [
      'add collateral or close part of it by hand, at the venue’s own page: the alert says what is left, and where it is liquidated',
      '`ballast status`: halted, or in shadow? Where that was you and is no longer wanted, `ballast resume`',
      '`ballast decisions`, then `ballast why ID` of the newest: it says what the rule wanted and what stood in its way',
      '`ballast doctor` says whether there is gas for rescues, and funds to top up with',
    ],
    closes:
      'once no more than a quarter of the way is gone, or the account is closed; `HEALTH_LOW` is told of what stays low after that',
  },
  RESCUE_FAILED: {
    why: 'the account has no gas or the wallet no funds, the price moved further than `maxSlippage` allows, the venue refuses (paused, frozen, a cap of its own), or its keepers do not carry it out',
    next: 'the rule is asked at each block and sends again once its pause is over: 2 s after the first failure, twice as long after each more, half a minute at most where it is to survive, else ten',
    stop: '`ballast halt` stops the rescues too: nobody keeps the account from being liquidated then',
    steps: [
      '`ballast orders`, then `ballast why ID` of the newest that failed: it says what it failed of',
      '`ballast doctor` says whether there is gas for rescues, and funds to top up with',
      'where it is the price, a wider `maxSlippage` of the rule and `ballast reload`',
      '`ballast runway` says for how long the account is likely to last',
      'near 1, do not wait for a cause: add collateral or close part of it by hand, at the venue’s own page',
    ],
    closes: 'once an order of the rule is filled, or the account needs none any more and none is on its way',
  },
  MARGIN_DRIFT: {
    why: 'the protocol has changed its contracts, parameters or collateral, or a price that it uses is not the one ballast reads',
    next: 'both are compared again at the next sample',
    stop: '`ballast pause` stops what adds risk by figures that may be too good',
    steps: [
      'see in the alert which of the two is higher: if ours is, ballast rescues too late',
      'raise the health targets of the strategy by the gap, or `ballast pause`',
      'see whether the protocol has announced a change; update ballast',
    ],
    closes: 'once both agree',
  },
} as const satisfies Readonly<Record<string, RunbookChapter>>;
