import type { MiddlewareHandler } from 'hono';
import type { Hosts } from '../http/hosts.js';
import { ApiError } from './answers.js';

/** Everything the page is made of comes from here; nothing is written into it as text. */
export const pagePolicy = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'"],
  ...["connect-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join('; ');

const nothingPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

const methods = ['GET', 'HEAD', 'POST', 'DELETE'];

/** What every answer carries, so that a browser neither keeps, guesses at, frames nor shares it. Other methods are refused. */
export const safeHeaders =
  ({ publicUrls }: Hosts): MiddlewareHandler =>
  async (context, next) => {
    context.header('cache-control', 'no-store');
    context.header('content-security-policy', nothingPolicy);
    context.header('x-content-type-options', 'nosniff');
    context.header('x-frame-options', 'DENY');
    context.header('referrer-policy', 'no-referrer');
    context.header('cross-origin-opener-policy', 'same-origin');
    context.header('cross-origin-resource-policy', 'same-origin');
    context.header('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
    context.header('vary', 'Cookie, Authorization');
    if (publicUrls.some(({ protocol }) => protocol === 'https:'))
      context.header('strict-transport-security', 'max-age=31536000');
    if (methods.includes(context.req.method)) return next();
    context.header('allow', methods.join(', '));
    throw new ApiError(405, 'method_not_allowed', `nothing is done by this method`, 'GET or POST');
  };
