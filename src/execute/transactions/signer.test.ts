import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keccak256, parseTransaction, recoverTransactionAddress, type TransactionSerializedEIP1559 } from 'viem';
import { expect, test } from 'vitest';
import { wei } from '../../model/units.js';
import { createSigner } from './signer.js';
import { SignerError } from './signerError.js';

const privateKey = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const transaction = {
  chainId: 31337,
  nonce: 3,
  to: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  data: '0xb6b1b6c3',
  value: wei(1n),
  gas: 100_000n,
  maxFeePerGas: wei(3n),
  maxPriorityFeePerGas: wei(1n),
} as const;

test('default: the bytes are the transaction, signed by the account, under their own hash', async () => {
  const signer = createSigner(privateKey, { chainId: 31337 });
  const { bytes, hash } = await signer.sign(transaction);
  const { to, ...rest } = transaction;
  expect(parseTransaction(bytes)).toMatchObject({ ...rest, to: to.toLowerCase(), type: 'eip1559' });
  const serializedTransaction = bytes as TransactionSerializedEIP1559;
  expect(await recoverTransactionAddress({ serializedTransaction })).toBe(signer.address);
  expect(keccak256(bytes)).toBe(hash);
  expect(JSON.stringify(signer)).not.toContain(privateKey.slice(2));
});

test('args: chainId', async () => {
  await expect(createSigner(privateKey, { chainId: 1 }).sign(transaction)).rejects.toThrow(SignerError);
});

/** Source that runs with an operator's key: not tests, nor the lab, whose keys everybody knows. */
const source = fileURLToPath(new URL('../../', import.meta.url));
const filesWith = (pattern: RegExp): string[] =>
  readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !/(^lab|\/testing)\//.test(file))
    .filter((file) => pattern.test(readFileSync(join(source, file), 'utf8')));

test('invariant: no other module makes an account of a key or holds a wallet', () => {
  const makesAccounts =
    /viem\/accounts|privateKeyTo\w+|mnemonicToAccount|hdKeyToAccount|toAccount\(|createWalletClient|walletActions|new Wallet\b|SigningKey|@noble\//;
  expect(filesWith(makesAccounts)).toEqual(['execute/transactions/signer.ts']);
});

test('invariant: no other module opens or makes a keystore', () => {
  expect(filesWith(/KeystoreJson|['"]ethers/)).toEqual(['execute/transactions/keystore.ts']);
});
