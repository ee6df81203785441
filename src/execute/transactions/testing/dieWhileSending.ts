import { createEndpoint } from '../../../observe/endpoints/createEndpoint.js';
import { newPayment, openJournal, paying } from './sending.js';

// A process of its own that sends one payment and is killed at the durable step it was told.
const [, , file = '', url = '', step] = process.argv;
const { ledger, transactor } = openJournal({
  file,
  client: createEndpoint(url).client,
  onDurableStep: (reached) => {
    if (reached === step) process.kill(process.pid, 'SIGKILL');
  },
});
const { order, work } = newPayment();
await ledger.commit(work);
await transactor.send(paying(order));
