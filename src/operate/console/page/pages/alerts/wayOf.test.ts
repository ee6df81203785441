import { expect, test } from 'vitest';
import { pageAt } from '../../routes.js';
import { wayOf } from './wayOf.js';

const id = '0198f2c4-7a1b-7000-8000-000000000001';

test.each([
  ['REVIEW_WAITING', id, '/approvals'],
  ['ORDER_STALLED', id, `/orders/${id}`],
  ['ATTEMPT_UNKNOWN', id, `/decisions/${id}`],
  ['RELOAD_REFUSED', 'eth-book', '/strategies?strategy=eth-book'],
  ['RISK_UNTOLD', 'eth-book@arbitrum', '/risk?book=eth-book%40arbitrum'],
  ['HEALTH_LOW', 'eth-book perp-v2 cross', '/risk?book=eth-book'],
  ['CHAIN_SILENT', 'chain 31337', '/system'],
])('behavior: from %s of %s a link leads to %s', (code, subject, href) => {
  expect(wayOf({ code, subject })?.href).toBe(href);
  expect(pageAt(href.split('?')[0] ?? '')).not.toBeNull();
});

test.each(['DISK_LOW', 'toString', 'OF_ANOTHER_VERSION'])('behavior: %s has no page', (code) => {
  expect(wayOf({ code, subject: 'x' })).toBeNull();
});
