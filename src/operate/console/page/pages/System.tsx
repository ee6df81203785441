import type { SystemView } from '../../../views/system.js';
import { Amount } from '../parts/Amount.js';
import { Card } from '../parts/Card.js';
import { Fact } from '../parts/Fact.js';
import { Empty, Loaded } from '../parts/Loaded.js';
import { PageHead } from '../parts/PageHead.js';
import { type Column, Table } from '../parts/Table.js';
import { Tag } from '../parts/Tag.js';
import { Ago, When } from '../parts/When.js';
import { bytes, figure } from '../state/numbers.js';
import { lasting } from '../state/times.js';
import { useView } from '../state/view.js';
import { Chain } from './system/Chain.js';
import { Key } from './system/Key.js';

/** The machine's side of things: what runs, on what, and how well. */
export default function System() {
  const view = useView<SystemView>('/v1/system', { pace: 1_000 });
  return (
    <>
      <PageHead title="System" lead="what runs, on what, and how well" />
      <Loaded view={view} lines={12}>
        {(system) => (
          <div class="cards dims">
            <Daemon system={system} />
            <Ledger system={system} />
            {system.chains.length === 0 ? (
              <Card title="Chains">
                <Empty title="No pulse yet">A daemon writes one for each chain with its first tick.</Empty>
              </Card>
            ) : (
              system.chains.map((chain) => <Chain key={chain.chainId} chain={chain} asOf={system.asOf} />)
            )}
            {system.keys.length > 0 && (
              <Card title="Keys" rest="of the last 24 hours">
                <div class="stack">
                  {system.keys.map((key) => (
                    <Key key={`${key.account} ${key.chainId}`} of={key} />
                  ))}
                </div>
              </Card>
            )}
            <Card title="Starts" flush>
              {system.runs.length === 0 ? (
                <Empty title="Never started">
                  <code>ballast run</code> starts a daemon.
                </Empty>
              ) : (
                <Table
                  caption="Starts of the daemon"
                  columns={runs(system.asOf)}
                  rows={system.runs}
                  keyOf={({ id }) => id}
                />
              )}
            </Card>
          </div>
        )}
      </Loaded>
    </>
  );
}

const Daemon = ({ system: { daemon, process, versions } }: { system: SystemView }) => (
  <Card
    title="Daemon"
    span={6}
    rest={
      daemon.running ? <Tag tone={daemon.silentMs > 0 ? 'warn' : 'good'}>runs</Tag> : <Tag tone="bad">does not run</Tag>
    }
  >
    <dl class="facts">
      <Fact name="Started">
        <Ago at={daemon.startedAt} />, {daemon.owner}
      </Fact>
      <Fact name="Last said it lives">
        <Ago at={daemon.seenAt} />
        {daemon.silentMs > 0 && <span class="ink-warn"> silent for {lasting(daemon.silentMs)}</span>}
      </Fact>
      {daemon.endedAt !== null && !daemon.running && (
        <Fact name={daemon.exitCode === null ? 'Restored from a backup' : 'Ended'}>
          <Ago at={daemon.endedAt} />
          {daemon.exitCode !== null && ` with ${daemon.exitCode}`}
        </Fact>
      )}
      {process && (
        <>
          <Fact name="Memory">
            <Amount of={bytes(process.rssBytes)} />{' '}
            <span class="soft">
              of them <Amount of={bytes(process.heapUsedBytes)} /> heap
            </span>
          </Fact>
          <Fact name="Event loop">
            late by <Amount of={figure(process.loopLagMeanMs, 1)} unit="ms" /> on average, at worst{' '}
            <Amount of={figure(process.loopLagWorstMs, 0)} unit="ms" />
          </Fact>
        </>
      )}
      <Fact name="Versions">
        ballast {versions.ballast}, Node {versions.node}, SQLite {versions.sqlite}
      </Fact>
    </dl>
  </Card>
);

const auditTones = { sound: 'good', broken: 'bad', unsigned: 'warn' } as const;

const Ledger = ({ system: { ledger, journal, asOf } }: { system: SystemView }) => (
  <Card title="Ledger and journal" span={6} rest={<Tag tone={auditTones[ledger.audit]}>audit {ledger.audit}</Tag>}>
    <dl class="facts">
      <Fact name="File">
        <code>{ledger.file}</code>
      </Fact>
      <Fact name="Size">
        <Amount of={bytes(ledger.bytes)} />, log <Amount of={bytes(ledger.walBytes)} />
        <span class="soft">
          , <Amount of={bytes(ledger.freeDiskBytes)} /> free on the disk
        </span>
      </Fact>
      <Fact name="Transactions open">
        <span class="num">{figure(journal.openAttempts, 0)}</span>
        {journal.oldestAttemptAt !== null && (
          <>
            , the oldest from <Ago at={journal.oldestAttemptAt} />
          </>
        )}
      </Fact>
      <Fact name="Last not written">
        {journal.lastError ? (
          <span class="ink-bad">
            {journal.lastError.text}, <Ago at={journal.lastError.at} />
          </span>
        ) : (
          'nothing'
        )}
      </Fact>
      <Fact name="Audit chain">
        <span class="num">{figure(ledger.entries, 0)}</span> entries, the last{' '}
        <When at={ledger.lastEntryAt} now={asOf} />
        {ledger.unsignedEntries > 0 && <span class="ink-warn"> {ledger.unsignedEntries} of the newest not signed</span>}
      </Fact>
    </dl>
  </Card>
);

const runs = (now: number): readonly Column<SystemView['runs'][number]>[] => [
  { head: 'Started', kind: 'main', cell: ({ startedAt }) => <When at={startedAt} now={now} /> },
  { head: 'Ended', cell: ({ endedAt }) => (endedAt === null ? 'not told' : <When at={endedAt} now={now} />) },
  { head: 'Code', cell: ({ exitCode }) => exitCode ?? '–' },
  { head: 'Version', cell: ({ version }) => version },
  { head: 'Process', cell: ({ owner }) => <span class="small">{owner}</span> },
];
