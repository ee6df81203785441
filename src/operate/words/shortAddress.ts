/** An address that is recognised by its ends: `0x1Cb9…a943`. */
export const shortAddress = (address: string): string => `${address.slice(0, 6)}…${address.slice(-4)}`;
