/** What every error of ours tells: what happened, the facts, what to do, and whether trying again can help. */
export interface BallastErrorOptions {
  /** One fact a line, shown under the message. Never a secret. */
  facts?: readonly string[];
  /** What the operator can do about it. */
  mend?: string;
  /** Will the same call, unchanged, possibly succeed later? */
  retryable?: boolean;
  /** Is it the operating system that refuses: no room, no right, or the disk fails? A process ends with a code of its own then. */
  refusedBySystem?: boolean;
  cause?: unknown;
}

export class BallastError extends Error {
  override name = 'BallastError';
  readonly shortMessage: string;
  readonly facts: readonly string[];
  readonly mend: string | null;
  readonly retryable: boolean;
  readonly refusedBySystem: boolean;

  constructor(shortMessage: string, options: BallastErrorOptions = {}) {
    const lines = [shortMessage, ...(options.facts ?? []).map((fact) => `  ${fact}`)];
    if (options.mend) lines.push(`  mend: ${options.mend}`);
    super(lines.join('\n'), options.cause === undefined ? undefined : { cause: options.cause });
    this.shortMessage = shortMessage;
    this.facts = options.facts ?? [];
    this.mend = options.mend ?? null;
    this.retryable = options.retryable ?? false;
    this.refusedBySystem = options.refusedBySystem ?? false;
  }
}

/** The first sentence of any thrown thing; our errors and viem's both carry a `shortMessage`. */
export function shortMessageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'shortMessage' in error) return String(error.shortMessage);
  return error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error);
}
