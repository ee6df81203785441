import type { ComponentChildren } from 'preact';
import type { BookView } from '../../../views/book.js';
import type { OverviewView } from '../../../views/overview.js';
import { useNow } from '../state/clock.js';
import { useView } from '../state/view.js';
import { Ago } from './When.js';

/** What is told of one book. Where it is not kept, or no tick of it has come for long, that is said above it and its figures step back. */
export function OfBook({ name, children }: { name: string; children: ComponentChildren }) {
  const { data: overview } = useView<OverviewView>('/v1/overview');
  const book = overview?.books.find((one) => one.strategy === name);
  const isOld = book !== undefined && (book.isStale || !book.isKept);
  return (
    <div class={isOld ? 'stack is-stale' : 'stack'}>
      {isOld && <Old book={book} />}
      {children}
    </div>
  );
}

function Old({ book: { liveAt, isKept } }: { book: BookView }) {
  const isAhead = liveAt !== null && liveAt > useNow();
  return (
    <div class="notice warn" role="status">
      <span>
        <strong>
          {isAhead ? (
            'Written before the clock was set back.'
          ) : (
            <>
              As of <Ago at={liveAt} />: no tick since.
            </>
          )}
        </strong>{' '}
        {isKept ? 'Nothing is decided for this book until one comes.' : 'This book is not kept any more.'}
      </span>
    </div>
  );
}
