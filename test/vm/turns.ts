/** A place in a queue: what is given to it runs when its turn comes, at most so many at a time. */
export type Queue = <T>(work: () => Promise<T>) => Promise<T>;

export function queueOf(limit: number): Queue {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      // Whoever comes next takes over the place, which is therefore never free in between.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
