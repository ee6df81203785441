/** What may be answered beside what was asked for, by status. */
export const otherAnswers = {
  400: 'The request cannot be understood; `problems` says what of it.',
  401: 'No token, or one that is nobody’s; nobody is logged in.',
  403: 'This right is not held, or a page of somebody else has asked.',
  404: 'There is nothing of that name.',
  405: 'Nothing is done by this method; `Allow` says by which.',
  409: 'It cannot be done as things stand, or somebody else was first: the message says who.',
  413: 'The body is too large.',
  415: 'The body is of a kind that is not read here.',
  421: 'Nothing is served under the name that `Host` says; `mend` says under which.',
  422: 'It is understood and refused; `problems` says why.',
  429: 'Too much was asked at once; `Retry-After` says when to ask again.',
  500: 'Something unforeseen happened: the log has it.',
  503: 'The ledger is held by somebody else or cannot be read, and nothing was done; `Retry-After` says when to ask again.',
} as const satisfies Readonly<Record<number, string>>;

/** What nothing else than this list may be refused with. */
export type OtherStatus = keyof typeof otherAnswers;
