import { plainText } from '../../../../plainText.js';

/** A text with its lines numbered; those that are wrong are marked, and said to be. */
export const Source = ({ text, label, wrong = [] }: { text: string; label: string; wrong?: readonly number[] }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
  <section class="source-wrap" tabIndex={0} aria-label={label}>
    <pre class="source">
      <code>
        {text
          .replace(/\n$/, '')
          .split('\n')
          .map((line, index) => (
            <span key={index} class={`line${wrong.includes(index + 1) ? ' wrong' : ''}`} data-line={index + 1}>
              {wrong.includes(index + 1) && <span class="unseen">wrong: </span>}
              {plainText(line, false) || ' '}
            </span>
          ))}
      </code>
    </pre>
  </section>
);
