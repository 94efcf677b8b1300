import { type Fix, type FixAction, type NewNode, type ParamValue, type Problem, problem } from '../base/diagnostics.ts';
import type { RawParams } from '../layers/layer.ts';
import type { DocumentNode, Expression, Library, LoomDocument } from './document.ts';
import { type DocumentDraft, type Edit, mainSource, ownDefinition, ownNodes } from './edits/edit.ts';
import { applyEdit } from './edits/history.ts';
import { addNode, removeNodes, setKind, setParam } from './edits/nodes.ts';
import type { Room } from './edits/room.ts';
import { connect, disconnect, insertOnWire, reconnect } from './edits/wires.ts';
import { handedOn, whereGiven } from './given.ts';
import { findBlock, type Level, locate } from './locate.ts';
import { isExpression, readsName } from './parameters.ts';

/**
 * Applies a fix as one edit. Its paths are those of the expanded design; each change lands in the definition that the
 * node came from, so that every instance of it changes (a built-in block becomes one of the document first) — except
 * that a parameter which only hands on one of the block's (`=filters`) is set where the block is used.
 */
export function applyFix(
  document: LoomDocument,
  fix: Fix,
  library: Library,
): { readonly document: LoomDocument; readonly problems: readonly Problem[] } {
  const { document: changed, problems } = applyEdit(document, fixEdit(fix, library));
  return { document: changed, problems };
}

/** The fix as an edit, for the history. What it inserts stands in `room`. */
export const fixEdit =
  (fix: Fix, library: Library, room?: Room): Edit =>
  (draft) => {
    let applied = false;
    for (const action of fix.actions) {
      const edit = editFor(draft, action, library, room);
      // Iterations of one repeat are drawn once: what removes the first of them has removed the others.
      if (edit === null && applied && action.do === 'removeNode') continue;
      if (edit === null) return [problem('fix.notApplicable', targetOf(action), { action: action.do })];
      const problems = edit(draft);
      if (problems.length > 0) return problems;
      applied = true;
    }
    return [];
  };

function targetOf(action: FixAction): string {
  if (action.do === 'setDocumentParam' || action.do === 'setSetting') return '';
  return action.do === 'appendNode' ? action.after : action.node;
}

/** Null where the document has no such place, or where the change is none of the document. */
function editFor(draft: DocumentDraft, action: FixAction, library: Library, room?: Room): Edit | null {
  if (action.do === 'setSetting') return null;
  if (action.do === 'setDocumentParam') return setDefault('', action.field, action.value, library);
  const levels = locate(draft, library, targetOf(action));
  const level = levels?.at(-1);
  if (!levels || !level) return null;
  const { definition, node } = level;
  switch (action.do) {
    case 'setParam':
      return setWhereGiven(levels, action.field, action.value, library);
    case 'unsetParam':
      return setParam(library, definition, node.id, action.field, undefined);
    case 'setKind': {
      const name = handedOn(node.kind);
      return name === null || levels.length === 1
        ? setKind(library, definition, node.id, action.kind)
        : setWhereGiven(levels.slice(0, -1), name, action.kind, library);
    }
    case 'insertBefore': {
      const { kind, params, port, index } = action;
      const wire = { node: node.id, port, index };
      return insertOnWire(library, definition, wire, newNode(kind, params), room && { room });
    }
    case 'appendNode':
      return append(draft, levels, [action, ...(action.behind ?? [])], library);
    case 'connect': {
      const from = locate(draft, library, action.from);
      return from && connectAcross(from, levels, action, library);
    }
    case 'removeInput':
      return disconnect(library, definition, { node: node.id, port: action.port, index: action.index });
    case 'removeNode':
      return removeNodes(library, definition, [node.id]);
    default:
      return action satisfies never;
  }
}

const setDefault =
  (definition: string, field: string, value: ParamValue, library: Library): Edit =>
  (draft) => {
    const { params } = ownDefinition(draft, definition, library);
    const param = Object.hasOwn(params, field) ? params[field] : undefined;
    if (!param) return [problem('fix.notApplicable', '', { action: 'setDocumentParam' })];
    param.default = typeof value === 'object' ? [...value] : value;
    return [];
  };

/** Sets a parameter where its value is written. */
function setWhereGiven(from: readonly Level[], name: string, value: ParamValue, library: Library): Edit {
  const { levels, definition, field } = whereGiven(from, name);
  const level = levels.at(-1);
  if (!level) return setDefault(definition, field, value, library);
  const { node, index } = level;
  const old = node.params && Object.hasOwn(node.params, field) ? node.params[field] : undefined;
  // A value that differs between the iterations changes in the one that was meant.
  const differs = index !== undefined && isExpression(old) && readsName(old, 'index') && typeof value !== 'object';
  const one: Expression = `=index == ${index} ? ${JSON.stringify(value)} : (${String(old).slice(1)})`;
  return setParam(library, definition, node.id, field, differs ? one : value);
}

/**
 * A head belongs behind the block, not into it: appends, one behind the other, at the outermost level where the node's
 * output still is the block's.
 */
function append(document: LoomDocument, levels: readonly Level[], added: readonly NewNode[], library: Library): Edit {
  let at = levels.length - 1;
  while (at > 0 && isOutput(document, levels[at]!, library)) at--;
  const { definition, node: after } = levels[at]!;
  return (draft) => {
    let source = after.id;
    for (const { kind, params } of added) {
      addNode(library, definition, { ...newNode(kind, params), inputs: { in: [source] } })(draft);
      source = ownNodes(draft, definition, library).at(-1)!.id;
    }
    return [];
  };
}

function isOutput(document: LoomDocument, { definition, node }: Level, library: Library): boolean {
  const block = findBlock(document, library, definition);
  const output = block?.nodes.find((n) => n.kind === 'blockOutput');
  return output !== undefined && mainSource(output) === node.id;
}

/** Connects in the innermost definition that both stand in; null where the target lies deeper than that. */
function connectAcross(
  from: readonly Level[],
  to: readonly Level[],
  { port, index }: Extract<FixAction, { do: 'connect' }>,
  library: Library,
): Edit | null {
  const depth = to.length - 1;
  const shared = to
    .slice(0, depth)
    .every((level, i) => from[i]?.node.id === level.node.id && from[i].index === level.index);
  const source = from[depth];
  const { definition, node } = to[depth]!;
  if (!shared || !source) return null;
  return index === undefined
    ? connect(library, definition, source.node.id, node.id, port)
    : reconnect(library, definition, source.node.id, { node: node.id, port, index });
}

const newNode = (kind: string, params: RawParams): DocumentNode => ({
  id: kind.replace(/^block:/, '').replace(/[^A-Za-z0-9_-]/g, '') || 'node',
  kind,
  ...(Object.keys(params).length > 0 ? { params } : {}),
});
