/** Runs tasks in the order they came, each after the one before has ended, well or not. */
export type OneAtATime = <T>(task: () => Promise<T>) => Promise<T>;

export function createOneAtATime(): OneAtATime {
  let tail: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = tail.then(task);
    tail = result.catch(() => undefined); // the caller gets the error; the next task runs all the same
    return result;
  };
}
