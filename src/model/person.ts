/**
 * Who somebody is, whichever way they came in by and however they write their name: `telegram:Ann` and `ann` are one person, and where
 * two must say yes one of them is not enough.
 */
export const personOf = (author: string): string =>
  author
    .replace(/^telegram:/i, '')
    .normalize('NFKC')
    .toLowerCase();
