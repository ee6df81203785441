import type { ComponentChildren } from 'preact';
import { strategyOfBook } from '../../../../chains/strategyOn.js';
import { isBookOld } from '../../../liveness.js';
import type { BookView } from '../../../views/book.js';
import type { OverviewView } from '../../../views/overview.js';
import { useNow } from '../state/clock.js';
import { useView } from '../state/view.js';
import { Ago } from './When.js';

type Standing = Pick<BookView, 'liveAt' | 'isKept' | 'isStale'>;

interface OfBookProps {
  name: string;
  /** Of its newest recorded tick, unix ms: of a book on a further chain nothing newer is told. */
  recordedAt?: number | null;
  children: ComponentChildren;
}

/** What is told of one book. Where it is not kept, or no tick of it has come for long, that is said above it and its figures step back. */
export function OfBook({ name, recordedAt = null, children }: OfBookProps) {
  const now = useNow(10_000);
  const { data: overview } = useView<OverviewView>('/v1/overview');
  const ofStrategy = overview?.books.find((one) => one.strategy === strategyOfBook(name));
  const book: Standing | undefined =
    ofStrategy === undefined || ofStrategy.strategy === name
      ? ofStrategy
      : {
          ...{ liveAt: recordedAt, isKept: ofStrategy.isKept },
          isStale: recordedAt === null || isBookOld(recordedAt, now),
        };
  const isOld = book !== undefined && (book.isStale || !book.isKept);
  return (
    <div class={isOld ? 'stack is-stale' : 'stack'}>
      {isOld && <Old book={book} />}
      {children}
    </div>
  );
}

function Old({ book: { liveAt, isKept } }: { book: Standing }) {
  const now = useNow();
  return (
    <div class="notice warn" role="status">
      <span>
        <strong>
          {liveAt === null ? (
            'No tick yet.'
          ) : liveAt > now ? (
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
