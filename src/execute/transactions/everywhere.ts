import type { EndpointAnswer } from '../../observe/endpoints/askEverywhere.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import type { EndpointPool } from '../../observe/endpoints/endpointPool.js';
import { within } from '../../observe/endpoints/within.js';

/** Asks every endpoint of a chain; never rejects. */
export type Everywhere = EndpointPool['everywhere'];

/** Where there is one client and no pool, that is everywhere. */
export const onlyThrough =
  (client: ChainRequester): Everywhere =>
  async (args) => {
    try {
      const result = await (client.request as (args: unknown) => Promise<unknown>)(args);
      return [{ endpoint: 'the only one', ok: true, result }];
    } catch (error) {
      return [{ endpoint: 'the only one', ok: false, error }];
    }
  };

/** The longest that is waited for endpoints that are asked together, ms: a hanging one tells nothing, and must not hold up the rest. */
export const everywhereMs = 4_000;

type Answers = readonly EndpointAnswer[];

/** Asks every endpoint, and waits so long and no longer: those that have answered by then are given back. Never rejects. */
export function askedInTime(
  everywhere: Everywhere,
  args: { method: string; params?: unknown },
  enough: (answers: Answers) => boolean = () => false,
  ms: number = everywhereMs,
): Promise<Answers> {
  let sofar: Answers = [];
  const asking = everywhere(args, {
    enough(answers) {
      sofar = [...answers];
      return enough(answers);
    },
  });
  return within(asking, ms, 'not all answered').catch(() => sofar);
}

/** What endpoints answered in time, without those that did not, or that have nothing. */
export async function answersOf(
  everywhere: Everywhere,
  args: { method: string; params?: unknown },
  ms: number = everywhereMs,
): Promise<unknown[]> {
  const answers = await askedInTime(everywhere, args, undefined, ms);
  return answers.flatMap((answer) => (answer.ok && answer.result !== null ? [answer.result] : []));
}
