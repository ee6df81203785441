/** Something that goes on beside the loop, which does not wait for it. */
export interface Beside<Input> {
  /** Begins unless it is still at it: then this input is left out. @throws what the last one failed with */
  begin(input: Input): void;
  /** Resolves once nothing is going on. @throws what it failed with, unless it was told before */
  ended(): Promise<void>;
}

/** One at a time, so that slow work never piles up. */
export function createBeside<Input>(run: (input: Input) => Promise<void>): Beside<Input> {
  let going: Promise<void> | null = null;
  let failure: { error: unknown } | null = null;

  function tell(): void {
    if (failure === null) return;
    const { error } = failure;
    failure = null;
    throw error;
  }

  return {
    begin(input) {
      tell();
      going ??= run(input)
        .catch((error: unknown) => {
          failure = { error };
        })
        .finally(() => {
          going = null;
        });
    },
    async ended() {
      await going;
      tell();
    },
  };
}
