import type { OverviewView } from '../../../../views/overview.js';
import { Icon } from '../../parts/Icon.js';

/** What waits for a person, above everything else; nothing where nothing does. */
export function Waiting({ overview }: { overview: OverviewView }) {
  const { critical, warning } = overview.alerts;
  const { reviewsWaiting } = overview;
  if (critical + warning + reviewsWaiting === 0) return null;
  return (
    <div class="row">
      {critical + warning > 0 && (
        <a class="button" href="/alerts">
          <span class={critical > 0 ? 'ink-bad' : 'ink-warn'}>
            <Icon name={critical > 0 ? 'bad' : 'warn'} />
          </span>
          {critical > 0 ? `${critical} critical` : ''}
          {critical > 0 && warning > 0 ? ', ' : ''}
          {warning > 0 ? `${warning} ${warning === 1 ? 'warning' : 'warnings'}` : ''}
        </a>
      )}
      {reviewsWaiting > 0 && (
        <a class="button" href="/approvals">
          <Icon name="approvals" />
          {reviewsWaiting === 1 ? '1 order waits' : `${reviewsWaiting} orders wait`} for approval
        </a>
      )}
    </div>
  );
}
