import { useState } from 'preact/hooks';
import type { StrategyView } from '../../../../views/strategies.js';
import { Button } from '../../parts/Button.js';
import { Card } from '../../parts/Card.js';
import { Fact } from '../../parts/Fact.js';
import { type Column, Table } from '../../parts/Table.js';
import { Tag } from '../../parts/Tag.js';
import { When } from '../../parts/When.js';
import { whyNotNow } from '../../state/mayAct.js';
import { brief } from '../../state/numbers.js';
import { hasUnsent } from '../../state/unsent.js';
import { Changes } from './Changes.js';
import { Editor, newText } from './Editor.js';
import { Source } from './Source.js';

type Rule = StrategyView['rules'][number];

const onDisk: Readonly<Record<StrategyView['onDisk'], string | null>> = {
  same: null,
  changed: 'The file on the disk says something else than what runs: `ballast reload` shows what it would change.',
  missing: 'The file is not on the disk any more. What runs goes on until the daemon is started anew.',
  unreadable: 'The file on the disk cannot be read by the daemon’s user.',
  elsewhere: null,
};

/** One strategy as it runs, with all that it was before. */
export function Strategy({ strategy, now }: { strategy: StrategyView; now: number }) {
  const [edits, edit] = useState(() => hasUnsent(newText(strategy.name)));
  const whyNot = whyNotNow('trade');
  const told = onDisk[strategy.onDisk];
  return (
    <>
      <Card
        title={strategy.name}
        rest={
          <>
            {strategy.isKept ? <Tag tone="good">runs</Tag> : <Tag>does not run</Tag>}{' '}
            {strategy.mode && <Tag tone={strategy.mode === 'live' ? 'good' : 'note'}>{strategy.mode}</Tag>}
          </>
        }
      >
        <div class="stack">
          <dl class="facts">
            <Fact name="File">
              <code>{strategy.file}</code>
            </Fact>
            {strategy.account && (
              <Fact name="Account">
                <code>{strategy.account}</code> on {strategy.chain}
              </Fact>
            )}
            <Fact name="This text">
              <code title={strategy.hash}>{brief(strategy.hash, 12)}</code> since <When at={strategy.since} now={now} />
            </Fact>
          </dl>
          {told && <p class="notice warn small">{told}</p>}
          {edits ? (
            <Editor strategy={strategy} onClose={() => edit(false)} />
          ) : (
            <>
              <div class="row">
                <Button
                  whyNot={strategy.isKept ? whyNot : 'It does not run: edit its file.'}
                  onClick={() => edit(true)}
                >
                  Propose a change…
                </Button>
              </div>
              <Source text={strategy.source} label={`Text of ${strategy.name}`} />
            </>
          )}
        </div>
      </Card>
      <Card title="Rules" flush>
        <Table
          caption="Rules"
          columns={rules(now, strategy.name)}
          rows={strategy.rules}
          keyOf={({ line, name }) => `${line} ${name}`}
        />
      </Card>
      <Card
        title="History"
        flush
        rest={`${strategy.history.length} ${strategy.history.length === 1 ? 'text' : 'texts'}`}
      >
        <ol class="list">
          {strategy.history.map((version) => (
            <li key={`${version.hash} ${version.since}`} class="stack tight">
              <div class="row apart">
                <span>
                  <code title={version.hash}>{brief(version.hash, 12)}</code>{' '}
                  {version.how === 'reload' ? `reloaded, confirmed by ${version.by}` : 'at a start'}
                </span>
                <When at={version.since} now={now} />
              </div>
              {version.untold && <p class="small soft">{version.untold}</p>}
              {version.changes.length > 0 && <Changes changes={version.changes} />}
              <details>
                <summary>Its text</summary>
                <Source text={version.source} label="Text of this version" />
              </details>
            </li>
          ))}
        </ol>
      </Card>
    </>
  );
}

const rules = (now: number, strategy: string): readonly Column<Rule>[] => [
  {
    head: 'Rule',
    kind: 'main',
    cell: ({ name, when }) => (
      <>
        <a class="title" href={`/decisions?book=${encodeURIComponent(strategy)}&rule=${encodeURIComponent(name)}`}>
          {name}
        </a>
        <div class="small soft mono">{when}</div>
      </>
    ),
  },
  { head: 'Kind', cell: ({ kind }) => kind },
  { head: 'Line', kind: 'right', cell: ({ line }) => line },
  {
    head: 'Last said',
    cell: ({ lastVerdict }) => (lastVerdict === null ? <span class="faint">nothing yet</span> : lastVerdict),
  },
  { head: 'When', cell: ({ lastAt }) => <When at={lastAt} now={now} /> },
];
