import { createStore } from 'zustand/vanilla';
import { type ParamValue, type Problem, problem, type SettingField } from '../../engine/base/diagnostics.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import type { CallInput, CallResult } from '../../engine/host/protocol.ts';
import type { DataPreview } from '../../engine/host/runs-protocol.ts';
import type { EngineCall } from '../platform/platform.ts';
import { type Looked, looked, notLooked } from './looked.ts';
import { platform } from './session.ts';
import { get } from './store.ts';
import { ofOne, ofSweep, type SetupCheck } from './sweep-check.ts';
import { type Axis, axesOf, axisKey, FAMILIES, families, proposed, readValues, sweepDesigns } from './sweep-plan.ts';
import { startSweep, startTraining } from './training.ts';
import { dataOf, settingsOf, type Values, withValue } from './training-values.ts';

export type Device = CallResult<'devices'>['devices'][number];

/** What the next run will be: chosen in the sheet that Train opens, looked at and checked while it is chosen. */
export interface TrainSetup {
  readonly open: boolean;
  readonly mode: 'run' | 'sweep';
  /** Of a sweep: what it turns, by `axisKey`; null for what suits the open design. */
  readonly axis: string | null;
  /** The values as they are typed, by `axisKey`, where they are not what is proposed. */
  readonly typed: Readonly<Record<string, string>>;
  /** Templates that are swept over depth. */
  readonly families: readonly string[];
  /** `builtin:digits`, `builtin:fashion`, or a folder. */
  readonly data: string;
  /** Folders that were chosen before, latest first. */
  readonly folders: readonly string[];
  /** Scales the images to what the design takes. */
  readonly fit: boolean;
  readonly device: string;
  /** What differs from the defaults, by field. */
  readonly values: Values;
  readonly preview: Looked<DataPreview>;
  readonly check: Looked<SetupCheck>;
  readonly devices: readonly Device[];
}

export const trainSetup = createStore<TrainSetup>(() => ({
  open: false,
  mode: 'run',
  families: FAMILIES.slice(0, 2),
  axis: null,
  typed: {},
  data: 'builtin:digits',
  folders: [],
  fit: true,
  device: 'auto',
  values: {},
  preview: notLooked,
  check: notLooked,
  devices: [],
}));

const CHECK_DELAY_MS = 250;
const MOST_REMEMBERED = 30;
const MOST_FOLDERS = 6;

/** What is remembered of a design: a run of it will want the same again. */
type Remembered = Pick<TrainSetup, 'data' | 'fit' | 'device' | 'values'>;

const designKey = (): string => get().file.path ?? get().history.document.name;

function rememberedAll(): Readonly<Record<string, Remembered>> {
  return (platform().settings.current().view['training'] ?? {}) as unknown as Record<string, Remembered>;
}

export function openSetup(): void {
  const folders = (platform().settings.current().view['dataFolders'] ?? []) as readonly string[];
  const batch = get().settings.batch;
  const before = rememberedAll()[designKey()];
  trainSetup.setState({ open: true, folders, ...(before ?? { values: batch === 64 ? {} : { batch } }) });
  void lookAtDevices();
  void lookAtData();
  checkSoon();
}

export function closeSetup(): void {
  trainSetup.setState({ open: false });
}

export function setValue(field: string, value: ParamValue | undefined): void {
  trainSetup.setState({ values: withValue(trainSetup.getState().values, field, value) });
  checkSoon();
}

/** Changes what the next run will be, where a fix says so: shows the sheet with it, if it is not shown. */
export function mendSetting(field: SettingField, value: ParamValue): void {
  if (!trainSetup.getState().open) openSetup();
  if (field === 'device') setDevice(String(value));
  else if (field === 'data.path') chooseData(String(value));
  else setValue(field, value);
  if (field.startsWith('data.') && field !== 'data.path') void lookAtData();
}

/** How the folder that is chosen is read; another folder is found out anew. */
const READING: ReadonlySet<string> = new Set([
  'data.parts',
  'data.classesFrom',
  'data.exclude',
] satisfies SettingField[]);

const withoutReading = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([field]) => !READING.has(field)));

