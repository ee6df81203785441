import type { ComponentChildren } from 'preact';
import type { SystemView } from '../../../../views/system.js';
import { Amount } from '../../parts/Amount.js';
import { Card } from '../../parts/Card.js';
import { type Column, Table } from '../../parts/Table.js';
import { Tag, type Tone } from '../../parts/Tag.js';
import { Ago } from '../../parts/When.js';
import { useNow } from '../../state/clock.js';
import { figure, percent } from '../../state/numbers.js';
import { lasting } from '../../state/times.js';

type ChainView = SystemView['chains'][number];
type Endpoint = ChainView['endpoints'][number];

const tones: Readonly<Record<Endpoint['state'], Tone>> = {
  well: 'good',
  shaky: 'warn',
  limited: 'warn',
  stale: 'warn',
  silent: 'bad',
  wrongChain: 'bad',
  lying: 'bad',
};

/** One chain as the keeper sees it: how new, how quick, and who tells it. */
export function Chain({ chain, asOf }: { chain: ChainView; asOf: number }) {
  const now = useNow();
  const age = chain.blockAgeMs === null ? null : chain.blockAgeMs + Math.max(0, now - asOf);
  const isOld = age !== null && age > chain.maxBlockAgeMs;
  const { quorum } = chain;
  return (
    <Card
      title={chain.chain}
      flush
      rest={
        <>
          {chain.isStale && <Tag tone="warn">old</Tag>}{' '}
          <Tag tone={isOld ? 'warn' : 'good'}>block {lasting(age)} old</Tag>{' '}
          <Tag tone={quorum.available < quorum.wanted ? 'bad' : 'good'}>
            {quorum.available} of {quorum.wanted} endpoints
          </Tag>
        </>
      }
    >
      <div class="stats bare">
        <Stat name="Block" value={figure(chain.block, 0)} under={<Ago at={chain.writtenAt} />} />
        <Stat name="Gas" value={gas(chain.gasPriceGwei)} unit="gwei" under="base fee" />
        <Stat name="Last tick" value={figure(chain.lastTickMs, 0)} unit="ms" under={<Ago at={chain.lastTickAt} />} />
        <Stat
          name="Ticks"
          value={figure(chain.ticks, 0)}
          under={`${figure(chain.ticksAbandoned, 0)} abandoned, mean ${figure(chain.meanTickMs, 0)} ms`}
        />
        <Stat name="Transactions open" value={figure(chain.openAttempts, 0)} under={chain.books.join(', ')} />
      </div>
      <Table
        caption={`Endpoints of ${chain.chain}`}
        columns={endpoints}
        rows={chain.endpoints}
        keyOf={({ label }) => label}
      />
    </Card>
  );
}

/** Fees are of many sizes: some chains ask thousandths of what others do. */
const gas = (gwei: number | null): string =>
  gwei !== null && gwei > 0 && gwei < 0.0005 ? '< 0.001' : figure(gwei, gwei !== null && gwei >= 100 ? 0 : 3);

const Stat = ({
  name,
  value,
  unit,
  under,
}: {
  name: string;
  value: string;
  unit?: string;
  under: ComponentChildren;
}) => (
  <div class="stat">
    <div class="small soft">{name}</div>
    <div class="main">
      <Amount of={value} unit={unit} />
    </div>
    <div class="under">{under}</div>
  </div>
);

const endpoints: readonly Column<Endpoint>[] = [
  {
    head: 'Endpoint',
    kind: 'main',
    cell: ({ label, isCurrent, says, lastError }) => (
      <>
        <span class="title">{label}</span> {isCurrent && <Tag tone="note">in use</Tag>}
        {(says ?? lastError) && <div class="small soft">{says ?? `last error: ${lastError}`}</div>}
      </>
    ),
  },
  { head: 'Stands', cell: ({ state }) => <Tag tone={tones[state]}>{state}</Tag> },
  { head: 'Answers in', kind: 'right', cell: ({ latencyMs }) => <Amount of={figure(latencyMs, 0)} unit="ms" /> },
  { head: 'Errors', kind: 'right', cell: ({ errorRate }) => <Amount of={percent(errorRate, 0)} unit="%" /> },
  { head: 'Block', kind: 'right', cell: ({ block }) => <span class="num">{figure(block, 0)}</span> },
  { head: 'Old', kind: 'right', cell: ({ blockAgeMs }) => <span class="num">{lasting(blockAgeMs)}</span> },
];
