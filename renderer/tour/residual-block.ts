import type { AnalyzedNode } from '../../engine/analyze/analysis.ts';
import type { DocumentNode } from '../../engine/design/document.ts';
import { setParam } from '../../engine/design/edits/nodes.ts';
import { mapOf } from '../../engine/layers/feature-map.ts';
import { text } from '../language/text.ts';
import { applyFixNow } from '../panels/problem-cards.tsx';
import { sequence } from '../state/edits.ts';
import { addBehind, connectNodes } from '../state/gestures.ts';
import { library } from '../state/model.ts';
import { type AppState, change, edit, get } from '../state/store.ts';
import { select } from '../state/view.ts';

/** The course's worked example: 32 filters of 5 × 5 on 28 × 28 × 192, with 16 channels in front. */
export const COURSE = { side: 28, channels: 192, filters: 32, kernel: 5 } as const;

/** What of the tour's drawing is on the sheet: y = F(x) + x, F of two convolutions. */
export interface ResidualBlock {
  readonly input: DocumentNode | null;
  /** Convolutions in a line behind the input, nearest first. */
  readonly branch: readonly DocumentNode[];
  /** The add that two convolutions lead to. */
  readonly add: DocumentNode | null;
}

const sources = (node: DocumentNode): readonly string[] => Object.values(node.inputs ?? {}).flat();

export function residualBlock({ history }: Pick<AppState, 'history'>): ResidualBlock {
  const { nodes } = history.document;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  /** From a node back to the input along first inputs, nearest to the input first; empty where that leads elsewhere. */
  const line = (end: DocumentNode): readonly DocumentNode[] => {
    const back: DocumentNode[] = [];
    for (let at: DocumentNode | undefined = end; at && back.length <= nodes.length; at = byId.get(sources(at)[0] ?? ''))
      back.unshift(at);
    return back[0]?.kind === 'input' ? back : [];
  };
  const convolutions = (end: DocumentNode): readonly DocumentNode[] =>
    line(end).filter(({ kind }) => kind === 'conv2d');
  const branches = nodes.map(convolutions);
  const add = nodes.find(
    (node) =>
      node.kind === 'add' &&
      sources(node).some((id) => {
        const source = byId.get(id);
        return source !== undefined && convolutions(source).length > 1;
      }),
  );
  return {
    input: nodes.find(({ kind }) => kind === 'input') ?? null,
    branch: branches.reduce((longest, one) => (one.length > longest.length ? one : longest), []),
    add: add ?? null,
  };
}

const analyzed = ({ model }: AppState, node: DocumentNode | null | undefined): AnalyzedNode | null =>
  (node && model.analysis.byPath.get(node.id)) ?? null;

const entering = (add: DocumentNode | null): number => new Set(add ? sources(add) : []).size;

export const hasSkip = (app: AppState): boolean => entering(residualBlock(app).add) > 1;

/** Whether the add has inputs of one shape. */
export function addsUp(app: AppState): boolean {
  const { add } = residualBlock(app);
  const problems = app.model.problemsAt.get(add?.id ?? '') ?? [];
  return (
    entering(add) > 1 && mapAt(analyzed(app, add)) !== null && !problems.some(({ severity }) => severity === 'error')
  );
}

/** What comes out of the add. */
export function sumVolume(app: AppState): string | null {
  const map = mapAt(analyzed(app, residualBlock(app).add));
  return map && `${map.size[0]} × ${map.size[1]} × ${map.channels}`;
}

const mapAt = (node: AnalyzedNode | null) => (node?.type ? mapOf(node.type) : null);

/** Whether the input has the example's volume. */
export function fedAsInCourse(app: AppState): boolean {
  const map = mapAt(analyzed(app, residualBlock(app).input));
  return map?.channels === COURSE.channels && map.size.every((side) => side === COURSE.side);
}

const kernelOf = (node: AnalyzedNode | null): number =>
  ((node?.params?.['kernel'] ?? [0, 0]) as readonly number[]).reduce((a, b) => a * b);

