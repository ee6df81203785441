import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import type { EndpointPool } from '../../observe/endpoints/endpointPool.js';

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

/** What endpoints answered, without those that did not, or that have nothing. */
export async function answersOf(
  everywhere: Everywhere,
  args: { method: string; params?: unknown },
): Promise<unknown[]> {
  const answers = await everywhere(args);
  return answers.flatMap((answer) => (answer.ok && answer.result !== null ? [answer.result] : []));
}
