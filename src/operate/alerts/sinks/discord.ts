import { discordEmbed } from '../say/discordEmbed.js';
import { judge, post } from './post.js';
import type { Sink } from './sink.js';

/** A webhook of a Discord channel. @param url secret: whoever has it can write there */
export const createDiscordSink = (name: string, { url, timeoutMs }: { url: string; timeoutMs: number }): Sink => ({
  name,
  async send({ said }, stop) {
    const response = await post(url, JSON.stringify(discordEmbed(said)), { timeoutMs, stop });
    if ('kind' in response) return response;
    const outcome = judge(response);
    // Discord tells the exact pause, seconds with decimals, in the body.
    const asked = response.status === 429 ? retryAfterIn(response.body) : null;
    return asked === null ? outcome : { ...outcome, kind: 'later', retryAfterMs: asked };
  },
});

function retryAfterIn(body: string): number | null {
  const seconds = Number(/"retry_after"\s*:\s*([\d.]+)/.exec(body)?.[1] ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.ceil(seconds * 1000) : null;
}
