import type { OrderView } from '../../../../views/order.js';
import { Card } from '../../parts/Card.js';
import { Checks } from '../../parts/Checks.js';
import { Loaded } from '../../parts/Loaded.js';
import { orderTone } from '../../parts/orderTone.js';
import { PageHead } from '../../parts/PageHead.js';
import { Tag } from '../../parts/Tag.js';
import { Timeline } from '../../parts/Timeline.js';
import { useView } from '../../state/view.js';
import { About } from './About.js';
import { Legs } from './Legs.js';
import { OrderWishes } from './OrderWishes.js';
import { Parts } from './Parts.js';

/** One order's story, from the asking to the last fill. */
export function Story({ id }: { id: string }) {
  const view = useView<OrderView>(`/v1/orders/${encodeURIComponent(id)}`, { kinds: ['orders', 'tick', 'reviews'] });
  return (
    <Loaded view={view} lines={12}>
      {(story) => <Told story={story} />}
    </Loaded>
  );
}

function Told({ story }: { story: OrderView }) {
  const { order, at } = story;
  return (
    <>
      <p class="small">
        <a class="lone" href="/orders">
          Orders
        </a>
      </p>
      <PageHead
        title={order.what}
        lead={
          <>
            <Tag tone={orderTone(order.status)}>{order.statusText}</Tag>{' '}
            {order.isPaused && <Tag tone="warn">paused</Tag>}
          </>
        }
      >
        <OrderWishes order={order} />
      </PageHead>
      <div class="cards">
        <About story={story} />
        <Card title="What happened" span={7} flush>
          <Timeline events={story.events} now={at} />
        </Card>
        {story.legs && <Legs legs={story.legs} />}
        {story.parts.length > 0 && (
          <Card title="Parts and transactions" flush>
            <Parts parts={story.parts} chainId={order.chainId} />
          </Card>
        )}
        {story.checks.length > 0 && (
          <Card title="Checks">
            <Checks checks={story.checks} />
          </Card>
        )}
      </div>
    </>
  );
}
