/** A text of the daemon's in which `backticks` mark what can be typed. It stays text: nothing in it is markup. */
export const Words = ({ of }: { of: string }) => (
  <>
    {of
      .split('`')
      .map((part, index, all) =>
        index % 2 === 1 && index < all.length - 1 ? (
          <code key={index}>{part}</code>
        ) : index % 2 === 1 ? (
          `\`${part}`
        ) : (
          part
        ),
      )}
  </>
);
