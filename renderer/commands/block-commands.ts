import { analyze } from '../../engine/analyze/analyze.ts';
import { newErrors } from '../../engine/analyze/new-errors.ts';
import { describeText, type TextCode } from '../../engine/base/catalogue/index.ts';
import { grouped } from '../../engine/base/format.ts';
import type { Conversion } from '../../engine/design/conversions/conversion.ts';
import { insertBottleneck } from '../../engine/design/conversions/insert-bottleneck.ts';
import { plainToResidual } from '../../engine/design/conversions/plain-to-residual.ts';
import { residualToPlain } from '../../engine/design/conversions/residual-to-plain.ts';
import { scaleDepth } from '../../engine/design/conversions/scale-depth.ts';
import { scaleWidth } from '../../engine/design/conversions/scale-width.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import { instanceToNodes } from '../../engine/design/edits/inline.ts';
import { selectionToBlock } from '../../engine/design/edits/make-block.ts';
import { expand } from '../../engine/design/expand.ts';
import type { RawParams } from '../../engine/layers/layer.ts';
import { languageStore, problemText, text } from '../language/text.ts';
import { replaceBy } from '../state/edits.ts';
import { byDefinition, selected, tell } from '../state/gestures.ts';
import { library } from '../state/model.ts';
import { type AppState, change, edit, get, say } from '../state/store.ts';
import { closeInPlace, openInPlace, stepInside, stepTo } from '../state/view.ts';
import type { Command } from './command.ts';

const blocksIn = ({ scene, selection }: AppState): readonly string[] =>
  [...selection].filter((id) => scene.byId.get(id)?.kind.startsWith('block:'));
const aBlock = (state: AppState): boolean => blocksIn(state).length > 0;

function makeBlock(): void {
  const [group] = byDefinition(selected(get().selection));
  if (!group) return;
  const [definition, nodes] = group;
  const { prefix } = nodes[0]!.place;
  const before = new Set(
    get()
      .model.drawing.placeAt(prefix.slice(0, -1))
      ?.nodes.map(({ id }) => id),
  );
  const done = tell(
    edit(
      text('did.block'),
      selectionToBlock(
        library,
        definition,
        nodes.map(({ node }) => node.id),
        text('block.newTitle'),
      ),
    ),
  );
  if (!done) return;
  const made = get()
    .model.drawing.placeAt(prefix.slice(0, -1))
    ?.nodes.find(({ id }) => !before.has(id));
  if (made) change({ selection: new Set([prefix + made.id]) });
}

function takeApart(): void {
  const state = get();
  const [id] = blocksIn(state);
  const node = id === undefined ? undefined : state.scene.byId.get(id);
  if (!node) return;
  const { drawing } = state.model;
  const { place, node: drawn } = node;
  const path = (index: number): string => `${place.prefix}${drawn.id}${drawn.repeat === undefined ? '' : `/${index}`}`;
  const inside = (index: number): RawParams => drawing.group(path(index))?.params ?? {};
  tell(edit(text('did.inline'), instanceToNodes(library, place.definition, drawn.id, drawing.params(place), inside)));
}

/** Opens every block that the canvas shows, at most so many levels. */
function openAll(levels: number): void {
  for (let level = 0; level < levels; level++) {
    const { scene, expanded } = get();
    const closed = scene.nodes.filter(({ kind, open, count }) => kind.startsWith('block:') && !open && count > 0);
    if (closed.length === 0) return;
    change({ expanded: new Set([...expanded, ...closed.map(({ id }) => id)]) });
  }
}

const shapesOf = (document: LoomDocument) => {
  const { byPath } = analyze(expand(document, library).network);
  return (path: string) => byPath.get(path)?.type ?? null;
};

