import type { ChangeView } from '../../../../views/proposals.js';
import { Tag, type Tone } from '../../parts/Tag.js';

const tones: Readonly<Record<ChangeView['risk'], Tone>> = {
  adds: 'bad',
  lowers: 'good',
  unclear: 'warn',
  none: 'plain',
};
const words: Readonly<Record<ChangeView['risk'], string>> = {
  adds: 'adds risk',
  lowers: 'lowers risk',
  unclear: 'may add risk',
  none: 'no risk',
};

/** What a new text says otherwise, in an operator's words: not lines, but rules and limits. */
export const Changes = ({ changes }: { changes: readonly ChangeView[] }) => (
  <ul>
    {changes.map((change) => (
      <li class="change" key={`${change.part} ${change.subject} ${change.field} ${change.kind}`}>
        <span class="row">
          <span class="title">{change.subject}</span>
          {change.field && <code>{change.field}</code>}
          <span class="small soft">{change.kind}</span>
          {change.risk !== 'none' && <Tag tone={tones[change.risk]}>{words[change.risk]}</Tag>}
        </span>
        {(change.before !== null || change.after !== null) && (
          <span class="mono">
            {change.before !== null && <del>{change.before}</del>}
            {change.before !== null && change.after !== null && ' → '}
            {change.after !== null && <ins>{change.after}</ins>}
          </span>
        )}
        {change.why && <span class="small soft">{change.why}</span>}
      </li>
    ))}
  </ul>
);