/** Leaves it to the folder again how it is read. */
export function findOutAgain(): void {
  trainSetup.setState({ values: withoutReading(trainSetup.getState().values) });
  void lookAtData();
  checkSoon();
}

export function setMode(mode: TrainSetup['mode']): void {
  trainSetup.setState({ mode });
  checkSoon();
}

export function setFamily(name: string, chosen: boolean): void {
  const { families } = trainSetup.getState();
  trainSetup.setState({ families: FAMILIES.filter((one) => (one === name ? chosen : families.includes(one))) });
  checkSoon();
}

/**
 * What a sweep of the open design turns: what was chosen, its depth where it has one, or the depth of ready networks.
 */
export function sweepAxis({ axis, values }: Pick<TrainSetup, 'axis' | 'values'>, document: LoomDocument): Axis {
  const all = axesOf(document, values);
  const wanted = axis ?? axisKey({ of: 'design', name: 'depth' });
  return all.find((one) => axisKey(one) === wanted) ?? families;
}

export function setAxis(axis: Axis): void {
  trainSetup.setState({ axis: axisKey(axis) });
  checkSoon();
}

export const typedValues = (axis: Axis, { typed }: Pick<TrainSetup, 'typed'>): string =>
  typed[axisKey(axis)] ?? proposed(axis);

export function typeValues(axis: Axis, values: string): void {
  trainSetup.setState({ typed: { ...trainSetup.getState().typed, [axisKey(axis)]: values } });
  checkSoon();
}

export function setDevice(device: string): void {
  trainSetup.setState({ device });
  const before = rememberedAll();
  const own = before[designKey()];
  if (own) platform().settings.store({ view: { training: { ...before, [designKey()]: { ...own, device } } as never } });
  checkSoon();
}

export function setFit(fit: boolean): void {
  trainSetup.setState({ fit });
  checkSoon();
}

export function chooseData(data: string): void {
  trainSetup.setState({ data, values: withoutReading(trainSetup.getState().values) });
  void lookAtData();
  checkSoon();
}

/** Asks for a folder of images. */
export async function chooseFolder(): Promise<void> {
  const path = await platform().files.choose('dataFolder');
  if (path === null) return;
  const folders = [path, ...trainSetup.getState().folders.filter((one) => one !== path)].slice(0, MOST_FOLDERS);
  trainSetup.setState({ folders });
  platform().settings.store({ view: { dataFolders: folders } });
  chooseData(path);
}

type Design = CallInput<'train'>['design'];

/** What the settings, the data and the device come to, as far as they can be read. */
function chosen(): Pick<CallInput<'train'>, 'data' | 'settings' | 'device'> {
  const { data, device, values, fit } = trainSetup.getState();
  // Templates adapt to the images.
  const fitted = fit && !sweepsFamilies() ? inputSize() : {};
  return {
    data: { ...dataOf(values), path: data, ...fitted } as CallInput<'train'>['data'],
    settings: settingsOf(values) as CallInput<'train'>['settings'],
    device,
  };
}

/** Whether ready networks are trained, and not the open design. */
export function sweepsFamilies(): boolean {
  const setup = trainSetup.getState();
  return setup.mode === 'sweep' && sweepAxis(setup, get().history.document).of === 'families';
}

function inputSize(): Partial<CallInput<'train'>['data']> {
  const input = get().model.analysis.nodes.find(({ node }) => node.kind === 'input')?.params;
  if (!input) return {};
  const [height, width, channels] = [Number(input['height']), Number(input['width']), Number(input['channels'])];
  return { resize: { height, width }, grayscale: channels === 1 };
}

function ownDesign(): Design {
  const { document } = get().history;
  return { kind: 'document', document, name: document.name };
}

/** What the sweep turns, its values, and the designs that come of them. */
function plannedSweep() {
  const setup = trainSetup.getState();
  const { document } = get().history;
  const axis = sweepAxis(setup, document);
  const { values, wrong } = readValues(axis, typedValues(axis, setup));
  const designs = sweepDesigns(axis, values, { document, settings: setup.values, chosen: setup.families });
  return { axis, wrong, designs: [...designs] };
}

