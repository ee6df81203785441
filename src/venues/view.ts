import type { Abi, Address, ContractFunctionArgs, ContractFunctionName, ContractFunctionReturnType } from 'viem';
import { decodeFunctionResult, encodeFunctionData } from 'viem';
import { shortMessageOf } from '../model/error.js';
import type { Call, CallResult, Reading } from '../model/reading.js';
import { ask } from '../model/reading.js';
import { VenueReadError } from './venue.js';

/** View calls that are made together, and what their answers mean. `results` come in the order of `calls`. */
export interface View<Answer> {
  calls: readonly Call[];
  /** @throws VenueReadError when a call reverted or its bytes are not the function's. */
  decode(results: readonly CallResult[]): Answer;
}

type Readable = 'view' | 'pure';

/** One call. `what` names it for people: `Vault.getBalance`. */
export function view<
  const abi extends Abi,
  name extends ContractFunctionName<abi, Readable>,
  const args extends ContractFunctionArgs<abi, Readable, name>,
>(
  what: string,
  to: Address,
  abi: abi,
  functionName: name,
  args: args,
): View<ContractFunctionReturnType<abi, Readable, name, args>> {
  const plain: Abi = abi;
  const called: string = functionName;
  const data = encodeFunctionData({ abi: plain, functionName: called, args: args as readonly unknown[] });
  return {
    calls: [{ to, data }],
    decode([result]) {
      if (!result?.ok)
        throw readError(`${what} reverted`, [`contract ${to}`, `revert bytes ${result?.data ?? 'none'}`]);
      try {
        const answer = decodeFunctionResult({ abi: plain, functionName: called, data: result.data });
        return answer as ContractFunctionReturnType<abi, Readable, name, args>;
      } catch (cause) {
        const facts = [`contract ${to}`, `bytes ${result.data}`, shortMessageOf(cause)];
        throw readError(`${what} answered with bytes that do not decode`, facts, cause);
      }
    },
  };
}

const readError = (message: string, facts: readonly string[], cause?: unknown) =>
  new VenueReadError(message, {
    facts,
    mend: 'if it keeps failing, check that the address in ballast.yaml is this protocol on this chain',
    retryable: true,
    cause,
  });

/** The same, answering null where a call reverts: for views that are defined in some states only. */
export const orNull = <Answer>(asked: View<Answer>): View<Answer | null> => ({
  calls: asked.calls,
  decode: (results) => (results.every((result) => result.ok) ? asked.decode(results) : null),
});

/** The same, answering with the error: for what may fail without being missed. */
export const orError = <Answer>(asked: View<Answer>): View<Answer | VenueReadError> => ({
  calls: asked.calls,
  decode(results) {
    try {
      return asked.decode(results);
    } catch (error) {
      if (error instanceof VenueReadError) return error;
      throw error;
    }
  },
});

/** Many of a kind, in order. */
export const each = <Answer>(views: readonly View<Answer>[]): View<Answer[]> => ({
  calls: views.flatMap((one) => one.calls),
  decode(results) {
    let from = 0;
    return views.map((one) => {
      const to = from + one.calls.length;
      const answer = one.decode(results.slice(from, to));
      from = to;
      return answer;
    });
  },
});

type Views = Readonly<Record<string, View<unknown>>>;
type Answers<Asked extends Views> = {
  [name in keyof Asked]: Asked[name] extends View<infer Answer> ? Answer : never;
};

/** Different ones, by name. */
export function together<Asked extends Views>(views: Asked): View<Answers<Asked>> {
  const all = each(Object.values(views));
  return {
    calls: all.calls,
    decode(results) {
      const answers = all.decode(results);
      return Object.fromEntries(Object.keys(views).map((name, index) => [name, answers[index]])) as Answers<Asked>;
    },
  };
}

/** One phase of a reading. */
export const askView = <Answer, Value>(asked: View<Answer>, next: (answer: Answer) => Reading<Value>): Reading<Value> =>
  ask(asked.calls, (results) => {
    if (results.length !== asked.calls.length) {
      throw readError(`${asked.calls.length} calls were made and ${results.length} were answered`, []);
    }
    return next(asked.decode(results));
  });
