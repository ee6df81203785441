import type { DraftView } from '../../../../views/proposals.js';
import { Changes } from './Changes.js';
import { Foresight } from './Foresight.js';
import { Source } from './Source.js';

/** What a new text means: what is wrong with it, by line; or what it changes, and what it would decide now. */
export const DraftSaid = ({ draft, source }: { draft: DraftView; source: string }) =>
  draft.problems.length > 0 ? (
    <>
      <h3>{draft.problems.length === 1 ? '1 thing is wrong' : `${draft.problems.length} things are wrong`}</h3>
      <ul class="bullets">
        {draft.problems.map(({ line, path, message, mend }) => (
          <li key={`${line} ${path} ${message}`}>
            {line > 0 && <strong>line {line}: </strong>}
            {message}. <span class="soft">{mend}</span>
          </li>
        ))}
      </ul>
      <Source
        text={source}
        label="The text with its wrong lines marked"
        wrong={draft.problems.map(({ line }) => line)}
      />
    </>
  ) : (
    <>
      <h3>What it changes</h3>
      {draft.changes.length === 0 ? (
        <p class="soft">Nothing of what is decided: words or comments only.</p>
      ) : (
        <Changes changes={draft.changes} />
      )}
      <h3>What it would decide now</h3>
      <Foresight foresight={draft.foresight} untold={draft.untold} />
    </>
  );
