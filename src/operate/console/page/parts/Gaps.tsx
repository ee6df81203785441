interface GapsProps {
  gaps: readonly string[];
  unread?: readonly { venue: string; error: string }[];
}

/** What is not told, or stands on an assumption. A venue that could not be read is said at once; the rest on asking. */
export const Gaps = ({ gaps, unread = [] }: GapsProps) => (
  <>
    {unread.length > 0 && (
      <div class="notice warn" role="status">
        {unread.map(({ venue, error }) => (
          <span key={venue}>
            <strong>{venue} could not be read:</strong> {error}
          </span>
        ))}
      </div>
    )}
    {gaps.length > 0 && (
      <details>
        <summary>
          {gaps.length === 1
            ? 'One figure here is missing, or stands on an assumption'
            : `${gaps.length} figures here are missing, or stand on assumptions`}
        </summary>
        <ul class="bullets small soft">
          {gaps.map((gap) => (
            <li key={gap}>{gap}</li>
          ))}
        </ul>
      </details>
    )}
  </>
);
