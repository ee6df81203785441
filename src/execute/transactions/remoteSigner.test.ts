import fc from 'fast-check';
import { type Hex, keccak256, serializeTransaction, type TransactionSerializableEIP1559 } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type RemoteSigner, type SignerRequest, startRemoteSigner, transactionOf } from '../../../test/remoteSigner.js';
import { wei } from '../../model/units.js';
import { createRemoteSigner, remoteAccounts } from './remoteSigner.js';
import { createSigner, type UnsignedTransaction } from './signer.js';
import { SignerError } from './signerError.js';

/** A signer as web3signer is to its callers, which can also be anything but honest. */

const key = generatePrivateKey();
const account = privateKeyToAccount(key);
const stranger = privateKeyToAccount(generatePrivateKey());
const foreign = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';

const transaction: UnsignedTransaction = {
  chainId: 31337,
  nonce: 3,
  to: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC',
  data: '0xb6b1b6c3',
  value: wei(1n),
  gas: 100_000n,
  maxFeePerGas: wei(3n),
  maxPriorityFeePerGas: wei(1n),
};

type Answer = RemoteSigner['answer'];

async function serve(answer: Answer): Promise<RemoteSigner> {
  const signer = await startRemoteSigner({}, onTestFinished);
  signer.answer = answer;
  return signer;
}

type Change = Partial<TransactionSerializableEIP1559>;

/** What was asked for, with something changed, signed. */
const sign = ({ params: [given] }: SignerRequest, change: Change = {}, by = account): Promise<Hex> =>
  by.signTransaction({ ...transactionOf(given), ...change });

const signerAt = (url: string, timeoutMs = 5_000) =>
  createRemoteSigner({ url, timeoutMs, account: account.address, chainId: 31337 });

async function failure(doing: Promise<unknown>): Promise<SignerError> {
  const error: unknown = await doing.then(
    (value) => new Error(`it worked: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof SignerError)) throw error;
  return error;
}

test('default: the same bytes as the key itself would give, asked for in hexadecimal', async () => {
  const { url, asked } = await serve((one) => sign(one));
  expect(await signerAt(url).sign(transaction)).toEqual(await createSigner(key, { chainId: 31337 }).sign(transaction));
  expect(asked).toEqual([
    {
      method: 'eth_signTransaction',
      params: [
        {
          from: account.address,
          to: transaction.to,
          data: '0xb6b1b6c3',
          value: '0x1',
          gas: '0x186a0',
          nonce: '0x3',
          maxFeePerGas: '0x3',
          maxPriorityFeePerGas: '0x1',
          chainId: '0x7a69',
          type: '0x2',
        },
      ],
      headers: expect.not.objectContaining({ authorization: expect.anything() }),
      path: '/',
    },
  ]);
});

test('behavior: a signer that answers the bytes in an object', async () => {
  const { url } = await serve(async (one) => ({ raw: await sign(one), tx: { nonce: 'whatever' } }));
  await expect(signerAt(url).sign(transaction)).resolves.toMatchObject({ bytes: expect.stringMatching(/^0x02/) });
});

test('behavior: name and password go in a header, a token in the path where it is, and neither into an error', async () => {
  const { url, asked } = await serve(({ headers: { authorization } }, response) => {
    response.statusCode = 401;
    const message = `no such caller: ${authorization} (SECRET 7, SECRET%207) /PATH_TOKEN?k=QUERY_TOKEN`;
    response.end(JSON.stringify({ error: { code: -32000, message } }));
  });
  const at = (user: string) => url.replace('http://', `http://${user}@`).concat('/PATH_TOKEN?k=QUERY_TOKEN');
  const told = [
    await failure(signerAt(at('me:SECRET%207')).sign(transaction)),
    await failure(signerAt(at('bearer:SECRET%207')).sign(transaction)),
  ];
  expect(asked.map(({ headers, path }) => [headers.authorization, path])).toEqual([
    [`Basic ${Buffer.from('me:SECRET 7').toString('base64')}`, '/PATH_TOKEN?k=QUERY_TOKEN'],
    ['Bearer SECRET 7', '/PATH_TOKEN?k=QUERY_TOKEN'],
  ]);
  for (const { message, stack, facts, cause } of told) {
    const all = JSON.stringify([message, stack, facts, String(cause)]);
    for (const secret of ['SECRET', 'PATH_TOKEN', 'QUERY_TOKEN', Buffer.from('me:SECRET 7').toString('base64')]) {
      expect(all).not.toContain(secret);
    }
  }
});

test('args: chainId', async () => {
  const { url, asked } = await serve((one) => sign(one));
  await expect(signerAt(url).sign({ ...transaction, chainId: 1 })).rejects.toThrow(/is for chain 1/);
  expect(asked).toEqual([]);
});

describe('behavior: what is not the very transaction is thrown away, for good', () => {
  const changes: Record<string, [Change, RegExp]> = {
    'another chain': [{ chainId: 1 }, /chain 1 instead of 31337/],
    'another nonce': [{ nonce: 4 }, /nonce 4 instead of 3/],
    'another recipient': [{ to: foreign }, /recipient 0x7099\w+ instead of 0x3c44/],
    'no recipient': [{ to: null }, /recipient none/],
    'another value': [{ value: 2n }, /value 2 instead of 1/],
    'no value': [{ value: 0n }, /value 0 instead of 1/],
    'more gas': [{ gas: 100_001n }, /gas 100001 instead of 100000/],
    'a higher fee': [{ maxFeePerGas: 4n }, /maxFeePerGas 4 instead of 3/],
    'a higher tip': [{ maxPriorityFeePerGas: 2n }, /maxPriorityFeePerGas 2 instead of 1/],
    'other calldata': [{ data: '0xa9059cbb' }, /other calldata/],
    'an access list': [{ accessList: [{ address: foreign, storageKeys: [] }] }, /an access list/],
  };
  test.each(Object.entries(changes))('%s', async (_, [change, says]) => {
    const { url } = await serve((one) => sign(one, change));
    const error = await failure(signerAt(url).sign(transaction));
    expect(error.message).toMatch(/signs something else than it was asked to/);
    expect(error.message).toMatch(says);
    expect(error.retryable).toBe(false);
  });

  const answers: Record<string, [Answer, RegExp]> = {
    'by another key': [(one) => sign(one, {}, stranger), /is signed by 0x\w+, not by/],
    'of an old type': [
      ({ params: [{ to, nonce }] }) =>
        account.signTransaction({ type: 'legacy', chainId: 31337, to: to as Hex, nonce: Number(nonce), gasPrice: 1n }),
      /is of type legacy/,
    ],
    unsigned: [() => serializeTransaction({ ...transaction, type: 'eip1559' }), /is not signed/],
    'with bytes behind it': [async (one) => `${await sign(one)}00`, /no transaction|otherwise/],
    'that are not hexadecimal': [async (one) => `0x02${(await sign(one)).slice(4)}zz`, /no bytes/],
    'of half the bytes': [async (one) => (await sign(one)).slice(0, 100), /no transaction/],
    'a hash': [async (one) => keccak256(await sign(one)), /no transaction/],
    nothing: [() => null, /no bytes/],
    '0x': [() => '0x', /no transaction/],
    'an empty list': [() => [], /no bytes/],
    'with the higher s': [
      async (one) => {
        const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
        const { parseTransaction } = await import('viem');
        const { r, s, yParity } = parseTransaction(await sign(one)) as { r: Hex; s: Hex; yParity: number };
        const high = `0x${(order - BigInt(s)).toString(16)}` as const;
        return serializeTransaction({ ...transaction, type: 'eip1559' }, { r, s: high, yParity: 1 - yParity });
      },
      /the higher of two/,
    ],
  };
  test.each(Object.entries(answers))('%s', async (_, [answer, says]) => {
    const { url } = await serve(answer);
    const error = await failure(signerAt(url).sign(transaction));
    expect(error.message).toMatch(/signs something else than it was asked to/);
    expect(error.message).toMatch(says);
    expect(error.retryable).toBe(false);
  });

  test('invariant: whichever byte of an honest answer is changed, it is refused', async () => {
    let forge = (bytes: Hex): Hex => bytes;
    const { url } = await serve(async (one) => forge(await sign(one)));
    const signer = signerAt(url);
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (at, difference) => {
        forge = (bytes) => {
          const raw = Buffer.from(bytes.slice(2), 'hex');
          const index = at % raw.length;
          raw[index] = (raw[index] ?? 0) ^ difference;
          return `0x${raw.toString('hex')}`;
        };
        await expect(signer.sign(transaction)).rejects.toThrow(SignerError);
      }),
      { numRuns: 150 },
    );
  });
});

