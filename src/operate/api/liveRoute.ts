import type { Context, Hono } from 'hono';
import type { UnixMillis } from '../../model/units.js';
import type { LiveFeed } from '../live/liveFeed.js';
import { liveStream } from '../live/liveStream.js';
import { version } from '../version.js';
import { type Caller, rightsHeld } from './caller.js';
import { type Known, tooOften } from './callers.js';

export interface LiveRouteOptions {
  known(context: Context): Promise<Known>;
  /** Who listens, as they stand now; undefined where they may not any more. */
  callerNow(known: Known, context: Context): Promise<Caller | undefined>;
  feed: LiveFeed;
  now: () => UnixMillis;
  beatMs?: number;
}

const most = 128;
const mostEach = 24;

/** GET /v1/live: what changes, as it does. */
export function addLiveRoute(api: Pick<Hono, 'get'>, { known, callerNow, feed, now, beatMs }: LiveRouteOptions): void {
  const listening = new Map<string, number>();

  api.get('/v1/live', async (context) => {
    const who = await known(context);
    const { name } = who.caller;
    const open = listening.get(name) ?? 0;
    if (open >= mostEach || feed.listeners >= most) throw tooOften('too many listen already', 10_000);
    listening.set(name, open + 1);
    let isCounted = true;
    const stream = liveStream({
      ...{ feed, now, version, lastId: context.req.header('last-event-id') },
      ...(beatMs === undefined ? {} : { beatMs }),
      rights: rightsHeld(who.caller),
      async rightsNow() {
        const caller = await callerNow(who, context);
        return caller ? rightsHeld(caller) : null;
      },
      ended() {
        if (isCounted) listening.set(name, (listening.get(name) ?? 1) - 1);
        if (listening.get(name) === 0) listening.delete(name);
        isCounted = false;
      },
    });
    return context.body(stream, 200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
  });
}
