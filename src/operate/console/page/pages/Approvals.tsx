import { useState } from 'preact/hooks';
import type { ReviewRowView, ReviewsView } from '../../../views/reviews.js';
import { Card } from '../parts/Card.js';
import { Choice } from '../parts/Choice.js';
import { Empty, Loaded } from '../parts/Loaded.js';
import { OlderButton } from '../parts/OlderButton.js';
import { PageHead } from '../parts/PageHead.js';
import { asking, useOlder } from '../state/older.js';
import { placeStore, refine } from '../state/route.js';
import { useStore } from '../state/store.js';
import { Answer } from './approvals/Answer.js';
import { ReviewCard } from './approvals/ReviewCard.js';

/** What waits for a person, the soonest to run out first; then what was answered. */
export default function Approvals() {
  // Kept here, where it stays when somebody else is first and the question leaves the list: then that is told.
  const [answered, answer] = useState<{ review: ReviewRowView; verdict: 'approve' | 'reject' } | null>(null);
  const { query } = useStore(placeStore);
  const open = query.get('open') ?? 'true';
  // Of every book, whichever is looked at: what waits for a person is not to be overlooked.
  const path = asking('/v1/reviews', { open: open === 'true' ? 'true' : '' });
  const { view, older } = useOlder<ReviewsView, ReviewRowView>(path, { kinds: ['reviews', 'tick'] }, (page) => ({
    rows: page.rows,
    next: page.nextCursor,
  }));
  return (
    <>
      <PageHead
        title="Approvals"
        lead={
          view.data &&
          (view.data.open === 0
            ? 'nothing waits'
            : `${view.data.open} ${view.data.open === 1 ? 'waits' : 'wait'} for a person`)
        }
      />
      <div class="filters">
        <Choice
          label="Show"
          value={open}
          of={[
            ['true', 'What waits'],
            ['all', 'Also what was answered'],
          ]}
          choose={(value) => refine({ open: value === 'true' ? null : value })}
        />
      </div>
      <Loaded view={view}>
        {(page) => (
          <div class="stack">
            {older.rows.length === 0 ? (
              <Card title="Nothing waits">
                <Empty title="No order waits for a person">
                  One does when it is beyond a limit’s <code>review</code> value. What avoids a liquidation never waits.
                </Empty>
              </Card>
            ) : (
              older.rows.map((row) => (
                <ReviewCard
                  key={row.id}
                  review={row}
                  now={page.at}
                  answer={(verdict) => answer({ review: row, verdict })}
                />
              ))
            )}
            {older.rows.length > 0 && open !== 'true' && <OlderButton older={older} />}
          </div>
        )}
      </Loaded>
      {answered && <Answer {...answered} onClose={() => answer(null)} />}
    </>
  );
}
