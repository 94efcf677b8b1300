import type { Analysis, AnalyzedNode } from '../analyze/analysis.ts';
import { judgeMended } from '../analyze/fixes/mend.ts';
import { type Fix, type Problem, ProblemError, problem } from '../base/diagnostics.ts';
import { limited } from '../base/problem-list.ts';
import { blocks } from '../blocks/index.ts';
import type { LoomDocument } from '../design/document.ts';
import { applyFix } from '../design/fix.ts';
import { readDocument } from '../design/parse.ts';
import { buildTemplate } from '../templates/build.ts';
import type { DesignSource } from './protocol.ts';

/** What goes in and how many classes come out: a template takes these over. */
export interface Sizes {
  readonly height?: number | undefined;
  readonly width?: number | undefined;
  readonly channels?: number | undefined;
  readonly classes?: number | undefined;
}

/** What the images are; a document must agree with them. */
export interface ImageFacts extends Required<Sizes> {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
}

export interface OpenedDesign {
  readonly document: LoomDocument;
  readonly analysis: Analysis;
  /** Errors and warnings of the document, its expansion and its shapes. */
  readonly problems: readonly Problem[];
}

/**
 * Opens, expands and analyses a design, whatever is wrong with it. Throws a ProblemError where there is nothing to show
 * at all.
 */
export function openDesign(source: DesignSource, sizes: Sizes = {}): OpenedDesign {
  const opened =
    source.kind === 'template' ? buildTemplate(source.spec, given(sizes)) : readDocument(source.document, source.name);
  if (!opened.document) throw new ProblemError(opened.problems);
  return analyzed(opened.document, opened.problems);
}

/** The design as a person asks to see it: a document's input and classes are changed as well. */
export function openResized(source: DesignSource, sizes: Sizes): OpenedDesign {
  const opened = openDesign(source, sizes);
  // Another size changes numbers, never what the design consists of.
  const fixes = misfits(opened.analysis, { ...sizes, name: '' })
    .flatMap((p) => p.fixes)
    .filter(({ code }) => code !== 'dense.insert');
  if (fixes.length === 0) return opened;
  let { document } = opened;
  const problems: Problem[] = [];
  for (const fix of fixes) {
    const applied = applyFix(document, fix, blocks);
    document = applied.document;
    problems.push(...applied.problems);
  }
  return analyzed(document, problems);
}

function analyzed(document: LoomDocument, found: readonly Problem[]): OpenedDesign {
  const { analysis, problems } = judgeMended(document, blocks);
  return { document, analysis, problems: limited([...found, ...problems]) };
}

/**
 * A design that can be compiled: throws a ProblemError with every error, those of images that do not fit among them.
 */
export function openTrainable(source: DesignSource, images?: ImageFacts): OpenedDesign {
  const opened = requireTrainable(openDesign(source, images));
  const errors = images ? misfits(opened.analysis, images) : [];
  if (errors.length > 0) throw new ProblemError(errors);
  return opened;
}

/** Throws a ProblemError with every error that the design has. */
export function requireTrainable(opened: OpenedDesign): OpenedDesign {
  const errors = opened.problems.filter((p) => p.severity === 'error');
  if (errors.length > 0) throw new ProblemError(errors);
  return opened;
}

const ofKind = (analysis: Analysis, kind: string): readonly AnalyzedNode[] =>
  analysis.nodes.filter((n) => n.node.kind === kind);

/**
 * Where the design's input or its heads disagree with the images, each with the fix. Sizes that are left out agree with
 * everything.
 */
export function misfits(analysis: Analysis, images: Sizes & { readonly name: string }): readonly Problem[] {
  return [...inputMisfits(analysis, images), ...headMisfits(analysis, images)];
}

interface MapSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

const sizeText = ({ height, width, channels }: MapSize): string => `${height} × ${width} × ${channels}`;

function inputMisfits(analysis: Analysis, images: Sizes & { readonly name: string }): readonly Problem[] {
  const input = ofKind(analysis, 'input')[0];
  if (!input?.type) return [];
  const [channels, height, width] = input.type.dims.slice(1).map(Number);
  const own = { height: height!, width: width!, channels: channels! };
  const wanted = { ...own, ...given(images) };
  const fields = (['height', 'width', 'channels'] as const).filter((field) => wanted[field] !== own[field]);
  if (fields.length === 0) return [];
  const { path } = input.node;
  const imagesText = sizeText(wanted);
  const fix: Fix = {
    code: 'input.take',
    values: { images: imagesText },
    actions: fields.map((field) => ({ do: 'setParam', node: path, field, value: wanted[field] })),
  };
  const values = { design: sizeText(own), data: images.name, images: imagesText };
  return [problem('data.inputDiffers', path, values, { fixes: [fix] })];
}

function headMisfits(analysis: Analysis, images: Sizes & { readonly name: string }): readonly Problem[] {
  const wanted = images.classes;
  if (wanted === undefined) return [];
  return [...ofKind(analysis, 'classifier'), ...ofKind(analysis, 'auxiliaryHead')].flatMap((head) => {
    const logits = head.node.inputs['in']?.[0];
    const source = logits ? analysis.byPath.get(logits) : undefined;
    const classes = source?.type?.dims[1];
    if (!source || classes === undefined || classes === wanted) return [];
    const { path, kind } = source.node;
    const fix: Fix =
      kind === 'dense'
        ? {
            code: 'dense.setUnits',
            values: { node: path, classes: wanted },
            actions: [{ do: 'setParam', node: path, field: 'units', value: wanted }],
          }
        : {
            code: 'dense.insert',
            values: { classes: wanted },
            actions: [
              {
                do: 'insertBefore',
                node: head.node.path,
                port: 'in',
                index: 0,
                kind: 'dense',
                params: { units: wanted },
              },
            ],
          };
    const values = { design: classes, data: images.name, classes: wanted };
    return [problem('data.classesDiffer', head.node.path, values, { fixes: [fix] })];
  });
}

/** The sizes that are given, without the others. */
function given({ height, width, channels, classes }: Sizes): {
  readonly height?: number;
  readonly width?: number;
  readonly channels?: number;
  readonly classes?: number;
} {
  return {
    ...(height === undefined ? {} : { height }),
    ...(width === undefined ? {} : { width }),
    ...(channels === undefined ? {} : { channels }),
    ...(classes === undefined ? {} : { classes }),
  };
}
