/** Runs tasks one after another: everything that types into a pane holds its lock. */
export interface Lock {
  run<T>(task: () => Promise<T>): Promise<T>;
  readonly held: boolean;
}

export function createLock(): Lock {
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    run(task) {
      waiting += 1;
      const result = tail.then(task);
      tail = result
        .catch(() => undefined) // the caller gets the error; the next task must run all the same
        .finally(() => {
          waiting -= 1;
        });
      return result;
    },
    get held() {
      return waiting > 0;
    },
  };
}
