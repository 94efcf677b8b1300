import type { Fix, FixAction, Problem } from '../../base/diagnostics.ts';
import { type ClassSource, type PartFolders, partsText } from '../../settings/data.ts';
import { byCodeUnits } from './names.ts';
import { nameOf, type Tree } from './tree.ts';

/** How a folder of images is read: nothing is left to find out. */
export interface Layout {
  readonly parts: PartFolders;
  readonly classesFrom: ClassSource;
  /** Folders below the parts that are passed over. */
  readonly exclude: readonly string[];
}

/** What a folder was found to be. */
export interface Detected {
  readonly layout: Layout;
  /** Why a folder is not used, by its path. */
  readonly why: ReadonlyMap<string, Why>;
  readonly notes: readonly Problem[];
}

/**
 * `annotations`: masks, boxes … `copy`: the same folders as beside it. `beside`: of a class, but not in a part.
 * `other`: another folder is that part. `flat`: its images are in no folder of a class.
 */
export type Why =
  | { readonly is: 'annotations' | 'unlabelled' | 'copy' | 'beside' | 'unknown' }
  | { readonly is: 'other' | 'flat'; readonly part: string; readonly instead?: string };

/** A folder below the data set's own as settings name it. */
export const named = (path: string): string => (path === '' ? '.' : path);

/** Which data set, and how to call its folders. */
export interface Place {
  /** A trained network is tested on it: one class is enough, and one without images is none. */
  readonly forTesting?: boolean;
  /** As the person gave it. */
  readonly data: string;
  /** The whole path of a folder below it. */
  readonly whole: (path: string) => string;
  /** What is left aside, by its path. */
  readonly why?: ReadonlyMap<string, Why>;
}

/** What is left aside below the folders of parts: the parts are read without it. */
export function passedOver(parts: PartFolders, why: ReadonlyMap<string, Why>): readonly string[] {
  const { all = [], train = [], validation = [], test = [] } = parts;
  const roots = [all, train, validation, test].flat().map((pattern) => pattern.replace(/(^|\/)\*.*$/, '') || '.');
  const isBelow = (path: string): boolean => roots.some((root) => root === '.' || path.startsWith(`${root}/`));
  return [...why.keys()].filter(isBelow).sort();
}

/** One way to read a folder, as a change of the settings and as flags. */
export function readAs(
  { data, why = new Map() }: Place,
  settings: { readonly data?: string; readonly parts?: PartFolders; readonly classesFrom?: ClassSource },
  what: { readonly code: Fix['code']; readonly values?: Fix['values'] },
): Fix {
  const parts = settings.parts && partsText(settings.parts);
  const exclude = settings.parts ? passedOver(settings.parts, why) : [];
  const actions: FixAction[] = [
    ...(settings.data === undefined ? [] : [{ do: 'setSetting', field: 'data.path', value: settings.data } as const]),
    ...(parts === undefined ? [] : [{ do: 'setSetting', field: 'data.parts', value: parts } as const]),
    ...(exclude.length > 0 ? [{ do: 'setSetting', field: 'data.exclude', value: exclude } as const] : []),
    ...(settings.classesFrom
      ? [{ do: 'setSetting', field: 'data.classesFrom', value: settings.classesFrom } as const]
      : []),
  ];
  const flags = [
    `--data ${quoted(settings.data ?? data)}`,
    ...(parts === undefined ? [] : [`--parts ${quoted(parts)}`]),
    ...exclude.map((path) => `--exclude ${quoted(path)}`),
    ...(settings.classesFrom ? [`--classes-from ${settings.classesFrom}`] : []),
  ];
  return { code: what.code, values: { ...what.values, flags: flags.join(' ') }, actions };
}

export const partValues = ({ train, validation, test }: PartFolders): Fix['values'] => ({
  train: (train ?? []).join(', '),
  ...(validation ? { validation: validation.join(', ') } : {}),
  ...(test ? { test: test.join(', ') } : {}),
});

/** The set without a folder. */
export const leaveOut = ({ path, name }: Tree, { data }: Place): Fix => ({
  code: 'data.leaveOut',
  values: { folder: nameOf(name), flags: `--data ${quoted(data)} --exclude ${quoted(path)}` },
  actions: [{ do: 'setSetting', field: 'data.exclude', value: [path] }],
});

/** As a shell takes it for one word. */
function quoted(text: string): string {
  if (/^[\p{L}\p{M}\p{N}_@%+=:,./\\-]+$/u.test(text)) return text;
  return process.platform === 'win32' ? `"${text}"` : `'${text.replaceAll("'", `'\\''`)}'`;
}

const MOST_NAMES = 5;

/** The first of many names, and how many there are. */
export function someOf(names: readonly string[], most = MOST_NAMES): string {
  return names.length > most ? `${firstOf(names, most)} (${names.length})` : names.join(', ');
}

/** Classes as they are numbered. */
export const classesText = (names: readonly string[]): string => someOf([...new Set(names)].sort(byCodeUnits));

export function firstOf(names: readonly string[], most: number): string {
  return names.slice(0, most).join(', ') + (names.length > most ? ' …' : '');
}
