import { grouped } from '../../base/format.ts';
import type { DataFound } from '../runs-protocol.ts';
import { columnsText } from './columns.ts';
import { bold, dim } from './print.ts';
import { text } from './texts.ts';

const MOST_CLASSES = 20;
const PARTS = ['train', 'validation', 'test'] as const;

/**
 * What was found, as people read it: a headline, where each part comes from, and a line a class with its images in each
 * part.
 */
export function dataText(found: DataFound): readonly string[] {
  const { name, form, at, layout, height, width, channels, classes } = found;
  const isBundled = form.startsWith('builtin:');
  const values = {
    name,
    form: layout ? text(`data.from.${layout.classesFrom}`) : isBundled ? text('data.bundled') : form,
    classes: grouped(classes.length),
    size: `${height} × ${width} × ${channels}`,
  };
  const shown = classes.slice(0, MOST_CLASSES);
  const parts = PARTS.filter((part) => found.counts[part] > 0);
  const table = columnsText<(typeof classes)[number]>(
    [
      { title: text('data.class'), align: 'left', text: (one) => one.name },
      ...parts.map((part) => ({
        title: text(`data.${part}`),
        align: 'right' as const,
        text: (one: (typeof classes)[number]) => grouped(one[part]),
      })),
    ],
    shown,
  );
  const more = classes.length - shown.length;
  return [
    bold(text('data.found', values)),
    ...(isBundled ? [] : [dim(text('data.at', { at }))]),
    parts.map((part) => partText(found, part)).join(', '),
    ...table,
    ...(more > 0 ? [dim(text('data.more', { count: more }))] : []),
  ];
}

/** How many images a part has, and which folder or whose images they are. */
function partText({ counts, heldOut, layout }: DataFound, part: (typeof PARTS)[number]): string {
  const key = part === 'validation' ? 'val' : part;
  const folders = (layout?.parts ?? '')
    .split(/,(?=(?:all|train|val|test)=)/)
    .flatMap((one) => (one.startsWith(`${key}=`) ? [one.slice(key.length + 1)] : []));
  const from = heldOut.includes(part) ? text('data.heldOut') : folders.join(', ');
  return text('data.part', { part: text(`data.${part}`), images: grouped(counts[part]), ...(from ? { from } : {}) });
}
