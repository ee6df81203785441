interface BookTabsProps {
  books: readonly string[];
  book: string | null;
  choose: (book: string) => void;
}

/** Which book is looked at, where there are several. */
export const BookTabs = ({ books, book, choose }: BookTabsProps) =>
  books.length < 2 ? null : (
    // biome-ignore lint/a11y/useSemanticElements: a row of buttons, and not of what is filled in
    <div class="tabs" role="group" aria-label="Book">
      {books.map((one) => (
        <button key={one} type="button" aria-pressed={one === book} onClick={() => choose(one)}>
          {one}
        </button>
      ))}
    </div>
  );