describe('behavior: a signer that gives no answer to use', () => {
  const page = '<html><body>Sign in</body></html>';
  const answers: Record<string, [Answer, RegExp, boolean]> = {
    'HTTP 500': [(_, r) => void r.writeHead(500).end(page), /HTTP 500/, true],
    'HTTP 429': [(_, r) => void r.writeHead(429).end(), /HTTP 429/, true],
    'HTTP 403': [(_, r) => void r.writeHead(403).end(), /HTTP 403[\s\S]*token/, false],
    'a redirect, which is not followed': [
      (_, r) => void r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /HTTP 302/,
      false,
    ],
    HTML: [(_, r) => void r.end(page), /does not answer as JSON-RPC does/, false],
    'half an answer': [(_, r) => void r.end('{"jsonrpc":"2.0","resu'), /does not answer as JSON-RPC does/, false],
    'a huge one': [(_, r) => void r.end(`{"result":"0x${'00'.repeat(600_000)}"}`), /more than 1000000 bytes/, false],
    'a broken connection': [(_, r) => void r.destroy(), /cannot be reached/, true],
    'no, with a reason': [
      (_, r) => void r.end('{"error":{"code":-32009,"message":"account is\\nlocked"}}'),
      /refuses eth_signTransaction: account is locked/,
      false,
    ],
  };
  test.each(Object.entries(answers))('%s', async (_, [answer, says, retryable]) => {
    const { url } = await serve(answer);
    const error = await failure(signerAt(url).sign(transaction));
    expect(error.message).toMatch(says);
    expect(error.retryable).toBe(retryable);
  });

  test('none in time', async () => {
    const { url } = await serve(() => undefined);
    const error = await failure(signerAt(url, 50).sign(transaction));
    expect(error).toMatchObject({ message: expect.stringMatching(/no answer in 50 ms/), retryable: true });
  });

  test('nobody there', async () => {
    const error = await failure(signerAt('http://me:SECRET@127.0.0.1:1/SECRET').sign(transaction));
    expect(error).toMatchObject({
      message: expect.stringMatching(/127\.0\.0\.1:1 cannot be reached/),
      retryable: true,
    });
    expect(error.message).not.toContain('SECRET');
  });
});

describe('remoteAccounts', () => {
  test('default', async () => {
    const { url } = await serve(() => [account.address.toLowerCase()]);
    expect(await remoteAccounts({ url })).toEqual([account.address]);
  });

  test.each([[null], ['0x12'], [['0x12']], [{}]])('behavior: %j is no list of accounts', async (result) => {
    const { url } = await serve(() => result);
    expect((await failure(remoteAccounts({ url }))).message).toMatch(/does not list its accounts/);
  });
});
