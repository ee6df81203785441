import { useState } from 'preact/hooks';
import type { ProposalView } from '../../../../views/proposals.js';
import { Button } from '../../parts/Button.js';
import { Card } from '../../parts/Card.js';
import { ConfirmDialog, type Question } from '../../parts/ConfirmDialog.js';
import { Tag, type Tone } from '../../parts/Tag.js';
import { Left, When } from '../../parts/When.js';
import { whyNotNow } from '../../state/mayAct.js';
import { Changes } from './Changes.js';
import { Foresight } from './Foresight.js';
import { Source } from './Source.js';

const tones: Readonly<Record<ProposalView['status'], Tone>> = {
  Proposed: 'warn',
  Confirmed: 'note',
  Applied: 'good',
  Refused: 'bad',
  Rejected: 'plain',
  Expired: 'plain',
};

/** A change that somebody proposes: what it says otherwise, what it would decide now, and the answer to it. */
export function Proposal({ proposal, now }: { proposal: ProposalView; now: number }) {
  const [asked, ask] = useState<Question | null>(null);
  const [mayConfirm, mayReject] = [whyNotNow('resume'), whyNotNow('operate')];
  const path = `/v1/proposals/${encodeURIComponent(proposal.id)}`;
  const waits = proposal.status === 'Proposed';
  const isConfirmed = proposal.status === 'Confirmed';
  return (
    <Card
      title={`Change proposed by ${proposal.author}`}
      rest={
        <>
          {proposal.addsRisk && <Tag tone="bad">adds risk</Tag>}{' '}
          <Tag tone={tones[proposal.status]}>{proposal.status.toLowerCase()}</Tag>{' '}
          {waits && (
            <span>
              <Left until={proposal.expiresAt} /> left
            </span>
          )}
        </>
      }
    >
      <div class="stack">
        <p class="small soft">
          <When at={proposal.at} now={now} />
          {proposal.because && `: ${proposal.because}`}
          {proposal.by && `; answered by ${proposal.by}`}
          {proposal.text && `: ${proposal.text}`}
        </p>
        <Changes changes={proposal.changes} />
        {waits && <Foresight foresight={proposal.foresight} untold={proposal.untold} />}
        <details>
          <summary>The whole new text</summary>
          <Source text={proposal.source} label="The new text" />
        </details>
        {(waits || isConfirmed) && (
          <div class="row">
            {waits && (
              <Button
                kind="first"
                whyNot={mayConfirm}
                tells
                onClick={() =>
                  ask({
                    title: 'Confirm: this text is to run',
                    says: (
                      <p>
                        The daemon takes it between its next two ticks, whole or not at all. What is in flight is
                        followed as before.
                        {proposal.addsRisk && ' It adds risk: see above by what.'}
                      </p>
                    ),
                    verb: 'Confirm',
                    word: 'confirm',
                    path: `${path}/confirm`,
                    body: () => ({ hash: proposal.hash }),
                    done: 'Confirmed: the daemon takes it between its next two ticks.',
                  })
                }
              >
                Confirm…
              </Button>
            )}
            <Button
              kind="danger"
              whyNot={mayReject}
              onClick={() =>
                ask({
                  title: isConfirmed ? 'Take this change back' : 'Reject this change',
                  says: (
                    <p>
                      {isConfirmed &&
                        'It is confirmed, and the daemon has not taken it yet: it does not take it then. '}
                      What runs goes on as it is.
                    </p>
                  ),
                  verb: isConfirmed ? 'Take back' : 'Reject',
                  danger: true,
                  path: `${path}/reject`,
                  body: (text) => ({ text }),
                  because: 'offered',
                  done: `${isConfirmed ? 'Taken back' : 'Rejected'}: what runs goes on as it is.`,
                })
              }
            >
              {isConfirmed ? 'Take back…' : 'Reject…'}
            </Button>
          </div>
        )}
      </div>
      {asked && <ConfirmDialog question={asked} onClose={() => ask(null)} />}
    </Card>
  );
}
