import { useState } from 'preact/hooks';
import type { AlertEntry, AlertsView } from '../../../views/alerts.js';
import { Button } from '../parts/Button.js';
import { Card } from '../parts/Card.js';
import { Choice } from '../parts/Choice.js';
import { ConfirmDialog } from '../parts/ConfirmDialog.js';
import { Fact } from '../parts/Fact.js';
import { Empty, Loaded } from '../parts/Loaded.js';
import { OlderButton } from '../parts/OlderButton.js';
import { PageHead } from '../parts/PageHead.js';
import { Tag } from '../parts/Tag.js';
import { Ago, Left, When } from '../parts/When.js';
import { Words } from '../parts/Words.js';
import { whyNotNow } from '../state/mayAct.js';
import { asking, useOlder } from '../state/older.js';
import { placeStore, refine } from '../state/route.js';
import { useStore } from '../state/store.js';
import { Sinks } from './alerts/Sinks.js';
import { wayOf } from './alerts/wayOf.js';

/** What a person must know: what happened, what ballast does about it, and how to stop that. */
export default function Alerts() {
  const { query } = useStore(placeStore);
  const state = query.get('state') ?? 'open';
  const { view, older } = useOlder<AlertsView, AlertEntry>(
    asking('/v1/alerts', { state: state === 'open' ? '' : state }),
    { kinds: ['alerts', 'samples'] },
    (page) => ({ rows: page.alerts, next: page.nextCursor }),
  );
  const counts = view.data?.counts;
  return (
    <>
      <PageHead
        title="Alerts"
        lead={
          counts &&
          (counts.open + counts.acknowledged === 0
            ? 'all quiet'
            : `${counts.open} open, ${counts.acknowledged} acknowledged, ${counts.critical} critical`)
        }
      />
      <div class="filters">
        <Choice
          label="Show"
          value={state}
          of={[
            ['open', 'Open ones'],
            ['resolved', 'What is over'],
            ['all', 'All'],
          ]}
          choose={(value) => refine({ state: value === 'open' ? null : value })}
        />
      </div>
      <Loaded view={view}>
        {(page) => (
          <div class="stack">
            {older.rows.length === 0 ? (
              <Card title={state === 'open' ? 'All quiet' : 'None'}>
                <Empty title={state === 'open' ? 'No alert is open' : 'No alert was ever over'}>
                  An alert appears here within a block of its cause, and closes by itself when the cause is gone.
                </Empty>
              </Card>
            ) : (
              older.rows.map((alert) => <Alert key={alert.id} alert={alert} now={page.at} />)
            )}
            {older.more && <OlderButton older={older} />}
            <Sinks sinks={page.sinks} now={page.at} />
          </div>
        )}
      </Loaded>
    </>
  );
}

function Alert({ alert, now }: { alert: AlertEntry; now: number }) {
  const [asks, ask] = useState(false);
  const whyNot = whyNotNow('operate');
  const { state, severity } = alert;
  const way = state === 'resolved' ? null : wayOf(alert);
  // Of an id the first half is enough to know it again.
  const subject = /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(alert.subject) ? alert.subject.slice(0, 13) : alert.subject;
  return (
    <Card
      title={
        <>
          {state === 'resolved' ? (
            <Tag tone="good">over</Tag>
          ) : (
            <Tag tone={severity === 'critical' ? 'bad' : 'warn'}>{severity}</Tag>
          )}{' '}
          {alert.says.charAt(0).toUpperCase() + alert.says.slice(1)}
        </>
      }
      rest={
        state === 'resolved' ? (
          <span>
            over since <When at={alert.resolvedAt} now={now} />
          </span>
        ) : (
          <span>
            opened <Ago at={alert.openedAt} />
          </span>
        )
      }
    >
      <div class="stack tight">
        <p>
          <strong>{subject}</strong>: <Words of={alert.text} />
        </p>
        <dl class="facts">
          <Fact name="ballast">
            <Words of={alert.does} />
            {alert.next && (
              <span class="soft">
                {/[.!?]$/.test(alert.does) ? ' ' : '. '}
                Next: <Words of={alert.next} />
              </span>
            )}
          </Fact>
          <Fact name="You can">
            <Words of={alert.mend} />
          </Fact>
          <Fact name="To stop it">
            <Words of={alert.howToStop} />
          </Fact>
          <Fact name="Told">
            {alert.deliveries.sinks.length === 0 ? 'nobody' : alert.deliveries.sinks.join(', ')}
            {alert.deliveries.waiting > 0 && `; ${alert.deliveries.waiting} tried again`}
            {alert.deliveries.givenUp > 0 && `; ${alert.deliveries.givenUp} never arrived`}
            <span class="faint">
              {' '}
              · <code>{alert.code}</code>, seen {alert.times} {alert.times === 1 ? 'time' : 'times'}, last{' '}
              <When at={alert.seenAt} now={now} />
            </span>
          </Fact>
        </dl>
        {state === 'acknowledged' && (
          <p class="small soft">
            Taken on by <strong>{alert.acknowledgedBy}</strong> <Ago at={alert.acknowledgedAt} />
            {alert.acknowledgedText && `: ${alert.acknowledgedText}`}. Nobody is told again until it is over
            {alert.acknowledgedUntil !== null && (
              <>
                , or <Left until={alert.acknowledgedUntil} /> have passed
              </>
            )}
            .
          </p>
        )}
        {(way || state === 'open') && (
          <div class="row">
            {way && (
              <a class="button" href={way.href}>
                {way.name}
              </a>
            )}
            {state === 'open' && (
              <Button whyNot={whyNot} onClick={() => ask(true)}>
                Acknowledge
              </Button>
            )}
          </div>
        )}
      </div>
      {asks && (
        <ConfirmDialog
          question={{
            title: 'Acknowledge: you take it on',
            says: (
              <p>
                Nobody is told of it again until it is over or gets worse. It stays open until its cause is gone:
                acknowledging mends nothing.
              </p>
            ),
            verb: 'Acknowledge',
            path: `/v1/alerts/${encodeURIComponent(alert.id)}/acknowledge`,
            body: (text) => ({ text }),
            because: 'offered',
            done: 'Acknowledged: it is silent until it is over or gets worse.',
          }}
          onClose={() => ask(false)}
        />
      )}
    </Card>
  );
}
