import { expect, test } from 'vitest';
import type { LoomDocument } from '../../../engine/design/document.ts';
import { applyEdit } from '../../../engine/design/edits/history.ts';
import { setParam } from '../../../engine/design/edits/nodes.ts';
import { library, modelOf } from '../../../renderer/state/model.ts';
import { errorsIn, groupedProblems } from '../../../renderer/state/problem-groups.ts';
import { counting, templateOf } from '../scene/scene-of.ts';

const listed = (document: LoomDocument) =>
  groupedProblems(modelOf(document, [], counting)).map(({ problem, count }) => [problem.node, problem.code, count]);

const set = (
  document: LoomDocument,
  ...change: [definition: string, id: string, field: string, value: number | string]
) => applyEdit(document, setParam(library, ...change)).document;

test('a mistake in a definition is one, in all its instances', () => {
  const document = set(templateOf('cifar_resnet'), 'basicResidual', 'conv1', 'groups', 7);
  expect(listed(document)).toEqual([['stage1/0/conv1', 'groups.indivisible', 9]]);
  const model = modelOf(document, [], counting);
  expect(errorsIn(model, model.problems)).toBe(1);
});

test('mistakes in arguments are as many as there are places that give them', () => {
  const good = templateOf('small_inception');
  const [a, b] = good.nodes.filter(({ kind }) => kind === 'block:inception').map(({ id }) => id);
  const bad = set(set(good, '', a!, 'f3', -3), '', b!, 'f3', -3);
  const places = listed(bad);
  expect(new Set(places.map(([node]) => String(node).split('/')[0]))).toEqual(new Set([a, b]));
});

test('nothing is lost: what is counted is all there is', () => {
  const document = set(templateOf('googlenet'), 'inception', 'pool', 'padding', 'valid');
  const model = modelOf(document, [], counting);
  const groups = groupedProblems(model);
  expect(groups.length).toBeLessThan(model.problems.length);
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(model.problems.length);
});
