import { useState } from 'preact/hooks';
import type { OverviewView } from '../../../views/overview.js';
import { Button } from '../parts/Button.js';
import { ConfirmDialog, type Question } from '../parts/ConfirmDialog.js';
import { Icon, type IconName } from '../parts/Icon.js';
import { Tag, type Tone } from '../parts/Tag.js';
import { whyNotNow } from '../state/mayAct.js';

type State = OverviewView['trading']['state'];

/** What each state is called, and what it means. */
export const tradingWords: Readonly<Record<State, { name: string; means: string; tone: Tone; icon: IconName }>> = {
  active: { name: 'Active', means: 'does all that its rules want', tone: 'good', icon: 'play' },
  reducing: { name: 'Only reducing', means: 'does only what lowers risk', tone: 'warn', icon: 'pause' },
  halted: { name: 'Halted', means: 'sends nothing, not even to avoid a liquidation', tone: 'bad', icon: 'halt' },
};

interface Verb {
  verb: 'pause' | 'resume' | 'halt';
  label: string;
  right: 'operate' | 'resume';
  icon: IconName;
  question: Omit<Question, 'path' | 'body'>;
}

const verbs: readonly Verb[] = [
  {
    verb: 'pause',
    label: 'Pause',
    right: 'operate',
    icon: 'pause',
    question: {
      title: 'Pause: only reduce risk',
      says: (
        <p>
          From the next block on ballast does only what lowers risk: it still adds margin, deleverages and avoids
          liquidations. What is in flight is followed to its end.
        </p>
      ),
      verb: 'Pause',
      because: 'offered',
      done: 'Paused: ballast only lowers risk from the next block on.',
    },
  },
  {
    verb: 'halt',
    label: 'Halt',
    right: 'operate',
    icon: 'halt',
    question: {
      title: 'Halt: send nothing',
      says: (
        <p>
          ballast will send <strong>nothing at all</strong>, not even what avoids a liquidation. It goes on watching and
          telling. For most troubles, pausing is enough.
        </p>
      ),
      verb: 'Halt',
      danger: true,
      word: 'halt',
      because: 'wanted',
      done: 'Halted: ballast sends nothing.',
    },
  },
  {
    verb: 'resume',
    label: 'Resume',
    right: 'resume',
    icon: 'play',
    question: {
      title: 'Resume: everything again',
      says: (
        <p>
          From the next block on ballast does all that its rules want, within its limits. See first that the reason for
          the stop is gone.
        </p>
      ),
      verb: 'Resume',
      word: 'resume',
      because: 'offered',
      done: 'Resumed: ballast does all that its rules want from the next block on.',
    },
  },
];

const offered: Readonly<Record<State, readonly Verb['verb'][]>> = {
  active: ['pause', 'halt'],
  reducing: ['resume', 'halt'],
  halted: ['resume'],
};

/** What the keeper may do now, and the buttons that change it. */
export function TradingState({ overview }: { overview: OverviewView | null }) {
  // With what was seen when it was asked for: what somebody else does meanwhile must not be undone unseen.
  const [asked, ask] = useState<{ verb: Verb; seen: number | null } | null>(null);
  const whyNot = { operate: whyNotNow('operate'), resume: whyNotNow('resume') };
  if (!overview) return <Tag>…</Tag>;
  const { state } = overview.trading;
  const words = tradingWords[state];
  return (
    <>
      <span class={`tag ${words.tone}`} title={`ballast ${words.means}`}>
        <Icon name={words.icon} />
        {words.name}
      </span>
      {verbs
        .filter((one) => offered[state].includes(one.verb))
        .map((one) => (
          <Button
            key={one.verb}
            kind={one.verb === 'halt' ? 'danger' : 'plain'}
            whyNot={whyNot[one.right]}
            onClick={() => ask({ verb: one, seen: overview.trading.since })}
          >
            <Icon name={one.icon} />
            {one.label}
          </Button>
        ))}
      {asked && (
        <ConfirmDialog
          question={{
            ...asked.verb.question,
            path: `/v1/trading-state/${asked.verb.verb}`,
            body: (because) => ({ text: because, seen: asked.seen }),
          }}
          onClose={() => ask(null)}
        />
      )}
    </>
  );
}
