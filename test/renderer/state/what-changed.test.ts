import { expect, test } from 'vitest';
import type { LoomDocument } from '../../../engine/design/document.ts';
import { setParam } from '../../../engine/design/edits/nodes.ts';
import { cardOf } from '../../../renderer/canvas/card-data.ts';
import { valueChangeText } from '../../../renderer/panels/value-change-text.ts';
import { newNode, place, setDocumentParam } from '../../../renderer/state/edits.ts';
import { library } from '../../../renderer/state/model.ts';
import { change, edit, endGesture, get, redoStep, show, undoStep } from '../../../renderer/state/store.ts';
import { cardChange, totalChanges, valueChange } from '../../../renderer/state/what-changed.ts';
import { templateOf } from '../scene/scene-of.ts';

const open = (document: LoomDocument): void =>
  show(document, { id: 'x', path: null, name: document.name, revision: null });

const reduce = (width: number): void => {
  edit('Change width', setParam(library, '', 'inception3a', 'f5r', width), { token: 'f5r' });
};

const totals = () => totalChanges(get().compared!.model, get().model);
const card = (id: string) => cardChange(get().compared!.model, get().model, id, id);
const said = (): string => {
  const { compared, model } = get();
  return valueChangeText(model, valueChange(compared!.model.document, model.document)!);
};

// 28 × 28 places; a 1 × 1 convolution of 192 channels and a 5 × 5 one to 32 have 16 channels more between them: 784 ·
// (192 + 32 · 25) · 16.
const MORE = 784 * (192 + 32 * 25) * 16;

test('a bottleneck of twice the width: what it adds, as its arithmetic has it', () => {
  open(templateOf('googlenet'));
  const before = get().model;
  reduce(32);
  expect(get().model.totals.operations - before.totals.operations).toBe(MORE);
  expect(get().compared!.model).toBe(before);
  expect(totals()).toMatchObject({ operations: { by: '+12.4 M', share: '+0.8 %' }, field: null });
  expect(card('inception3a')).toMatchObject({ by: '+12.4 M' });
  expect(card('inception3b')).toBeNull();
  expect(said()).toBe('inception3a · 5×5 bottleneck 16 → 32');
  const node = get().scene.byId.get('inception3a')!;
  expect(cardOf(get().model, node, before).changeBy).toBe('+12.4 M');
});

test('while a field is typed in, the difference is to what was before the first key; undone it is the reverse', () => {
  open(templateOf('googlenet'));
  const before = get().model;
  for (const width of [3, 32]) reduce(width);
  expect(get().compared!.model).toBe(before);
  expect(totals()!.operations!.by).toBe('+12.4 M');
  // Back to what it was within the gesture: nothing has changed.
  reduce(16);
  expect(totals()).toBeNull();
  reduce(32);
  endGesture();
  undoStep();
  expect(totals()!.operations).toMatchObject({ by: '−12.4 M', share: '−0.8 %' });
  expect(said()).toBe('inception3a · 5×5 bottleneck 32 → 16');
  redoStep();
  expect(totals()!.operations!.by).toBe('+12.4 M');
  change({ compared: null });
  expect(get().compared).toBeNull();
});

test('counted otherwise, both sides are; an edit of something else is compared to what was before it', () => {
  open(templateOf('googlenet'));
  reduce(32);
  change({ settings: { ...get().settings, convention: 'flops' } });
  expect(totals()!.operations!.by).toBe('+24.9 M');
  change({ settings: { ...get().settings, convention: 'multiplies' } });
  const before = get().model;
  edit('Add', place('', newNode('conv2d'), null));
  expect(get().compared!.model).toBe(before);
  // A layer that nothing reads is no value that was changed, and adds nothing to what inference costs.
  expect(valueChange(before.document, get().model.document)).toBeNull();
  expect(totals()?.operations ?? null).toBeNull();
});

test('a parameter of the design is named by its title, and cards of the same size with another volume say so', () => {
  open(templateOf('cifar_resnet?depth=20'));
  edit('Depth', setDocumentParam('depth', 32));
  expect(said()).toBe('Depth 20 → 32');
  expect(card('stage1')!.by).toMatch(/^\+/);
  expect(card('nowhere')).toBeNull();
  open(templateOf('googlenet'));
  edit('Filters', setParam(library, '', 'conv1', 'filters', 96));
  expect(card('pool1')).toMatchObject({
    before: expect.stringContaining('× 64'),
    now: expect.stringContaining('× 96'),
  });
});
