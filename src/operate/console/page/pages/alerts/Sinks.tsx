import type { AlertsView } from '../../../../views/alerts.js';
import { Card } from '../../parts/Card.js';
import { Empty } from '../../parts/Loaded.js';
import { type Column, Table } from '../../parts/Table.js';
import { Tag } from '../../parts/Tag.js';
import { When } from '../../parts/When.js';

type Sink = AlertsView['sinks'][number];

/** Who is told of alerts, and whether it gets there. */
export const Sinks = ({ sinks, now }: { sinks: readonly Sink[]; now: number }) => (
  <Card title="Who is told" flush>
    {sinks.length === 0 ? (
      <Empty title="Nobody is told">
        Alerts are only on this page and in <code>ballast alerts</code>. Name receivers in ballast.yaml under{' '}
        <code>alerts:</code>, then try them with <code>ballast alerts test</code>.
      </Empty>
    ) : (
      <Table caption="Receivers of alerts" columns={columns(now)} rows={sinks} keyOf={({ sink }) => sink} />
    )}
  </Card>
);

const columns = (now: number): readonly Column<Sink>[] => [
  { head: 'Receiver', kind: 'main', cell: ({ sink }) => <span class="title">{sink}</span> },
  {
    head: 'Stands',
    cell: ({ state, failures }) => (
      <Tag tone={state === 'well' ? 'good' : state === 'failing' ? 'bad' : 'plain'}>
        {state === 'failing' ? `failing, ${failures} times` : state}
      </Tag>
    ),
  },
  { head: 'Last arrived', cell: ({ lastSentAt }) => <When at={lastSentAt} now={now} /> },
  { head: 'Tried again', cell: ({ retryAt }) => <When at={retryAt} now={now} /> },
  { head: 'It said', cell: ({ answer }) => <span class="small">{answer || '–'}</span> },
];
