import { type Problem, problem } from '../base/diagnostics.ts';
import { limited, ProblemList } from '../base/problem-list.ts';
import type { Library, LoomDocument } from './document.ts';
import { Expander } from './expander.ts';
import { type Fragment, placeProblem, type Source } from './fragment.ts';
import type { Network, NetworkGroup, NetworkNode } from './network.ts';
import { sourcesFirst } from './order.ts';
import { rootSlot, type Slot } from './slot.ts';

export interface Expanded {
  readonly network: Network;
  readonly problems: readonly Problem[];
  /** What it took, in the work of a layer. */
  readonly layersOfWork: number;
}

/**
 * Expands every composite, repeat and expression of a design. Never fails: what is wrong comes back as problems, each
 * reported once for its definition (at the first place where it shows) and a hundred at most, and the rest is expanded.
 * Fragments are remembered across calls by (definition, arguments), and layers share their parameter objects, so that
 * an edit costs what it touches and later passes can remember by identity.
 */
export function expand(document: LoomDocument, library: Library): Expanded {
  const expander = new Expander(document, library);
  const fragment = expander.design();
  const placed = new Placement();
  placed.place(fragment, rootSlot(), {});
  const { unreported } = expander;
  const problems = limited([
    ...(expander.exhausted ? [expander.tooMuchWork()] : []),
    ...placed.problems.all(),
    ...(unreported > 0 ? [problem('problems.more', '', { count: unreported })] : []),
  ]);
  const nodes = fragment.cyclic ? ordered(placed.nodes) : placed.nodes;
  return {
    network: { name: document.name, nodes, groups: placed.groups },
    problems,
    layersOfWork: expander.layersOfWork,
  };
}

/** One walk through the fragments that turns relative paths into paths. */
class Placement {
  readonly nodes: NetworkNode[] = [];
  readonly groups: NetworkGroup[] = [];
  readonly problems = new ProblemList();
  readonly #reported = new Set<string>();
  readonly #placedOnce = new Set<Fragment>();

  /** `ports`: the paths that feed the fragment's ports. Depth is bounded by the expander. */
  place(fragment: Fragment, slot: Slot, ports: Readonly<Record<string, string | null>>): void {
    this.#report(fragment, slot.path);
    const placed = (source: Source): string | null => {
      if (source === null) return null;
      return source.from === 'node' ? slot.at(source.name).path : (ports[source.name] ?? null);
    };
    for (const item of fragment.items) {
      const inside = slot.at(item.path);
      if (item.is === 'layer') {
        const inputs: Record<string, (string | null)[]> = {};
        for (const port in item.inputs) inputs[port] = item.inputs[port]!.map(placed);
        this.nodes.push(inside.layer(item.kind, item.params, inputs));
        continue;
      }
      const inner: Record<string, string | null> = {};
      for (const port in item.ports) inner[port] = placed(item.ports[port]!);
      this.groups.push({ path: inside.path, block: item.fragment.block, params: item.fragment.params });
      this.place(item.fragment, inside, inner);
    }
  }

  #report(fragment: Fragment, path: string): void {
    if (fragment.problems.length === 0 || this.#placedOnce.has(fragment)) return;
    this.#placedOnce.add(fragment);
    for (const { id, problem: found } of fragment.problems) {
      const key = JSON.stringify([fragment.block, id, found.code, found.field, found.values]);
      if (this.#reported.has(key)) continue;
      this.#reported.add(key);
      this.problems.add(found.severity, () => placeProblem(found, path === '' ? '' : `${path}/`));
    }
  }
}

/**
 * Blocks can hide that a circle between instances is none between layers, so a design with one is ordered layer by
 * layer.
 */
function ordered(nodes: readonly NetworkNode[]): readonly NetworkNode[] {
  const byPath = new Map(nodes.map((node) => [node.path, node]));
  const { order } = sourcesFirst([...byPath.keys()], (path) =>
    Object.values(byPath.get(path)!.inputs)
      .flat()
      .filter((source) => source !== null),
  );
  return order.map((path) => byPath.get(path)!);
}
