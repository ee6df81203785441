import { type Abi, decodeErrorResult, type Hex } from 'viem';

/** `Name(argument, argument)`, or the bytes of an error that is not known. */
export function errorText(errors: Abi, data: Hex): string {
  try {
    const { errorName, args = [] } = decodeErrorResult({ abi: errors, data });
    return `${errorName}(${(args as readonly unknown[]).join(', ')})`;
  } catch {
    return data;
  }
}
