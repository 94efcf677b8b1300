import type { Problem, Scalar } from '../../base/diagnostics.ts';
import type { TensorType } from '../../ir/types.ts';
import type { RawParams } from '../../layers/layer.ts';
import type { BlockDefinition, DocumentNode, Library, LoomDocument } from '../document.ts';
import { type Edit, type NodeDraft, ownDefinition } from '../edits/edit.ts';
import { applyEdit } from '../edits/history.ts';
import { expand } from '../expand.ts';
import { findBlock } from '../locate.ts';
import type { NetworkNode } from '../network.ts';
import { bindParams } from '../parameters.ts';

/**
 * Output types of a document's expanded nodes by path, null where unknown: `analyze` answers it; design comes before
 * analyze.
 */
export type ShapesOf = (document: LoomDocument) => (path: string) => TensorType | null;

/** A converted document. `summary` are the numbers that the text `code` of the catalogue tells. */
export interface Conversion<C extends string> {
  readonly document: LoomDocument;
  readonly problems: readonly Problem[];
  readonly summary: { readonly code: C; readonly values: Readonly<Record<string, Scalar>> };
}

/** Where a definition stands: what the expanded paths of its nodes begin with there, and its parameters. */
export interface Place {
  /** '' for the design, `stage2/3/` for a block. */
  readonly prefix: string;
  readonly params: RawParams;
}

/** A definition that the design uses. `params` are those at the first of its places. */
export interface UsedDefinition {
  readonly name: string;
  readonly nodes: readonly DocumentNode[];
  readonly params: RawParams;
  readonly places: readonly Place[];
}

/** A document while it is converted, edit by edit. */
export class Working {
  document: LoomDocument;
  readonly problems: Problem[] = [];
  readonly library: Library;

  constructor(document: LoomDocument, library: Library) {
    this.document = document;
    this.library = library;
  }

  /** False where the edit could not be made; its problems are not kept. */
  apply(edit: Edit): boolean {
    const { document, problems } = applyEdit(this.document, edit);
    this.document = document;
    return problems.length === 0;
  }

  /**
   * Many edits of one definition in time linear in each: they work on a plain copy of its nodes, which a draft would
   * watch one by one.
   */
  applyAll(definition: string, edits: readonly Edit[]): void {
    if (edits.length === 0) return;
    const copy = structuredClone(this.nodes(definition)) as NodeDraft[];
    this.apply((draft) => {
      ownDefinition(draft, definition, this.library).nodes = copy;
      for (const edit of edits) edit(draft);
      return [];
    });
  }

  /** Replaces the nodes of a definition. */
  replace(definition: string, nodes: readonly DocumentNode[]): void {
    this.apply((draft) => {
      ownDefinition(draft, definition, this.library).nodes = [...nodes] as NodeDraft[];
      return [];
    });
  }

  block(name: string): BlockDefinition | undefined {
    return findBlock(this.document, this.library, name);
  }

  nodes(definition: string): readonly DocumentNode[] {
    return definition === '' ? this.document.nodes : (this.block(definition)?.nodes ?? []);
  }

  /** The design and every block that stands in it somewhere, with the expanded nodes by path. */
  used(): { readonly definitions: readonly UsedDefinition[]; readonly network: ReadonlyMap<string, NetworkNode> } {
    const { network } = expand(this.document, this.library);
    const { params } = bindParams('', this.document.params, {});
    const byName = new Map<string, Place[]>([['', [{ prefix: '', params }]]]);
    for (const group of network.groups) {
      const place = { prefix: `${group.path}/`, params: group.params };
      const known = byName.get(group.block);
      if (known) known.push(place);
      else byName.set(group.block, [place]);
    }
    return {
      definitions: [...byName].map(([name, places]) => ({
        name,
        nodes: this.nodes(name),
        params: places[0]!.params,
        places,
      })),
      network: new Map(network.nodes.map((node) => [node.path, node])),
    };
  }

  /** Drops the document's own copies of built-in blocks that have come to be like them again. */
  dropCopies(): void {
    this.apply((draft) => {
      for (const name of Object.keys(draft.blocks)) {
        if (Object.hasOwn(this.library, name) && sameJson(this.document.blocks[name], this.library[name]))
          delete draft.blocks[name];
      }
      return [];
    });
  }

  /** Marks in a block's title that it has been converted; the way back removes the mark. */
  retitle(definition: string, added: string, removed: string): void {
    if (definition === '') return;
    this.apply((draft) => {
      const block = draft.blocks[definition];
      if (!block) return [];
      if (block.title.endsWith(removed)) block.title = block.title.slice(0, -removed.length);
      else if (!block.title.endsWith(added)) block.title += added;
      return [];
    });
  }
}

/** Equal as JSON, whatever the order of fields. */
function sameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [as, bs] = [Object.entries(a), Object.entries(b)];
  return (
    as.length === bs.length &&
    as.every(([key, value]) => Object.hasOwn(b, key) && sameJson(value, b[key as keyof typeof b]))
  );
}
