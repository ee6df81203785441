import { nothingToStop, type RunbookChapter } from './chapter.js';

/** Alerts about ballast itself: its ledger, its figures, its ways to people. */
export const houseChapters = {
  PNL_UNEXPLAINED: {
    why: 'a price, fee or funding that could not be told, a trade by hand, or a position that ballast values otherwise than its venue',
    next: 'the next day is told at its end',
    stop: nothingToStop,
    steps: ['`ballast pnl` names the position and what could not be told', 'where it comes every day, tell us'],
    closes: 'with the next day that is explained',
  },
  AUDIT_BROKEN: {
    why: 'another program wrote to the file, a disk or a copy damaged it, or somebody changed it on purpose',
    next: 'the whole ledger is verified again at the next start and once a day',
    stop: '`ballast pause`, until you know who writes to the file',
    steps: [
      'keep a copy of the file as it is now',
      '`ballast audit verify` names table and row',
      'compare with a backup: what was changed, and when?',
      'see who may write to the file; let nobody but the user of the daemon',
    ],
    closes: 'with the next verification that finds nothing',
  },
  AUDIT_UNSIGNED: {
    why: 'the key file cannot be read by the user of the daemon, or something else than ballast wrote entries',
    next: 'the key is tried again with each entry',
    stop: nothingToStop,
    steps: ['see owner and mode of the key file', '`ballast audit verify --key FILE` names the entries'],
    closes: 'once the key can be used and nothing else is unsigned',
  },
  RELOAD_REFUSED: {
    why: 'the file has a mistake, asks for what takes a restart (another account, chain or mode), or is not the one that was confirmed',
    next: 'the text that ran runs on; nothing is tried again by itself',
    stop: nothingToStop,
    steps: [
      '`ballast reload --dry-run` lists everything that is wrong, with line and mend',
      'mend the file and say `ballast reload` again; or put back what runs: `ballast proposals` has its text',
    ],
    closes: 'with the next reload that is taken, or once the file is again what runs',
  },
  KEEPER_DIED: {
    why: 'the kernel ended it for want of memory, the watchdog ended it since it hung, the machine lost its power, or ballast met an error that it did not foresee. Not the run that a backup was made of: a restore ends that in the ledger',
    next: 'systemd or Docker has started it again; it looks no more than once, at its start',
    stop: nothingToStop,
    steps: [
      '`ballast status` and `ballast positions`: is all as it should be?',
      '`journalctl -u ballast --since` the time that the alert names: the last lines before the end say why; `dmesg` where there are none',
      'for want of memory: what else runs there? `docs/deploying.md` says what ballast takes',
      'an error that is its own: tell us, with those lines',
    ],
    closes: 'once a run has lasted an hour',
  },
  KEEPER_UNSTEADY: {
    why: 'what ended the last runs goes on: too little memory, a disk that fails, or an error that comes at every start',
    next: 'it is started again each time; each start settles what is open before it acts',
    stop: '`systemctl stop ballast` ends the starting; then nobody guards',
    steps: [
      '`ballast status`: what is held, and how near is it to a liquidation? Where it is near, add collateral by hand first',
      '`journalctl -u ballast -n 200`: why did the last runs end?',
      'after an upgrade: [the way back](upgrading.md#the-way-back)',
      'mend it, and see that a run lasts',
    ],
    closes: 'once a run has lasted an hour',
  },
  DISK_LOW: {
    why: 'the ledger, its backups, logs or something else has filled the disk that the ledger is on',
    next: 'the room is looked at once a minute',
    stop: '`ballast pause` stops what adds risk: what is held then needs fewer orders, and each is a few writes',
    steps: [
      'see what fills the disk: `du -xh --max-depth=2 /`; old logs and backups go first',
      'lower `ledger.keep`, restart, and see the ledger stop growing; `ballast doctor` says by how much it grows a day',
      'or stop the daemon, move the ledger to another disk, and name that under `ledger`',
    ],
    closes: 'once half as much again is free',
  },
  BACKUP_FAILED: {
    why: 'no room on the disk, a folder that is gone or not writable, or a copy that did not pass its own verification',
    next: 'it is tried again after a pause; older backups stay',
    stop: nothingToStop,
    steps: [
      'read the text of the alert: it names what failed',
      'see to room and permissions of the folder under `backup: to`',
      '`ballast backup` makes one at once and says what is wrong; the alert closes within ten minutes of one that is whole',
    ],
    closes: 'with the next backup that is verified',
  },
  RISK_UNTOLD: {
    why: 'a price history is missing, a surface cannot be fitted, or a defect',
    next: 'they are worked out again with the next sample',
    stop: '`ballast pause`, where rules stand on those figures',
    steps: [
      'read the text of the alert',
      '`ballast prices` says which history is missing',
      'tell us where it names neither',
    ],
    closes: 'with the next sample that can be told',
  },
  OPERATOR_SIDE_FAILED: {
    why: 'a part that serves people (console, alerts, Telegram) met something unforeseen; the keeper itself goes on',
    next: 'the part is started again after a pause that grows to a minute',
    stop: 'take its section out of ballast.yaml and restart',
    steps: [
      'read the text of the alert and the log for that part',
      'until it closes use `ballast status`, `ballast pause` and `ballast halt` on the machine: they need no part',
    ],
    closes: 'once the part has run for a minute',
  },
  ALERT_SINK_DOWN: {
    why: 'its server is down, its address or token is wrong or was withdrawn, this machine does not reach it, or it has refused a message three times',
    next: 'it is tried again after a pause that grows to 5 min, also where there is nothing to tell it; what it missed arrives as one message then',
    stop: 'take the receiver out of `alerts.sinks` in ballast.yaml and restart',
    steps: [
      '`ballast alerts test NAME` sends it a message and says what it answers; where that arrives, the daemon tries it again at once',
      '`ballast alerts deliveries` lists what it was not told',
      'make a new webhook or token where the old one was withdrawn, and restart',
    ],
    closes: 'with the next message that arrives there',
  },
} as const satisfies Readonly<Record<string, RunbookChapter>>;