/** The 5 × 5 on the way to the add, and the 1 × 1 in front of it where there is one. */
export function wideConvolution(
  app: AppState,
): { readonly wide: AnalyzedNode; readonly squeeze: AnalyzedNode | null } | null {
  const { branch } = residualBlock(app);
  for (const [i, node] of branch.entries()) {
    const wide = analyzed(app, node);
    const squeeze = analyzed(app, branch[i - 1]);
    const map = mapAt(wide);
    if (!wide || map?.channels !== COURSE.filters || map.size[0] !== COURSE.side) continue;
    if (kernelOf(wide) !== COURSE.kernel ** 2) continue;
    const squeezed = squeeze && kernelOf(squeeze) === 1 ? squeeze : null;
    if (channelsInto(squeezed ?? wide) === COURSE.channels) return { wide, squeeze: squeezed };
  }
  return null;
}

/** Channels that come into a convolution. */
function channelsInto(node: AnalyzedNode): number {
  const type = node.site?.inputs['in']?.[0];
  return (type && mapOf(type)?.channels) ?? 0;
}

/** What the 5 × 5 costs on all channels, and with the 1 × 1 in front. */
export function savings(app: AppState): { readonly before: number; readonly after: number } | null {
  const found = wideConvolution(app);
  if (!found?.squeeze) return null;
  const { wide, squeeze } = found;
  const before = (wide.multiplies / channelsInto(wide)) * channelsInto(squeeze);
  return { before, after: wide.multiplies + squeeze.multiplies };
}

/** Each draws what is still missing of its step, with the gestures that a person has. */
export const draw = {
  input: (): void => {
    if (residualBlock(get()).input) return;
    select([]);
    addBehind('input');
  },
  convolutions: (): void => {
    while (residualBlock(get()).branch.length < 2) {
      const { input, branch } = residualBlock(get());
      const last = branch.at(-1) ?? input;
      if (!last) return;
      select([last.id]);
      if (addBehind('conv2d') === null) return;
    }
  },
  add: (): void => {
    const { branch, add } = residualBlock(get());
    const last = branch.at(-1);
    if (add || !last) return;
    select([last.id]);
    addBehind('add');
  },
  skip: (): void => {
    const { input, add } = residualBlock(get());
    const { scene } = get();
    const [from, to] = [scene.byId.get(input?.id ?? ''), scene.byId.get(add?.id ?? '')];
    if (from && to && !hasSkip(get())) connectNodes(from, to, 'in');
  },
  projection: (): void => {
    const { add } = residualBlock(get());
    const problems = get().model.problemsAt.get(add?.id ?? '') ?? [];
    const fix = problems.flatMap(({ fixes }) => fixes)[0];
    if (fix) applyFixNow(fix);
  },
  courseInput: (): void => {
    const { input } = residualBlock(get());
    if (!input) return;
    const sizes = { height: COURSE.side, width: COURSE.side, channels: COURSE.channels };
    const changes = Object.entries(sizes).map(([field, value]) => setParam(library, '', input.id, field, value));
    edit(text('did.param', { field: text('bar.input') }), sequence(...changes));
  },
  wide: (): void => {
    const [first] = residualBlock(get()).branch;
    if (!first || wideConvolution(get())) return;
    const { kernel, filters } = COURSE;
    const changes = Object.entries({ kernel, filters }).map(([field, value]) =>
      setParam(library, '', first.id, field, value),
    );
    edit(text('did.param', { field: 'kernel' }), sequence(...changes));
    select([first.id]);
  },
  bottleneck: (): void => {
    const wide = wideConvolution(get())?.wide.node.path;
    const advice = get()
      .model.advice()
      .find(({ code, node }) => code === 'bottleneck' && node === wide);
    if (advice?.fixes[0]) applyFixNow(advice.fixes[0]);
  },
} as const;

/** The design itself, not the inside of a block. */
export function leaveBlocks(): void {
  if (get().scope !== '') change({ scope: '', selection: new Set() });
}
