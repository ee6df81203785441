import type { OrderEventView } from '../../../views/orderEvents.js';
import { brief, exact, figure } from '../state/numbers.js';
import { lasting } from '../state/times.js';
import { Amount } from './Amount.js';
import { Empty } from './Loaded.js';
import { When } from './When.js';

/** What happened, in order of time. */
export const Timeline = ({ events, now }: { events: readonly OrderEventView[]; now: number }) =>
  events.length === 0 ? (
    <Empty title="Nothing happened yet">The keeper takes it up at its next block.</Empty>
  ) : (
    <ol class="timeline">
      {events.map((event, index) => (
        <li key={index} class={event.tone}>
          <div class="when">
            <When at={event.at} now={now} />
            <div>+{event.afterMs < 1_000 ? `${Math.round(event.afterMs)} ms` : lasting(event.afterMs)}</div>
          </div>
          <div class="what">
            <span class="title">{event.title}</span> {event.by && <span class="small soft">by {event.by}</span>}
            {event.text && <div>{event.text}</div>}
            <div class="small soft row">
              {event.text === '' && event.quantity !== null && <Amount of={exact(event.quantity)} />}
              {event.transactionHash && <code title={event.transactionHash}>{brief(event.transactionHash, 14)}</code>}
              {event.blockNumber !== null && <span class="num">block {figure(event.blockNumber, 0)}</span>}
            </div>
          </div>
        </li>
      ))}
    </ol>
  );