/** Takes the converted document over as one step, and says what was done at which cost. */
function convert(conversion: Conversion<TextCode>): void {
  const before = get().model.totals;
  const { model } = get();
  const expanded = expand(conversion.document, library);
  const after = [...expanded.problems, ...analyze(expanded.network).problems];
  const spoiled = newErrors({ problems: model.problems, byPath: model.analysis.byPath }, after);
  const wrong = [...conversion.problems, ...spoiled].find(({ severity }) => severity === 'error');
  if (wrong || conversion.document === get().history.document) {
    say(wrong ? problemText(wrong) : text('convert.nothing'), wrong ? 'error' : 'info');
    return;
  }
  edit(text('did.convert'), replaceBy(conversion.document));
  const now = get().model.totals;
  const did = describeText(conversion.summary.code, conversion.summary.values, languageStore.getState().engine);
  say(
    text('convert.said', {
      did,
      before: grouped(before.operations),
      after: grouped(now.operations),
      paramsBefore: grouped(before.params),
      paramsAfter: grouped(now.params),
    }),
  );
}

const selectedPath = ({ selection, scene }: AppState): string | null => {
  const [id] = selection;
  const node = id === undefined ? undefined : scene.byId.get(id);
  if (!node || selection.size !== 1) return null;
  return node.node.repeat !== undefined && node.index === null ? `${node.id}/0` : node.id;
};

export const blockCommands: readonly Command[] = [
  {
    id: 'block.make',
    title: 'command.makeBlock',
    menu: 'block',
    keys: '$mod+g',
    enabled: ({ selection }) => selection.size > 0,
    run: makeBlock,
  },
  { id: 'block.inline', title: 'command.inline', menu: 'block', keys: '$mod+Shift+g', enabled: aBlock, run: takeApart },
  {
    id: 'block.open',
    title: 'command.openBlock',
    menu: 'block',
    startsSection: true,
    keys: '$mod+e',
    enabled: aBlock,
    run() {
      const state = get();
      for (const id of blocksIn(state))
        if (state.scene.byId.get(id)?.open) closeInPlace(id);
        else openInPlace(id);
    },
  },
  {
    id: 'block.enter',
    title: 'command.enterBlock',
    menu: 'block',
    keys: '$mod+Enter',
    enabled: aBlock,
    run: () => blocksIn(get()).slice(0, 1).forEach(stepInside),
  },
  {
    id: 'block.leave',
    title: 'command.leaveBlock',
    menu: 'block',
    keys: '$mod+Backspace',
    enabled: ({ scope }) => scope !== '',
    run() {
      const { scope } = get();
      const outer = scope.replace(/\/\d+$/, '');
      stepTo(outer.includes('/') ? outer.slice(0, outer.lastIndexOf('/')) : '');
    },
  },
  { id: 'block.openAll', title: 'command.openAll', menu: 'block', startsSection: true, run: () => openAll(6) },
  {
    id: 'block.closeAll',
    title: 'command.closeAll',
    menu: 'block',
    run: () => change({ expanded: new Set(), selection: new Set() }),
  },
  {
    id: 'convert.residual',
    title: 'command.toResidual',
    menu: 'convert',
    run: () => convert(plainToResidual(get().history.document, library, shapesOf)),
  },
  {
    id: 'convert.plain',
    title: 'command.toPlain',
    menu: 'convert',
    run: () => convert(residualToPlain(get().history.document, library)),
  },
  {
    id: 'convert.bottleneck',
    title: 'command.bottleneck',
    menu: 'convert',
    startsSection: true,
    enabled: (state) => selectedPath(state) !== null,
    run() {
      const path = selectedPath(get());
      if (path !== null) convert(insertBottleneck(get().history.document, library, path, shapesOf));
    },
  },
  {
    id: 'convert.wider',
    title: 'command.wider',
    menu: 'convert',
    startsSection: true,
    run: () => convert(scaleWidth(get().history.document, library, 2, shapesOf)),
  },
  {
    id: 'convert.narrower',
    title: 'command.narrower',
    menu: 'convert',
    run: () => convert(scaleWidth(get().history.document, library, 0.5, shapesOf)),
  },
  {
    id: 'convert.deeper',
    title: 'command.deeper',
    menu: 'convert',
    run: () => convert(scaleDepth(get().history.document, library, 1)),
  },
  {
    id: 'convert.shallower',
    title: 'command.shallower',
    menu: 'convert',
    run: () => convert(scaleDepth(get().history.document, library, -1)),
  },
];
