import type { Right } from '../../model/rights.js';
import type { UnixMillis } from '../../model/units.js';
import type { LiveKind, Marks } from './changes.js';
import type { LiveFeed } from './liveFeed.js';

export interface LiveStreamOptions {
  feed: LiveFeed;
  now: () => UnixMillis;
  version: string;
  /** Of `Last-Event-ID`: how far the client was when it last heard. */
  lastId: string | undefined;
  /** What whoever listens may do to begin with. */
  rights: readonly Right[];
  /** What they may by now; null: not even listen. */
  rightsNow: () => Promise<readonly Right[] | null>;
  /** The client has gone, or was let go. */
  ended: () => void;
  beatMs?: number;
}

/** How soon somebody who may not listen any more hears nothing more, and who may something else hears of it. */
const watchMs = 1_000;

/** Events that a client may be behind with: one that is slower is let go, comes again and asks for everything. */
const mostBehind = 64;

/**
 * Server-sent events: `hello` with the server's time and version and what the listener may do, `rights` when that is another,
 * `changed` with the kinds of things that did, and `heartbeat` every 15 seconds. Ids say how far the ledger was, so that who comes
 * again is told at once what it has missed.
 * @throws LedgerError where it cannot begin; `ended` was called then
 */
export function liveStream(options: LiveStreamOptions): ReadableStream<Uint8Array> {
  const { feed, now, version, lastId, rightsNow, ended, beatMs = 15_000 } = options;
  let { rights } = options;
  const encoder = new TextEncoder();
  let leave = () => {};
  let beat: NodeJS.Timeout | undefined;
  let watch: NodeJS.Timeout | undefined;

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const end = () => {
          stop();
          try {
            controller.close();
          } catch {
            // The client has gone already.
          }
        };
        const say = (event: string, data: object, id?: Marks) => {
          if ((controller.desiredSize ?? 0) <= 0) return end();
          const line = id === undefined ? '' : `id: ${id.tick}-${id.entry}-${id.pulse}\n`;
          controller.enqueue(encoder.encode(`event: ${event}\n${line}data: ${JSON.stringify(data)}\n\n`));
        };
        const tell = (kinds: readonly LiveKind[], marks: Marks) =>
          say('changed', { kinds, tick: marks.tick, entry: marks.entry, now: now() }, marks);

        const greet = () => {
          leave = feed.listen(({ kinds, marks }) => tell(kinds, marks));
          const before = marksOf(lastId);
          const marks = feed.marks();
          say('hello', { now: now(), version, rights, tick: marks.tick, entry: marks.entry }, marks);
          if (!before) return;
          const missed = feed.since(before);
          if (missed.kinds.length > 0) tell(missed.kinds, missed.marks);
        };
        try {
          greet();
        } catch (error) {
          stop();
          throw error;
        }
        beat = setInterval(() => say('heartbeat', { now: now() }), beatMs);
        beat.unref();
        watch = setInterval(async () => {
          const newest = await rightsNow();
          if (newest === null) return end();
          if (newest.join() === rights.join()) return;
          rights = newest;
          say('rights', { rights, now: now() });
        }, watchMs);
        watch.unref();
      },
      cancel: () => stop(),
    },
    { highWaterMark: mostBehind },
  );

  function stop(): void {
    clearInterval(beat);
    clearInterval(watch);
    leave();
    ended();
  }
}

function marksOf(id: string | undefined): Marks | undefined {
  const [, tick, entry, pulse] = /^(\d{1,15})-(\d{1,15})-(\d{1,15})$/.exec(id ?? '') ?? [];
  return pulse === undefined ? undefined : { tick: Number(tick), entry: Number(entry), pulse: Number(pulse) };
}
