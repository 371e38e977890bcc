/** Repeatable random numbers in [0, 1): the same seed gives the same round. A linear congruential generator is enough. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
