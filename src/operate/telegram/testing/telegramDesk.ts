import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { TelegramUser } from '../../../config/settings/telegramSchema.js';
import type { Log } from '../../../model/log.js';
import { type UnixMillis, unixMillis } from '../../../model/units.js';
import { type Ledger, openLedger } from '../../../record/ledger.js';
import { raiseAlert } from '../../../record/statements/alerts.js';
import { openReview } from '../../../record/statements/reviews.js';
import { temporaryFolder } from '../../../record/testing/sample.js';
import { sampleReview } from '../../../record/testing/sampleReview.js';
import { seedBook } from '../../orders/testing/deskLedger.js';
import { runBot } from '../runBot.js';
import { readText } from './readText.js';
import { type TelegramStandIn, telegramStandIn } from './standIn.js';

type Finished = (forget: () => void | Promise<void>) => void;

/** Somebody of each role, by their number. */
export const ann = 11;
export const bob = 12;
export const cat = 13;
export const dora = 14;
export const eve = 666;

export const people: readonly TelegramUser[] = [
  { id: ann, name: 'ann', role: 'admin' },
  { id: bob, name: 'bob', role: 'operator' },
  { id: cat, name: 'cat', role: 'viewer' },
  { id: dora, name: 'dora', role: 'approver' },
];

export interface TelegramDesk {
  ledger: Ledger;
  /** The ledger's file. */
  file: string;
  telegram: TelegramStandIn;
  /** The beginning of ids of what waits: of 5 000 usd, of 60 000 usd; of the alert that is open. */
  small: string;
  large: string;
  alert: string;
  /** Says it, and waits for the next message of the bot. */
  say(user: number, text: string, more?: Record<string, unknown>): Promise<string>;
  /** The next message that it sends, or has sent. */
  told(): Promise<string>;
  /** Asks for what waits, and tells the buttons under the question of so many usd. */
  buttons(user: number, which: 'small' | 'large'): Promise<{ approve: string; reject: string }>;
  /** Moves the machine's clock, not Telegram's. How often somebody may ask goes by this alone. */
  pass(ms: number): void;
  /** Ends the bot, as the end of the daemon does. */
  stop(): Promise<void>;
  /** Starts one anew: the ledger is all it remembers. @param users Who is on its list now; those of before unless told. */
  start(users?: readonly TelegramUser[]): void;
  /** Rejects where it ends by itself. */
  running(): Promise<void>;
  /** Resolves once the log has a sentence, of now or before. */
  logged(sentence: string): Promise<object>;
  /** Everything that was logged. */
  log(): string;
  /** What people did, oldest first: `telegram:ann resume because`. */
  commands(): string[];
}

export interface TelegramDeskOptions {
  users?: readonly TelegramUser[];
  drawCode?: () => string;
  /** Of the machine, against Telegram's. */
  skewMs?: number;
  token?: string;
  timeoutMs?: number;
  mostConflicts?: number;
  patienceMs?: number;
  reviewers?: number;
  /** It asks by itself those who may answer. */
  asks?: boolean;
  /** What the server is to do from the first moment on. */
  beforeStart?: (telegram: TelegramStandIn) => void;
  /** Another than one with a book, two questions and an alert. */
  ledger?: Ledger;
}

