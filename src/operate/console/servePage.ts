import type { Context, Hono } from 'hono';
import { strangeName } from '../api/callers.js';
import { pagePolicy } from '../api/safeHeaders.js';
import { type Hosts, originOf } from '../http/hosts.js';
import type { PageFile, PageFiles } from './pageFiles.js';

/**
 * Serves the page: a file by its exact path, and `index.html` for whatever else looks like a page, so that a link to one works. There
 * is nothing secret in it, so nobody is asked who they are. Paths are looked up in a map and never on a disk.
 */
export function servePage(api: Pick<Hono, 'get'>, files: PageFiles, hosts: Hosts): void {
  api.get('*', async (context, next) => {
    const { path } = context.req;
    const isPage = /^\/[\w/-]*$/.test(path) && !/^\/(v1|session|assets)(\/|$)/.test(path);
    const file = files.get(path) ?? (isPage ? files.get('/index.html') : undefined);
    if (!file) return next();
    if (originOf(context.req.header('host'), hosts) === undefined) throw strangeName();
    return send(context, file);
  });
}

async function send(context: Context, file: PageFile): Promise<Response> {
  context.header('content-security-policy', pagePolicy);
  context.header('cache-control', file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  context.header('vary', 'Accept-Encoding');
  context.header('etag', file.etag);
  if (context.req.header('if-none-match') === file.etag) return context.body(null, 304);
  const taken = context.req.header('accept-encoding') ?? '';
  const how = /\bbr\b/.test(taken) ? 'br' : /\bgzip\b/.test(taken) ? 'gzip' : undefined;
  if (how) context.header('content-encoding', how);
  const bytes = how ? await file.packed(how) : file.bytes;
  return context.body(new Uint8Array(bytes), 200, { 'content-type': file.type });
}
