import { parentPort } from 'node:worker_threads';
import { chooseKernel } from '../../assess/pricing/chooseKernel.js';
import { createJavascriptKernel } from '../../assess/pricing/javascriptKernel.js';
import { type SharedWork, takePart } from './sharedWork.js';

// The body of a thread of `createRevaluationThreads`: it waits for work and shares in it.
const fastest = chooseKernel();
const plain = createJavascriptKernel();
parentPort?.on('message', (work: SharedWork) => takePart(work.kernel === fastest.name ? fastest : plain, work));
