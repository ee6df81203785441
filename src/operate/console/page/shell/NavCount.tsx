import type { OverviewView } from '../../../views/overview.js';
import type { Page } from '../routes.js';

/** How many things of a page wait for somebody. */
export function NavCount({ page, overview }: { page: Page; overview: OverviewView | null }) {
  if (!overview) return null;
  const { critical, warning } = overview.alerts;
  const [count, tone, what] =
    page.path === '/alerts'
      ? [critical + warning, critical > 0 ? 'bad' : 'warn', critical > 0 ? `open, ${critical} critical` : 'open']
      : page.path === '/approvals'
        ? [overview.reviewsWaiting, 'warn', 'waiting']
        : page.path === '/orders'
          ? [overview.openOrders, '', 'open']
          : [0, '', ''];
  if (count === 0) return null;
  return (
    <span class={`count ${tone}`}>
      {count > 99 ? '99+' : count}
      <span class="unseen"> {what}</span>
    </span>
  );
}
