import type { RunSummary } from '../../engine/host/runs-protocol.ts';

type Named = Pick<RunSummary, 'run' | 'name'>;

/**
 * What to call runs beside each other: by name, and where several have one name, with as much of their folders as tells
 * them apart.
 */
export function namesApart(runs: readonly Named[]): ReadonlyMap<string, string> {
  return new Map(
    runs.map((one) => {
      const namesakes = runs.filter(({ run, name }) => name === one.name && run !== one.run);
      return [one.run, namesakes.length === 0 ? one.name : `${one.name} (${tailApart(one, namesakes)})`];
    }),
  );
}

/** The fewest last steps of a path that no other has. */
function tailApart({ run }: Named, others: readonly Named[]): string {
  const steps = run.split(/[\\/]/);
  for (let length = 1; length < steps.length; length++) {
    const tail = steps.slice(-length).join('/');
    if (others.every((other) => other.run.split(/[\\/]/).slice(-length).join('/') !== tail)) return tail;
  }
  return run;
}
