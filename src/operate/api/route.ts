import type { z } from 'zod';
import type { Log } from '../../model/log.js';
import type { Right } from '../../model/rights.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import type { KnownBookOptions } from '../orders/readKnownBook.js';
import type { Caller } from './caller.js';

/** What routes are answered from. */
export interface Desk {
  ledger: Ledger;
  knowledge: KnownBookOptions;
  /** ballast.yaml. */
  settingsFile: string;
  now: () => UnixMillis;
  log: Log;
  /** Where nothing was recorded for so long, pictures have a gap. */
  gapMs?: number;
}

/** A request that is let in and understood. */
export interface Asked<Query = unknown, Body = unknown> {
  /** What stands in the place of `:name` in the path. */
  params: Readonly<Record<string, string>>;
  query: Query;
  body: Body;
  caller: Caller;
  /** Who asks, and when. */
  by: { author: string; at: UnixMillis };
}

/** What comes back; 200 unless told. */
export interface Told {
  status?: 200 | 201 | 202;
  body: unknown;
}

/** What a route takes, what it answers by status, and how. */
export interface Handling<Query = unknown, Body = unknown> {
  query?: z.ZodType<Query>;
  /** Of JSON whose numbers are text, as they were written; of the text as it came where the route takes rows. */
  body?: z.ZodType<Body>;
  /** What programs are told of the body, where `body` reads it more widely than it should be written. */
  bodySays?: z.ZodType;
  answers: Readonly<Partial<Record<200 | 201 | 202, z.ZodType>>>;
  handle(desk: Desk, asked: Asked<Query, Body>): Promise<Told>;
}

/** One thing that may be asked for over HTTP. The API, its document and its tests are made of the list of them. */
export interface Route {
  method: 'GET' | 'POST';
  /** `/v1/orders/:id`. */
  path: string;
  right: Right;
  summary: string;
  /** More than the summary: what is particular about it. */
  note?: string;
  /** `rows`: CSV, or a JSON list, up to 32 MB. */
  takes?: 'json' | 'rows';
  /** Loaded with the first request: what is heavy is not there before it is used. */
  load(): Promise<Handling>;
}

/** Lets a route's own types speak for its query and body. */
export const handling = <Query, Body>(one: Handling<Query, Body>): Handling => one as Handling;
