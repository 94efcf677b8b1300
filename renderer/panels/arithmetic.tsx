import { Fragment } from 'react';
import type { AnalyzedNode } from '../../engine/analyze/analysis.ts';
import { bytes, grouped } from '../../engine/base/format.ts';
import type { Product } from '../../engine/layers/layer.ts';
import { en } from '../language/en.ts';
import { shareOrUse } from '../language/share-or-use.ts';
import { conventionText, type TextKey, useText } from '../language/text.ts';
import { type Model, sumAt, useAt } from '../state/model.ts';
import { get } from '../state/store.ts';

/** 28 × 28 × 32 × 5 × 5 × 192, each factor with its name below it, and what it comes to. */
function ProductRow({ product }: { readonly product: Product }) {
  const t = useText();
  const name = (factor: string): string => {
    const key = `factor.${factor}`;
    return Object.hasOwn(en, key) ? t(key as TextKey) : factor;
  };
  return (
    <div className="product">
      {product.factors.map(({ name: factor, value }, i) => (
        <Fragment key={`${factor}${i}`}>
          {i > 0 && <s>×</s>}
          <span>
            {grouped(value)}
            <u>{name(factor)}</u>
          </span>
        </Fragment>
      ))}
    </div>
  );
}

/** The operations of one layer with the values filled in, by the convention that is chosen. */
export function OperationsOf({ node, model }: { readonly node: AnalyzedNode; readonly model: Model }) {
  const t = useText();
  const { convention } = get().settings;
  const products = node.cost?.multiplies ?? [];
  const total = model.operations(node);
  if (products.length === 0 && total === 0) return <p className="dim">{t('arithmetic.none')}</p>;
  return (
    <>
      {products.map((product, i) => (
        <ProductRow key={product.label ?? i} product={product} />
      ))}
      <p className="result">{grouped(convention === 'multiplies' ? node.multiplies : total)}</p>
      {convention !== 'multiplies' && <p className="dim">{conventionText(convention, 'help')}</p>}
    </>
  );
}

/** Weights with their dimensions: 32 × 192 × 5 × 5 = 153,600. */
export function WeightsOf({ node }: { readonly node: AnalyzedNode }) {
  const t = useText();
  const weights = Object.entries(node.weights);
  if (weights.length === 0) return <p className="dim">{t('inspector.empty')}</p>;
  return (
    <dl className="weights">
      {weights.map(([name, { dims, role }]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd className={role === 'statistic' ? 'dim' : ''}>
            {dims.map(grouped).join(' × ')}
            {dims.length > 1 && <> = {grouped(dims.reduce((n, d) => n * d, 1))}</>}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** What is directly inside a block (or the design, whose totals are inference's), largest first. */
export function PartsOf({
  path,
  model,
  what,
  onOpen,
}: {
  readonly path: string;
  readonly model: Model;
  readonly what: 'operations' | 'params' | 'bytes';
  readonly onOpen: (path: string) => void;
}) {
  const t = useText();
  const prefix = path === '' ? '' : `${path}/`;
  const own = path === '' ? null : sumAt(model, path);
  const isInside = (at: string): boolean => at.startsWith(prefix) && at !== path && !at.includes('/', prefix.length);
  const parts = [...model.sums.keys(), ...model.analysis.byPath.keys()]
    .filter(isInside)
    .map((at) => [at, sumAt(model, at)] as const)
    .filter(([, sum]) => sum[what] > 0)
    .sort((a, b) => b[1][what] - a[1][what]);
  const whole = own ? own[what] : what === 'bytes' ? 0 : model.totals[what];
  const shown = what === 'bytes' ? (value: number) => bytes(value * get().settings.batch) : grouped;
  return (
    <ul className="parts">
      {parts.slice(0, 9).map(([at, sum]) => (
        <li key={at}>
          <button type="button" onClick={() => onOpen(at)}>
            <span className="path">{at.slice(prefix.length)}</span>
            <b>{shown(sum[what])}</b>
            <span className="dim">
              {shareOrUse(own ? 'inference' : useAt(model, at), sum[what] / Math.max(1, whole))}
            </span>
          </button>
        </li>
      ))}
      {parts.length > 9 && (
        <li className="dim">… {t('arithmetic.sum', { count: own?.layers ?? model.analysis.nodes.length })}</li>
      )}
    </ul>
  );
}
