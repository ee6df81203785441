import { slackBlocks } from '../say/slackBlocks.js';
import { judge, post } from './post.js';
import type { Sink } from './sink.js';

/** An incoming webhook of Slack. @param url secret: whoever has it can write there */
export const createSlackSink = (name: string, { url, timeoutMs }: { url: string; timeoutMs: number }): Sink => ({
  name,
  async send({ said }, stop) {
    const response = await post(url, JSON.stringify(slackBlocks(said)), { timeoutMs, stop });
    if ('kind' in response) return response;
    const outcome = judge(response);
    // A plan that allows no more, a workspace that is gone: Slack says so with words, not with the status.
    const isBarred = /no_active_hooks|no_service|invalid_token|token_revoked|channel_is_archived|channel_not_found/;
    return outcome.kind === 'refused' && isBarred.test(response.body) ? { ...outcome, kind: 'barred' } : outcome;
  },
});
