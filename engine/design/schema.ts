import { z } from 'zod';
import type { ParamValue, Scalar } from '../base/diagnostics.ts';
import { reservedNames } from '../base/expression-tree.ts';
import type { LoomDocument } from './document.ts';
import { currentVersion } from './migrations/index.ts';

/** Longest name, title, help or description. */
export const LONGEST_TEXT = 10_000;

export const nodeId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);
export const blockName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/);
/** Names of parameters and ports. */
export const paramName = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/);
export const declaredName = paramName.refine((name) => !reservedNames.includes(name));
export const text = z.string().max(LONGEST_TEXT);
export const kind = z.string().min(1).max(501);
const expression = z.templateLiteral(['=', z.string()]);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const paramValue = z.union([scalar, z.array(scalar).readonly()]);
const sources = z.array(z.string()).readonly();
const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
const isText = (value: unknown): value is string => typeof value === 'string';

/**
 * As `paramValue`, `sources` and `options`, but in one pass without a word for each wrong element: others' lists have a
 * hundred thousand.
 */
export const isParamValue = (value: unknown): value is ParamValue =>
  Array.isArray(value) ? value.every(isScalar) : isScalar(value);
export const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);

export const repeat = z.union([z.int().nonnegative(), expression]);
export const when = z.union([z.boolean(), expression]);
export const position = z.tuple([z.number(), z.number()]).readonly();
export const paramType = z.enum(['number', 'boolean', 'text', 'size', 'list']);
const options = z.array(z.string()).readonly();
export const bound = z.number();

const node = z
  .strictObject({
    id: nodeId,
    kind,
    params: z.record(paramName, paramValue).exactOptional(),
    inputs: z.record(nodeId, sources).exactOptional(),
    repeat: repeat.exactOptional(),
    when: when.exactOptional(),
  })
  .readonly();

const blockParam = z
  .strictObject({
    title: text.exactOptional(),
    help: text.exactOptional(),
    type: paramType,
    default: paramValue,
    options: options.exactOptional(),
    min: bound.exactOptional(),
    max: bound.exactOptional(),
  })
  .readonly();

const colour = z.enum(['grey', 'yellow', 'green', 'blue', 'purple', 'red']);
export const note = z
  .strictObject({
    id: nodeId,
    text,
    colour,
    position,
    size: z.tuple([z.number().positive(), z.number().positive()]).readonly(),
  })
  .readonly();
export const nodeGroup = z
  .strictObject({ id: nodeId, title: text, colour, nodes: z.array(nodeId).readonly() })
  .readonly();

const params = z.record(declaredName, blockParam);

const block = z
  .strictObject({
    title: text,
    help: text.exactOptional(),
    params,
    nodes: z.array(node).readonly(),
  })
  .readonly();

/**
 * The format of a `.loom.json`, exactly. `parseDocument` reads by the same pieces, but keeps what it can of a broken
 * file.
 */
export const documentSchema = z
  .strictObject({
    format: z.literal('layerloom'),
    version: z.literal(currentVersion),
    name: text,
    description: text.exactOptional(),
    params,
    nodes: z.array(node).readonly(),
    blocks: z.record(blockName, block),
    view: z
      .strictObject({
        positions: z.record(z.string(), z.record(nodeId, position)),
        notes: z.record(z.string(), z.array(note).readonly()).exactOptional(),
        groups: z.record(z.string(), z.array(nodeGroup).readonly()).exactOptional(),
      })
      .readonly()
      .exactOptional(),
  })
  .readonly() satisfies z.ZodType<LoomDocument>;

/** Fields by what they describe, from the schema itself: for telling which are unknown. */
export const fieldsOf = {
  document: Object.keys(documentSchema.unwrap().shape),
  node: Object.keys(node.unwrap().shape),
  block: Object.keys(block.unwrap().shape),
  param: Object.keys(blockParam.unwrap().shape),
} as const;
