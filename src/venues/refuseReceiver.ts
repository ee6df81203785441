import { type Address, isAddress, isAddressEqual, zeroAddress } from 'viem';
import { VenueRefusal } from './venue.js';

/** @throws VenueRefusal when what is given would be lost, or would stay where it is */
export function refuseReceiver(account: Address, to: Address): void {
  if (!isAddress(to)) {
    throw new VenueRefusal(`${to} is no address, or a character of it was mistyped`, {
      mend: 'copy the address again',
    });
  }
  if (isAddressEqual(to, zeroAddress)) {
    throw new VenueRefusal('nobody has the zero address: what is sent there is lost', { mend: 'name an own account' });
  }
  if (isAddressEqual(to, account)) throw new VenueRefusal('the account would give to itself');
}
