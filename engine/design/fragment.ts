import type { Problem } from '../base/diagnostics.ts';
import type { RawParams } from '../layers/layer.ts';
import type { BlockDefinition } from './document.ts';
import type { FlowType } from './flow.ts';

/**
 * Where a wire comes from, seen from inside a definition: a layer by its path in there, a port of the definition, or
 * nowhere.
 */
export type Source = { readonly from: 'node' | 'port'; readonly name: string } | null;

/** One layer or block instance of a definition; repeats and switches are gone. `path` is relative to the definition. */
export type Item =
  | {
      readonly is: 'layer';
      readonly path: string;
      readonly kind: string;
      readonly params: RawParams;
      readonly inputs: Readonly<Record<string, readonly Source[]>>;
    }
  | {
      readonly is: 'instance';
      readonly path: string;
      readonly fragment: Fragment;
      readonly ports: Readonly<Record<string, Source>>;
    };

/**
 * A problem found in a definition; `node` and the nodes in its fixes are relative paths, `id` is the node's id in the
 * definition.
 */
export interface LocalProblem {
  readonly id: string;
  readonly problem: Problem;
}

/**
 * A definition expanded for certain arguments, wherever it stands: made once, placed many times. Nested definitions are
 * fragments of their own, so that placing is one walk.
 */
export interface Fragment {
  readonly block: string;
  /** The arguments, and by `channelsName` the channels that the definition's own expressions asked for. */
  readonly params: RawParams;
  readonly items: readonly Item[];
  /** Ids of the block's inputs, as drawn; the first one is where a repeat chains. */
  readonly ports: readonly string[];
  readonly output: Source;
  /** Layers and instances, nested ones included. */
  readonly size: number;
  /** Levels of instances inside. */
  readonly depth: number;
  readonly problems: readonly LocalProblem[];
  /** Some wire runs backwards here or further inside, so that the order of items is not one of sources before sinks. */
  readonly cyclic: boolean;
  /**
   * What entered the ports that the definition asks about, itself or further inside: with something else it comes out
   * differently.
   */
  readonly asked: ReadonlyMap<string, FlowType>;
  /** Every definition that was looked up by name, for a later expansion to see whether the fragment still holds. */
  readonly uses: ReadonlyMap<string, BlockDefinition | undefined>;
  /** False where the result depends on what stands around it: recursion, nesting, names of other blocks, work left. */
  readonly lasting: boolean;
}

/** The problem as seen from further out. */
export function placeProblem(problem: Problem, prefix: string): Problem {
  const at = (path: string): string => (path === '' ? prefix.slice(0, -1) : prefix + path);
  return {
    ...problem,
    node: at(problem.node),
    fixes: problem.fixes.map((fix) => ({
      ...fix,
      actions: fix.actions.map((action) => {
        switch (action.do) {
          case 'setDocumentParam':
          case 'setSetting':
            return action;
          case 'appendNode':
            return { ...action, after: at(action.after) };
          case 'connect':
            return { ...action, from: at(action.from), node: at(action.node) };
          default:
            return { ...action, node: at(action.node) };
        }
      }),
    })),
  };
}
