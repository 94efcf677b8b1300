import type { Analysis, AnalyzedNode } from '../../analyze/analysis.ts';
import { analyze } from '../../analyze/analyze.ts';
import { type Fix, type Problem, problem, ProblemError } from '../../base/diagnostics.ts';
import { blocks } from '../../blocks/index.ts';
import type { LoomDocument } from '../../design/document.ts';
import { expand } from '../../design/expand.ts';
import { readDocument } from '../../design/schema.ts';
import { buildTemplate } from '../../templates/index.ts';
import type { DesignSource } from '../protocol.ts';

/** What the images are, which a template takes over and a document must agree with. */
export interface ImageFacts {
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

/** Opens, expands and analyses a design, whatever is wrong with it. Throws a ProblemError where there is nothing to show at all. */
export function openDesign(source: DesignSource, overrides: Partial<Omit<ImageFacts, 'name'>> = {}): OpenedDesign {
  const opened =
    source.kind === 'template' ? buildTemplate(source.spec, overrides) : readDocument(source.document, source.name);
  const { document } = opened;
  if (!document) throw new ProblemError(opened.problems);
  const expanded = expand(document, blocks);
  const analysis = analyze(expanded.network);
  return { document, analysis, problems: [...opened.problems, ...expanded.problems, ...analysis.problems] };
}

/** A design that can be compiled: throws a ProblemError with every error, those of images that do not fit among them. */
export function openTrainable(source: DesignSource, images?: ImageFacts): OpenedDesign {
  const opened = openDesign(source, images);
  const errors = opened.problems.filter((p) => p.severity === 'error');
  if (!errors.length && images) errors.push(...misfits(opened.analysis, images));
  if (errors.length) throw new ProblemError(errors);
  return opened;
}

const ofKind = (analysis: Analysis, kind: string): readonly AnalyzedNode[] => analysis.nodes.filter((n) => n.node.kind === kind);

/** Where the design's input or its heads disagree with the images, each with the fix. */
function misfits(analysis: Analysis, images: ImageFacts): readonly Problem[] {
  const found: Problem[] = [];
  const input = ofKind(analysis, 'input')[0];
  const [, channels, height, width] = input?.type?.dims ?? [];
  if (input && (channels !== images.channels || height !== images.height || width !== images.width)) {
    const { path } = input.node;
    const fields = ['height', 'width', 'channels'] as const;
    const fix: Fix = {
      code: 'input.take',
      values: { images: `${images.height} × ${images.width} × ${images.channels}` },
      actions: fields.map((field) => ({ do: 'setParam', node: path, field, value: images[field] })),
    };
    const values = {
      design: `${height} × ${width} × ${channels}`,
      data: images.name,
      images: `${images.height} × ${images.width} × ${images.channels}`,
    };
    found.push(problem('data.inputDiffers', path, values, { fixes: [fix] }));
  }
  for (const head of [...ofKind(analysis, 'classifier'), ...ofKind(analysis, 'auxiliaryHead')]) {
    const logits = head.node.inputs['in']?.[0];
    const classes = logits ? analysis.byPath.get(logits)?.type?.dims[1] : undefined;
    if (classes === undefined || classes === images.classes) continue;
    const values = { design: classes, data: images.name, classes: images.classes };
    const source = logits ? analysis.byPath.get(logits) : undefined;
    const fixes: readonly Fix[] =
      source?.node.kind === 'dense'
        ? [
            {
              code: 'dense.setUnits',
              values: { node: source.node.path, classes: images.classes },
              actions: [{ do: 'setParam', node: source.node.path, field: 'units', value: images.classes }],
            },
          ]
        : [];
    found.push(problem('data.classesDiffer', head.node.path, values, { fixes }));
  }
  return found;
}
