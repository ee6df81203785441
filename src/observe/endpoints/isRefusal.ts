import { BaseError, RpcRequestError } from 'viem';

/** The node itself has answered, if only to say no: the connection is well, and it is the node that was asked before. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof BaseError && error.walk((cause) => cause instanceof RpcRequestError) !== null;
