import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answer, Task } from './worker.js';

/**
 * Works tasks off in processes of their own, each with a chain of its own.
 * @throws Error when a worker dies: what it was to do is not known to have been done
 */
export async function workOff(
  tasks: readonly Task[],
  workers: number,
  onAnswer: (answer: Answer) => void,
): Promise<void> {
  const queue = [...tasks];
  const count = Math.min(workers, tasks.length);
  await Promise.all(Array.from({ length: count }, () => runWorker(queue, onAnswer)));
}

function runWorker(queue: Task[], onAnswer: (answer: Answer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./worker.js', import.meta.url)), { stdio: 'inherit' });
    const next = () => {
      const task = queue.shift();
      if (task === undefined) child.disconnect();
      else child.send(task);
    };
    child.on('message', (answer: Answer) => {
      onAnswer(answer);
      next();
    });
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
    next();
  });
}
