/** So many characters at most: four bytes each leave room for a number behind it. */
const LONGEST = /^.{1,60}/u;
/** Names that Windows keeps for devices, whatever ending follows. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * What is fit for a file's name on any system: letters and digits of every script, `_`, `-` and `.` inside; anything
 * else becomes `-`. `fallback` where nothing is left.
 */
export function fileName(text: string, fallback: string): string {
  const kept = text
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}_.-]+/gu, '-')
    .replace(/^[-.]+/, '');
  const cut = (LONGEST.exec(kept)?.[0] ?? '').replace(/[-.]+$/, '');
  if (cut === '') return fallback;
  return DEVICE.test(cut) ? `${fallback}-${cut}` : cut;
}

/** Whether a text is the name of a file or folder, and no way to another one. */
export const isFileName = (text: string): boolean =>
  text.trim() === text &&
  text !== '' &&
  new TextEncoder().encode(text).length <= 255 &&
  !/^\.|\.$|[\\/:*?"<>|\p{Cc}]/u.test(text) &&
  !DEVICE.test(text);

/**
 * Whether a name holds what stands for bytes that are no text: it then is not the name of the file that was meant,
 * unless somebody really called it that.
 */
export const isGarbled = (name: string): boolean => name.includes('\ufffd');

/**
 * Names that are the same on a file system that tells neither case nor Unicode forms apart are given numbers: `a`,
 * `A-2`.
 */
export function unique(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let n = 2; taken.has(folded(free)); n++) free = `${name}-${n}`;
    taken.add(folded(free));
    return free;
  });
}

/** What is the same for every file system. */
export const folded = (name: string): string => name.normalize('NFKC').toLowerCase();
