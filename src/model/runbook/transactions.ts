import { nothingToStop, type RunbookChapter } from './chapter.js';

/** Alerts about what was signed and sent. */
export const transactionChapters = {
  NONCE_FOREIGN: {
    why: 'somebody else signs with the key of the account: you with a wallet, another program, or a thief',
    next: 'ballast only reduces from the next block on, where a transaction of its own had the nonce',
    stop: '`ballast resume` lets it take risk again; `ballast halt` stops the reductions too',
    steps: [
      'look the transaction up at an explorer: did you send it?',
      'if nobody of you did, the key is stolen: move what is left to another account now, from another machine, then `ballast halt`',
      'if it was you, `ballast resume`; give ballast a key of its own that nothing else uses',
    ],
    closes: 'with `ballast resume`, or by itself where no transaction of ours was in its place',
  },
  ATTEMPT_UNKNOWN: {
    why: 'the endpoint took the transaction and lost it, or its answer never arrived',
    next: 'the same bytes are sent again at the next blocks; they cannot act twice',
    stop: '`ballast halt`: no bytes are sent again; the transaction may still be mined from wherever it is',
    steps: [
      'wait a few blocks: most are found',
      'look its hash up at an explorer: `ballast why HASH`',
      'if it stays, add an endpoint of another provider',
    ],
    closes: 'once it is found, mined, or its nonce is taken back',
  },
  TRANSACTION_STUCK: {
    why: 'gas has become dearer than the cap allows, or the account has too little gas token for a dearer one',
    next: 'it is looked for at every block, and sent dearer as soon as the caps allow',
    stop: '`ballast halt`: it is not sent again. What is in the mempool can still be mined',
    steps: [
      '`ballast why HASH` says what it is for: `survive` is urgent, a hedge can wait',
      'see the balance of gas token of the account, and send some where it is short',
      'raise `limits.day.gas` of the strategy, or the budget of the key, where that is the cap',
    ],
    closes: 'once it is mined or replaced',
  },
  GAS_LOW: {
    why: 'transactions have used the gas token up, or gas has become much dearer: it is reckoned at twice the base fee of now, with what keepers of a venue are paid in advance',
    next: 'it is reckoned anew with the next sample',
    stop: nothingToStop,
    steps: [
      'send gas token to the account that the alert names; `ballast doctor` says how much for how many rescues',
      'where gas is dear for an hour only, see `ballast runway`: can the accounts wait for it?',
      'where it comes often, hedge less often (a wider band, a cooldown), or keep more there',
    ],
    closes: 'once there is enough for ten rescues, at a block of which every venue was read',
  },
  SIGNATURE_REFUSED: {
    why: 'a budget of the key is used up or too small for the strategy; or something asked for a transaction that no rule could want',
    next: 'the rule decides anew at its next turn, and is refused again as long as the cause lasts',
    stop: 'the policy has stopped it already; `ballast pause` keeps rules from asking',
    steps: [
      'read the rule of the policy that the alert names',
      'if it is a budget: see what used it up (`ballast orders`), then raise `keys.policy` if that was right',
      'if it names a target, a recipient or a function that nothing of yours uses: `ballast halt`, and find out who asked',
    ],
    closes: 'with the first signature after a day without a refusal',
  },
  SIGNER_FAILED: {
    why: 'the remote signer is down, refuses, or answers with a signature of something else',
    next: 'the rules decide anew at the next block, and ask the signer again',
    stop: '`ballast pause`, so that only what lowers risk is asked of it; `ballast halt`, so that nothing is',
    steps: [
      'see the log of the remote signer, and whether this machine reaches it',
      'one that signed something else must not be used again: take its key out of its hands',
      'while it fails nothing can be rescued: see `ballast runway` for how long that is safe',
    ],
    closes: 'with the next good signature',
  },
  LOOSE_COLLATERAL: {
    why: 'a row of steps (withdraw, swap, add) was stopped after the first: one reverted, or was no longer wanted',
    next: 'a `rebalance` rule uses it at its next turn; without one nothing happens to it',
    stop: nothingToStop,
    steps: [
      '`ballast why` of the order in the alert says which step ended the row',
      'where no `rebalance` rule may use it, put it where you want it by hand',
    ],
    closes: 'once it was used, put back, or has left the wallet',
  },
} as const satisfies Readonly<Record<string, RunbookChapter>>;
