import type { Draft } from 'immer';
import { type Problem, problem } from '../../base/diagnostics.ts';
import type { BlockDefinition } from '../document.ts';
import { findNode, freeName, ownNodes } from '../edits/edit.ts';
import { type Level, locate } from '../locate.ts';
import { readsName } from '../parameters.ts';
import type { Working } from './conversion.ts';

/**
 * Makes every definition that leads to the last level one that stands only on this path, so that changing it changes
 * nothing elsewhere: a definition that is used elsewhere too is copied under a free name. Iterations of one repeat stay
 * alike. Returns the levels in the changed document, or the problem that hinders it.
 */
export function isolate(working: Working, path: string, depth: number): readonly Level[] | Problem {
  for (let i = 1; i <= depth; i++) {
    const levels = locate(working.document, working.library, path)!;
    const { definition } = levels[i]!;
    const parent = levels[i - 1]!;
    const onPath = onlyPath(levels.slice(0, i));
    const { definitions } = working.used();
    const places = definitions.find(({ name }) => name === definition)?.places ?? [];
    if (places.every(({ prefix }) => onPath.test(prefix))) continue;
    if (parent.node.repeat !== undefined && readsName(parent.node.kind, 'index'))
      return problem('convert.kindVaries', path, { node: parent.node.id });
    working.apply((draft) => {
      const block = working.block(definition)!;
      const name = freeName((wanted) => working.block(wanted) !== undefined, definition);
      draft.blocks[name] = structuredClone(block) as Draft<BlockDefinition>;
      findNode(ownNodes(draft, parent.definition, working.library), parent.node.id)!.kind = `block:${name}`;
      const layout = draft.view?.positions[definition];
      if (draft.view && layout) draft.view.positions[name] = { ...layout };
      return [];
    });
  }
  return locate(working.document, working.library, path)!;
}

/** Matches the prefix of what stands inside the last level, in whatever iteration. */
function onlyPath(levels: readonly Level[]): RegExp {
  return new RegExp(`^${levels.map(({ node }) => `${node.id}${node.repeat === undefined ? '' : '/\\d+'}/`).join('')}$`);
}
