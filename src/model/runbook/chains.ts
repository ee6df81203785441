import { nothingToStop, type RunbookChapter } from './chapter.js';

/** Alerts about what ballast sees: endpoints, chains, and venues there. */
export const chainChapters = {
  ENDPOINT_SILENT: {
    why: 'the node is down or restarts, the plan of the provider is used up, its key has expired, or the network between is',
    next: 'it is asked again after a pause that grows to 15 s',
    stop: 'take the endpoint out of `endpoints` in ballast.yaml and restart; ballast asks the others as before',
    steps: [
      '`ballast doctor`, or `ballast check` with a strategy, says what the endpoint answers',
      'see the status page and the quota of its provider',
      'where it stays down, put another in its place: with one endpoint left, no large order has a second opinion',
    ],
    closes: 'with its next good answer',
  },
  ENDPOINT_STALE: {
    why: 'the node still syncs, has lost its peers, or stands behind a cache',
    next: 'it is looked at again at every block of the others',
    stop: 'take the endpoint out of `endpoints` in ballast.yaml and restart',
    steps: [
      'compare its newest block with a block explorer',
      'where no endpoint is ahead of the others, none counts as stale, however old its blocks are: `HEAD_OLD` or `CHAIN_SILENT` opens then',
    ],
    closes: 'once its newest block is as new as those of the others',
  },
  ENDPOINT_LYING: {
    why: 'the node is on a fork, is broken, or somebody stands between it and you',
    next: 'it is compared with another once a minute, and before money moves',
    stop: '`ballast pause` until you know which endpoint is right, where only two are left',
    steps: [
      'take the endpoint out of `endpoints` and restart: it is not used meanwhile, but it is no second opinion either',
      'look the block up that the alert names, at an explorer: is it this endpoint or the others that differ?',
      'if it was reached without https, or the provider is new to you, trust nothing that it said',
    ],
    closes: 'once it says the same as the others again',
  },
  ENDPOINT_WRONG_CHAIN: {
    why: 'a URL of another network stands in ballast.yaml, or the provider has moved it',
    next: 'it is asked for its chain id again from time to time',
    stop: nothingToStop,
    steps: [
      'correct the URL in `chains.NAME.endpoints`',
      '`ballast check` says which chain each endpoint serves',
      'restart',
    ],
    closes: 'once it answers with the right chain id',
  },
  CHAIN_SILENT: {
    why: 'all endpoints of the chain fail at once: the network of this machine, one provider for all of them, or the chain itself',
    next: 'all endpoints are asked again every few seconds; decisions go on with the first good block',
    stop: 'nothing is decided or sent there while it lasts; `ballast pause` keeps it so for what adds risk once the chain is back',
    steps: [
      'can this machine reach the internet? `ballast doctor` asks every endpoint',
      'is the chain itself up? See its status page and an explorer',
      'add an endpoint of another provider and restart',
      'if it lasts and health is thin, act by hand from another machine: nobody watches what is held there',
    ],
    closes: 'with the next new block of any endpoint',
  },
  HEAD_OLD: {
    why: 'the clock of this machine is ahead, all endpoints are behind together (one provider, one sequencer that lags), or the loop of the chain takes no new blocks',
    next: 'the age is judged at each block; with the first that is young enough the rules are asked anew',
    stop: nothingToStop,
    steps: [
      '`ballast doctor` holds the clock and each endpoint’s newest block against each other; `timedatectl` says whether the clock is set by anybody',
      'a clock that is ahead: set it right, and see that it stays so; nothing has to be restarted',
      'a clock that is right: compare the block of the alert with an explorer. Where that has newer ones, put an endpoint of another provider first and restart',
      'where the explorer has none either the chain is late: see its status page, and raise nothing until it goes on',
      'where endpoints have newer ones too, `ballast health` says whether the loop hangs',
    ],
    closes: 'with the first block that is younger than `headAge`',
  },
  VENUE_UNREAD: {
    why: 'the protocol has changed or paused its contracts, refuses its own prices as too old, the address in ballast.yaml is another one, or no endpoint can carry such a call',
    next: 'it is read again at every block, and of other endpoints too',
    stop: 'nothing of ballast acts there while it lasts; `ballast pause` keeps it so for what adds risk once it is read again',
    steps: [
      'the alert names the error, and the accounts that were last seen there with their health: how near were they?',
      'see the venue’s own page for how they stand now; where one is near liquidation, add collateral or close part of it by hand, there',
      'has the protocol announced a pause, an upgrade or a move? Where an address has changed, correct it in ballast.yaml and restart',
      'an error that speaks of gas, size or time: put an endpoint first that carries larger calls',
      'else update ballast, or tell us, with the error',
    ],
    closes: 'once it is read again, or is watched no more',
  },
} as const satisfies Readonly<Record<string, RunbookChapter>>;
