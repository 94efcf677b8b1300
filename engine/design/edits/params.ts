import type { Draft } from 'immer';
import { type ParamValue, problem } from '../../base/diagnostics.ts';
import { reservedNames } from '../../base/expression-tree.ts';
import type { BlockDefinition, BlockParam, Library } from '../document.ts';
import { fallback, fits, isExpression, readsName } from '../parameters.ts';
import { declaredName } from '../schema.ts';
import { substitute, substituteNode, withNameChanged } from '../substitute.ts';
import { type DocumentDraft, type Edit, freeName, type NodeDraft, ownDefinition, withKeyChanged } from './edit.ts';

/** Declares a parameter; its name is made free. `onName` hears what it is called. */
export const addParam =
  (library: Library, definition: string, wanted: string, param: BlockParam, onName?: (name: string) => void): Edit =>
  (draft) => {
    const { params } = ownDefinition(draft, definition, library);
    const name = freeName((taken) => Object.hasOwn(params, taken) || reservedNames.includes(taken), wanted);
    params[name] = structuredClone(param) as Draft<BlockParam>;
    onName?.(name);
    return [];
  };

/** Renames a parameter; every expression that reads it and every instance that gives it follow. */
export const renameParam =
  (library: Library, definition: string, from: string, to: string): Edit =>
  (draft) => {
    if (from === to) return [];
    const own = ownDefinition(draft, definition, library);
    if (!declaredName.safeParse(to).success) return [problem('edit.badParamName', '', { name: to.slice(0, 80) })];
    if (Object.hasOwn(own.params, to)) return [problem('edit.paramExists', '', { name: to })];
    own.params = withKeyChanged(own.params, from, to);
    changeName(own, from, to);
    for (const { params } of instances(draft, definition, from)) {
      const renamed = withKeyChanged(params, from, to);
      for (const field of Object.keys(params)) delete params[field];
      Object.assign(params, renamed);
    }
    return [];
  };

/** Every expression of a definition that reads `from` reads `to` instead. */
export function changeName(own: Pick<Draft<BlockDefinition>, 'params' | 'nodes'>, from: string, to: string): void {
  for (const param of Object.values(own.params)) param.default = withNameChanged(param.default, from, to);
  for (const node of own.nodes) {
    node.kind = withNameChanged(node.kind, from, to);
    if (node.repeat !== undefined) node.repeat = withNameChanged(node.repeat, from, to);
    if (node.when !== undefined) node.when = withNameChanged(node.when, from, to);
    for (const [field, value] of Object.entries(node.params ?? {}))
      if (readsName(value, from)) node.params![field] = withNameChanged(value, from, to);
  }
}

/** Takes a parameter away: expressions take its default in its place, instances give it no more. */
export const removeParam =
  (library: Library, definition: string, name: string): Edit =>
  (draft) => {
    const own = ownDefinition(draft, definition, library);
    const value = own.params[name]?.default;
    if (value === undefined) return [];
    delete own.params[name];
    const values = { [name]: value as ParamValue };
    for (const param of Object.values(own.params))
      if (readsName(param.default, name)) param.default = substitute(param.default, values) as Draft<ParamValue>;
    for (const [i, node] of own.nodes.entries())
      if ([node.kind, node.repeat, node.when, ...Object.values(node.params ?? {})].some((v) => readsName(v, name)))
        own.nodes[i] = substituteNode(node, values) as NodeDraft;
    for (const { node, params } of instances(draft, definition, name)) {
      delete params[name];
      if (Object.keys(params).length === 0) delete node.params;
    }
    return [];
  };

/** What of a declaration changes; undefined takes it away. */
export type ParamChanges = { readonly [K in keyof BlockParam]?: BlockParam[K] | undefined };

/** Changes a declaration. A default that another type cannot hold becomes one that it can. */
export const changeParam =
  (library: Library, definition: string, name: string, changes: ParamChanges): Edit =>
  (draft) => {
    const param = ownDefinition(draft, definition, library).params[name];
    if (!param) return [];
    Object.assign(param, changes);
    for (const field of ['title', 'help', 'options', 'min', 'max'] as const)
      if (param[field] === undefined) delete param[field];
    if (param.type !== 'text') delete param.options;
    if (param.type === 'boolean' || param.type === 'text') {
      delete param.min;
      delete param.max;
    }
    param.default = retyped(param.default, param.type) as Draft<ParamValue>;
    return [];
  };

function retyped(value: ParamValue, type: BlockParam['type']): ParamValue {
  if (isExpression(value) || fits[type](value)) return value;
  if (type === 'text') return String(value);
  if (type === 'list') return fits.number(value) ? [value as number] : fallback.list;
  const number = Number(typeof value === 'object' ? value[0] : value);
  return typeof value !== 'boolean' && type !== 'boolean' && Number.isFinite(number) ? number : fallback[type];
}

/**
 * Drawn instances of a block that give a value for the parameter. A kind that is an expression may be another block:
 * those are left.
 */
function* instances(
  draft: DocumentDraft,
  definition: string,
  param: string,
): Iterable<{ readonly node: NodeDraft; readonly params: NonNullable<NodeDraft['params']> }> {
  if (definition === '') return;
  for (const nodes of [draft.nodes, ...Object.values(draft.blocks).map((block) => block.nodes)])
    for (const node of nodes)
      if (node.kind === `block:${definition}` && node.params && Object.hasOwn(node.params, param))
        yield { node, params: node.params };
}
