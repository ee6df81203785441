import { type Address, encodeFunctionData, parseEther, parseUnits } from 'viem';
import { erc20Abi } from '../../../../abis/erc20.js';
import type { LabAccount } from '../../../lab/accounts.js';
import type { GmxLab } from '../../../lab/gmx/gmxLab.js';

/** Those who sell ETH as it falls and buy it back as it rises, for USDC and at the market's price. */
export interface Customers {
  /** All accounts get and give the same. */
  trade(): Promise<void>;
}

export interface Inventory {
  /** USD per ETH where an account holds `held` of it. */
  start: number;
  held: number;
}

interface Transfer {
  token: Address;
  from: Address;
  to: Address;
  amount: bigint;
}

/** ETH that is brought when the price falls by a hundredth of itself a hundred times over. */
const appetite = 35;

export async function createCustomers(
  lab: GmxLab,
  accounts: readonly LabAccount[],
  { start, held }: Inventory,
): Promise<Customers> {
  const { address: till } = await lab.createAccount({ WETH: 200, USDC: 500_000 });
  const { USDC, WETH } = lab.tokens;
  let holds = held;

  /** All in one block, so that nobody sees half of it. */
  async function sendTogether(transfers: readonly Transfer[]): Promise<void> {
    const { testClient } = lab;
    const senders = [...new Set(transfers.map(({ from }) => from))];
    for (const address of senders) await testClient.impersonateAccount({ address });
    await testClient.setAutomine(false);
    try {
      for (const { token, from, to, amount } of transfers) {
        const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, amount] });
        await testClient.sendUnsignedTransaction({ from, to: token, data, gas: 100_000n });
      }
      await testClient.mine({ blocks: 1 });
    } finally {
      await testClient.setAutomine(true);
      for (const address of senders) await testClient.stopImpersonatingAccount({ address });
    }
  }
  return {
    async trade() {
      const price = lab.price();
      const wanted = held - appetite * Math.log(price / start);
      const brought = wanted - holds;
      holds = wanted;
      const eth = parseEther(Math.abs(brought).toFixed(6));
      const usdc = parseUnits(Math.abs(brought * price).toFixed(6), 6);
      const transfers = accounts.flatMap(({ address }): Transfer[] => {
        const [seller, buyer] = brought > 0 ? [till, address] : [address, till];
        return [
          { token: USDC.address, from: buyer, to: seller, amount: usdc },
          { token: WETH.address, from: seller, to: buyer, amount: eth },
        ];
      });
      await sendTogether(transfers);
    },
  };
}