/** The bot as the daemon runs it, on a ledger in a file, against a server that speaks as Telegram does. */
export async function telegramDesk(onFinished: Finished, options: TelegramDeskOptions = {}): Promise<TelegramDesk> {
  const {
    users: listed = people,
    skewMs = 0,
    drawCode,
    timeoutMs = 30_000,
    mostConflicts = 3,
    patienceMs,
    reviewers = 1,
  } = options;
  const telegram = await telegramStandIn();
  const file = join(temporaryFolder(onFinished), 'ballast.db');
  const ledger = options.ledger ?? openLedger({ file, ...(patienceMs === undefined ? {} : { patienceMs }) });
  let passed = skewMs;
  let elapsed = 0;
  const now = () => unixMillis(Date.now() + passed);
  if (options.ledger === undefined) await fill(ledger, now(), reviewers);
  const ids = (query: ReturnType<typeof sql>) => ledger.db.all<{ id: string }>(query).map(({ id }) => id);
  const [small = '', large = ''] = ids(sql`select id from reviews order by notional`);
  const [alert = ''] = ids(sql`select id from alerts where code = 'CHAIN_SILENT'`);

  const lines: { facts: object; message: string }[] = [];
  const wakers = new Set<() => void>();
  const write = (facts: object, message: string) => {
    lines.push({ facts, message });
    for (const one of [...wakers]) one();
  };
  const log: Log = { debug: write, info: write, warn: write, error: write };

  let stopping = new AbortController();
  let run: Promise<void> = Promise.resolve();
  function start(users = listed): void {
    stopping = new AbortController();
    run = runBot({
      ...{ token: options.token ?? telegram.token, apiRoot: telegram.apiRoot, users, codeAbove: 10_000, ledger },
      ...{ knowledge: { env: {}, chainOf: () => undefined }, now, elapsed: () => elapsed, log, stop: stopping.signal },
      ...{ pollSeconds: 20, timeoutMs, pauseMs: 5, againMs: 5, mostConflicts },
      askEveryMs: options.asks ? 5 : 86_400_000,
      ...(drawCode === undefined ? {} : { drawCode }),
    });
    // Whoever waits for it hears of it.
    run.catch(() => {});
  }
  async function stop(): Promise<void> {
    stopping.abort();
    await run.catch(() => {});
  }
  options.beforeStart?.(telegram);
  start();
  onFinished(async () => {
    await stop();
    await telegram.close();
    ledger.close();
  });

  const told = async () => readText(await telegram.next('sendMessage'));
  const say = (user: number, text: string, more: Record<string, unknown> = {}) => {
    telegram.hear(user, text, more);
    return told();
  };

  return {
    ...{ ledger, file, telegram, small: small.slice(0, 13), large: large.slice(0, 13), alert: alert.slice(0, 13) },
    ...{ say, told, start, stop },
    async buttons(user, which) {
      await say(user, '/reviews');
      const found = { small: { approve: '', reject: '' }, large: { approve: '', reject: '' } };
      for (let message = 0; message < 2; message += 1) {
        const { body } = await telegram.next('sendMessage');
        const { inline_keyboard: rows } = body['reply_markup'] as {
          inline_keyboard: { text: string; callback_data: string }[][];
        };
        const data = (word: string) => rows[0]?.find(({ text }) => text.startsWith(word))?.callback_data ?? '';
        const size = String(body['text']).includes('60 000 usd') ? 'large' : 'small';
        found[size] = { approve: data('Approve'), reject: data('Reject') };
      }
      return found[which];
    },
    pass(ms) {
      passed += ms;
      elapsed += Math.max(0, ms);
    },
    running: () => run,
    async logged(sentence) {
      for (;;) {
        const found = lines.find(({ message }) => message === sentence);
        if (found) return found.facts;
        await new Promise<void>((resolve) => {
          const waker = () => {
            wakers.delete(waker);
            resolve();
          };
          wakers.add(waker);
        });
      }
    },
    log: () => JSON.stringify(lines),
    commands: () =>
      ledger.db
        .all<{ verb: string; args: string; author: string }>(
          sql`select verb, args, author from operator_commands order by id`,
        )
        .map(({ verb, args, author }) => [author, verb, ...(JSON.parse(args) as string[])].join(' ')),
  };
}

/** A book, two questions and an alert. */
async function fill(ledger: Ledger, at: UnixMillis, approvals: number): Promise<void> {
  await seedBook(ledger, 'eth-book', { at: at - 5_000 });
  const asked = { strategy: 'eth-book', openedAt: at, expiresAt: unixMillis(at + 900_000), approvals };
  await ledger.commit([
    openReview(sampleReview({ ...asked, notional: 5_000, rule: 'hedge ETH' })),
    openReview(sampleReview({ ...asked, notional: 60_000, rule: 'hedge BTC' })),
    raiseAlert({ code: 'CHAIN_SILENT', subject: 'lab', text: 'nothing new for 40 s', at }),
  ]);
}
