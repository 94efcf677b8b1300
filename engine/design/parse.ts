import type { ZodType } from 'zod';
import type { ProblemCode } from '../base/catalogue/index.ts';
import { type ParamValue, type Problem, problem, type Scalar } from '../base/diagnostics.ts';
import { reservedNames } from '../base/expression-tree.ts';
import { nearest } from '../base/nearest.ts';
import { ProblemList } from '../base/problem-list.ts';
import type { BlockDefinition, BlockParam, DocumentNode, DocumentView, LoomDocument } from './document.ts';
import { currentVersion, type JsonObject, type Migration, migrate, migrations } from './migrations/index.ts';
import * as schema from './schema.ts';

/**
 * Reads a `.loom.json`. What is broken in it is left out with a problem that names the place (`nodes[3].repeat`) and
 * the remedy; the rest is kept. `document` is null only for what is no design at all or comes from a newer version.
 * `fileName` is what problems of the file as a whole are reported at.
 */
export function parseDocument(
  text: string,
  fileName: string,
): { readonly document: LoomDocument | null; readonly problems: readonly Problem[] } {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { document: null, problems: [problem('design.notJson', fileName, whereWrong(text, error as SyntaxError))] };
  }
  return readDocument(json, fileName);
}

/** Where the parser stopped, counted from 1, as far as it says so. Its own words are for programmers. */
function whereWrong(text: string, { message }: SyntaxError): Readonly<Record<string, number>> {
  if (/end of (JSON )?(input|data)|^Unterminated string/.test(message)) return { lastLine: text.split('\n').length };
  const said = /position (\d+)/.exec(message)?.[1];
  if (said === undefined) return {};
  const before = text.slice(0, Number(said)).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** The same for parsed JSON. `steps` and `version` are the migrations and the version that they lead to. */
export function readDocument(
  json: unknown,
  fileName: string,
  steps: readonly Migration[] = migrations,
  supported: number = currentVersion,
): { readonly document: LoomDocument | null; readonly problems: readonly Problem[] } {
  if (!isObject(json) || json['format'] !== 'layerloom') {
    const found = show(isObject(json) ? json['format'] : json);
    return { document: null, problems: [problem('design.notDesign', fileName, { found })] };
  }
  const version = json['version'];
  const reader = new Reader();
  if (typeof version === 'number' && version > supported) {
    return { document: null, problems: [problem('design.newer', fileName, { version, supported })] };
  }
  const known = typeof version === 'number' && Number.isInteger(version) && version >= 1;
  if (!known)
    reader.problems.add('error', () => problem('design.noSuchVersion', fileName, { found: show(version), supported }));
  const document = reader.document(migrate(json, known ? version : supported, steps));
  return { document, problems: reader.problems.all() };
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as a message shows it: short, and only its outside. */
function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]';
  if (isObject(value)) return '{…}';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/**
 * Reads piece by piece and collects what is wrong. `at` is a JSON path; `node` the id of the design's node that it lies
 * in, or ''.
 */
class Reader {
  readonly problems = new ProblemList();
  #node = '';

  document(json: JsonObject): LoomDocument {
    this.#unknownFields(json, schema.fieldsOf.document, '');
    const description = this.#optionalText(json, 'description', '');
    const view = this.#view(json['view']);
    return {
      format: 'layerloom',
      version: currentVersion,
      name: this.#optionalText(json, 'name', '') ?? 'untitled',
      ...(description === undefined ? {} : { description }),
      params: this.#params(json['params'], 'params'),
      nodes: this.#nodes(json['nodes'], 'nodes', true),
      blocks: this.#blocks(json['blocks']),
      ...(view ? { view } : {}),
    };
  }

  #report(code: ProblemCode, at: string, value: unknown, extra: Readonly<Record<string, Scalar>> = {}): void {
    const field = at.slice(at.lastIndexOf('.') + 1);
    this.problems.add('error', () => problem(code, this.#node, { place: at, found: show(value), ...extra }, { field }));
  }

  /** The value if it fits, otherwise undefined and a problem. */
  #read<T>(
    type: ZodType<T>,
    value: unknown,
    at: string,
    code: ProblemCode,
    extra?: Record<string, Scalar>,
  ): T | undefined {
    const result = type.safeParse(value);
    if (result.success) return result.data;
    this.#report(code, at, value, extra);
    return undefined;
  }

  /** The same by a test. */
  #check<T>(fits: (value: unknown) => value is T, value: unknown, at: string, code: ProblemCode): T | undefined {
    if (fits(value)) return value;
    this.#report(code, at, value);
    return undefined;
  }

  #optional<T>(type: ZodType<T>, object: JsonObject, field: string, at: string, code: ProblemCode): T | undefined {
    return object[field] === undefined ? undefined : this.#read(type, object[field], join(at, field), code);
  }

  #optionalText(object: JsonObject, field: string, at: string): string | undefined {
    if (object[field] === undefined) return undefined;
    return this.#read(schema.text, object[field], join(at, field), 'document.badText', { limit: schema.LONGEST_TEXT });
  }

  #unknownFields(object: JsonObject, known: readonly string[], at: string): void {
    for (const field of Object.keys(object)) {
      if (known.includes(field)) continue;
      this.problems.add('warning', () => {
        const suggestion = nearest(field, known);
        const values = { place: join(at, field.slice(0, 60)), ...(suggestion === null ? {} : { suggestion }) };
        return problem('document.unknownField', this.#node, values, { severity: 'warning' });
      });
    }
  }

  /** An object's entries; none where it is missing or no object. */
  #entries(value: unknown, at: string): readonly (readonly [string, unknown])[] {
    if (value === undefined) return [];
    if (isObject(value)) return Object.entries(value);
    this.#report('document.badTable', at, value);
    return [];
  }

  #nodes(value: unknown, at: string, inDesign: boolean): readonly DocumentNode[] {
    if (!Array.isArray(value)) {
      this.#report('document.badNodes', at, value);
      return [];
    }
    const nodes = new Map<string, DocumentNode>();
    for (const [i, json] of value.entries()) {
      const place = `${at}[${i}]`;
      if (!isObject(json)) {
        this.#report('node.notObject', place, json);
        continue;
      }
      const id = this.#read(schema.nodeId, json['id'], `${place}.id`, 'node.badId');
      if (id === undefined) continue;
      this.#node = inDesign ? id : '';
      if (nodes.has(id)) this.#report('node.duplicateId', place, id, { id });
      else {
        const node = this.#oneNode(id, json, place);
        if (node) nodes.set(id, node);
      }
      this.#node = '';
    }
    return [...nodes.values()];
  }

  #oneNode(id: string, json: JsonObject, at: string): DocumentNode | undefined {
    const kind = this.#read(schema.kind, json['kind'], `${at}.kind`, 'node.badKind');
    if (kind === undefined) return undefined;
    this.#unknownFields(json, schema.fieldsOf.node, at);
    const params: Record<string, ParamValue> = {};
    for (const [name, value] of this.#entries(json['params'], `${at}.params`)) {
      const place = join(`${at}.params`, name);
      const read = this.#check(schema.isParamValue, value, place, 'node.badParam');
      if (read === undefined) continue;
      if (schema.paramName.safeParse(name).success) params[name] = read;
      else this.#report('block.badParamName', place, value, { reserved: reservedNames.join(', ') });
    }
    const inputs: Record<string, readonly string[]> = {};
    for (const [port, value] of this.#entries(json['inputs'], `${at}.inputs`)) {
      const place = join(`${at}.inputs`, port);
      const read = this.#check(schema.isTexts, value, place, 'node.badSources');
      if (read === undefined) continue;
      if (schema.nodeId.safeParse(port).success) inputs[port] = read;
      else this.#report('node.badSources', place, value);
    }
    const repeat = this.#optional(schema.repeat, json, 'repeat', at, 'node.badRepeatField');
    const when = this.#optional(schema.when, json, 'when', at, 'node.badWhenField');
    return {
      id,
      kind,
      ...(json['params'] === undefined ? {} : { params }),
      ...(json['inputs'] === undefined ? {} : { inputs }),
      ...(repeat === undefined ? {} : { repeat }),
      ...(when === undefined ? {} : { when }),
    };
  }

  #params(value: unknown, at: string): Readonly<Record<string, BlockParam>> {
    const params: Record<string, BlockParam> = {};
    for (const [name, json] of this.#entries(value, at)) {
      const place = join(at, name);
      if (!schema.declaredName.safeParse(name).success) {
        this.#report('block.badParamName', place, json, { reserved: reservedNames.join(', ') });
        continue;
      }
      const param = this.#param(json, place);
      if (param) params[name] = param;
    }
    return params;
  }

  #param(json: unknown, at: string): BlockParam | undefined {
    const type = isObject(json) ? schema.paramType.safeParse(json['type']).data : undefined;
    const standard = isObject(json) ? json['default'] : undefined;
    if (!isObject(json) || type === undefined || !schema.isParamValue(standard)) {
      this.#report('block.badParam', at, json);
      return undefined;
    }
    this.#unknownFields(json, schema.fieldsOf.param, at);
    const title = this.#optionalText(json, 'title', at);
    const help = this.#optionalText(json, 'help', at);
    const options =
      json['options'] === undefined
        ? undefined
        : this.#check(schema.isTexts, json['options'], join(at, 'options'), 'block.badOptions');
    const min = this.#optional(schema.bound, json, 'min', at, 'block.badBound');
    const max = this.#optional(schema.bound, json, 'max', at, 'block.badBound');
    return {
      ...(title === undefined ? {} : { title }),
      ...(help === undefined ? {} : { help }),
      type,
      default: standard,
      ...(options === undefined ? {} : { options }),
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
    };
  }

  #blocks(value: unknown): Readonly<Record<string, BlockDefinition>> {
    const blocks: Record<string, BlockDefinition> = {};
    for (const [name, json] of this.#entries(value, 'blocks')) {
      const at = join('blocks', name);
      if (!schema.blockName.safeParse(name).success) this.#report('block.badName', at, json);
      else if (!isObject(json)) this.#report('block.notObject', at, json);
      else {
        this.#unknownFields(json, schema.fieldsOf.block, at);
        const help = this.#optionalText(json, 'help', at);
        blocks[name] = {
          title: this.#optionalText(json, 'title', at) ?? name,
          ...(help === undefined ? {} : { help }),
          params: this.#params(json['params'], `${at}.params`),
          nodes: this.#nodes(json['nodes'], `${at}.nodes`, false),
        };
      }
    }
    return blocks;
  }

  #view(value: unknown): DocumentView | undefined {
    const positions = this.#positions(value);
    if (!positions) return undefined;
    const notes = isObject(value) ? this.#marks(value['notes'], 'view.notes', schema.note) : undefined;
    const groups = isObject(value) ? this.#marks(value['groups'], 'view.groups', schema.nodeGroup) : undefined;
    return { positions, ...(notes && { notes }), ...(groups && { groups }) };
  }

  /** Notes or groups by definition. */
  #marks<T>(value: unknown, at: string, type: ZodType<T>): Readonly<Record<string, readonly T[]>> | undefined {
    if (value === undefined) return undefined;
    return Object.fromEntries(
      this.#entries(value, at).map(([definition, list]) => {
        const place = join(at, definition);
        const marks = Array.isArray(list) ? list : [];
        if (!Array.isArray(list)) this.#report('document.badMark', place, list);
        const read = marks.map((json, i) => this.#read(type, json, `${place}[${i}]`, 'document.badMark'));
        return [definition, read.filter((mark) => mark !== undefined)];
      }),
    );
  }

  #positions(value: unknown): NonNullable<LoomDocument['view']>['positions'] | undefined {
    if (value === undefined) return undefined;
    const positions: Record<string, Record<string, readonly [number, number]>> = {};
    const tables = isObject(value) ? value['positions'] : value;
    for (const [definition, table] of this.#entries(tables, 'view.positions')) {
      const at = join('view.positions', definition);
      if (definition !== '' && !schema.blockName.safeParse(definition).success) {
        this.#report('block.badName', at, table);
        continue;
      }
      const placed: Record<string, readonly [number, number]> = {};
      for (const [id, json] of this.#entries(table, at)) {
        if (!schema.nodeId.safeParse(id).success) {
          this.#report('document.badPosition', join(at, id), json);
          continue;
        }
        const place = this.#read(schema.position, json, join(at, id), 'document.badPosition');
        if (place) placed[id] = place;
      }
      positions[definition] = placed;
    }
    return positions;
  }
}

/** `params.filters`, with names that are no words quoted: `blocks["a b"]`. */
function join(at: string, name: string): string {
  if (!/^[\w-]{1,64}$/.test(name)) return `${at}[${JSON.stringify(name.slice(0, 60))}]`;
  return at === '' ? name : `${at}.${name}`;
}
