import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { ApiError } from './answers.js';

/**
 * The body of a request. Ask for it once it is known who sends it: until then nothing of it is read, so that nobody fills the
 * memory who may do nothing here.
 * @throws ApiError where it is longer than it may be
 */
export async function readText(context: Context, mostBytes: number): Promise<string> {
  let text = '';
  const limit = bodyLimit({
    maxSize: mostBytes,
    onError: () => {
      throw new ApiError(413, 'too_large', `the body is larger than ${mostBytes / 1_024} KB`, 'send less at once');
    },
  });
  await limit(context, async () => {
    text = await context.req.text();
  });
  return text;
}