/** Whether a run can start: checked, without errors. */
export const canStart = ({ check }: Pick<TrainSetup, 'check'>): boolean =>
  !check.busy && check.value !== null && !checkProblems(check).some(({ severity }) => severity === 'error');

export const checkProblems = ({ value, problems }: Looked<SetupCheck>): readonly Problem[] =>
  value ? value.problems : problems;

export async function startSetup(): Promise<void> {
  const { mode } = trainSetup.getState();
  if (!canStart(trainSetup.getState())) return;
  remember();
  closeSetup();
  const { document } = get().history;
  if (mode === 'sweep') startSweep({ ...chosen(), designs: plannedSweep().designs, out: await newFolder('sweep') });
  else startTraining(document, { ...chosen(), design: ownDesign(), out: await newFolder(document.name) });
}

const newFolder = (name: string): Promise<string> => platform().files.newRun(name);

function remember(): void {
  const { data, fit, device, values } = trainSetup.getState();
  const { [designKey()]: _, ...others } = rememberedAll();
  const latest = Object.entries({ [designKey()]: { data, fit, device, values }, ...others }).slice(0, MOST_REMEMBERED);
  platform().settings.store({ view: { training: Object.fromEntries(latest) as never } });
}

export async function lookAtDevices(): Promise<void> {
  const { value } = await looked(platform().engine.call('devices', {}).result);
  trainSetup.setState({ devices: value?.devices ?? [] });
}

let previewing: EngineCall<'previewData'> | null = null;

/** Of the values, those that say what the images are. */
function lookedAt(values: Values): Partial<CallInput<'previewData'>['data']> {
  const { augment: _, validation: __, ...rest } = dataOf(values);
  return rest as Partial<CallInput<'previewData'>['data']>;
}

async function lookAtData(): Promise<void> {
  const { data, preview, values } = trainSetup.getState();
  previewing?.control('stop');
  const asked = platform().engine.call('previewData', { data: { path: data, ...lookedAt(values) } });
  previewing = asked;
  trainSetup.setState({ preview: { ...preview, busy: true, problems: [] } });
  const answer = await looked(asked.result);
  if (previewing === asked) trainSetup.setState({ preview: answer });
}

let timer: ReturnType<typeof setTimeout> | undefined;
let checking: readonly EngineCall<'checkTraining'>[] = [];

/** Checks once there was no change for a moment; what is outdated by then is dropped. */
export function checkSoon(): void {
  clearTimeout(timer);
  for (const asked of checking) asked.control('stop');
  checking = [];
  const { check, open } = trainSetup.getState();
  if (!open) return;
  trainSetup.setState({ check: { ...check, busy: true } });
  timer = setTimeout(() => void checkNow(), CHECK_DELAY_MS);
}

const refuse = (wrong: Problem): void =>
  trainSetup.setState({ check: { value: null, busy: false, problems: [wrong] } });

async function checkNow(): Promise<void> {
  const { mode } = trainSetup.getState();
  // A sweep is checked whole: the shallowest network may have too little of what the deepest has too much of.
  const sweep = mode === 'sweep' ? plannedSweep() : null;
  const points = sweep?.designs ?? [{ series: '', depth: 0, design: ownDesign() }];
  const [wrong] = sweep?.wrong ?? [];
  if (sweep && wrong !== undefined)
    return refuse(problem('sweep.badValue', '', { value: wrong, name: sweep.axis.name }));
  if (points.length === 0) return refuse(problem('sweep.nothing', ''));
  const out = await newFolder(get().history.document.name);
  const asked = points.map(({ design, ...own }) =>
    platform().engine.call('checkTraining', { ...chosen(), ...('settings' in own ? own : {}), design, out }),
  );
  checking = asked;
  const answer = await looked(Promise.all(asked.map(({ result }) => result)));
  if (checking !== asked) return;
  const { value, ...rest } = answer;
  const checked = value?.map((check, i) => ({ ...points[i]!, check }));
  const [one] = value ?? [];
  const merged = mode === 'sweep' && checked ? ofSweep(checked) : one ? ofOne(one) : null;
  trainSetup.setState({ check: { ...rest, value: merged } });
}
