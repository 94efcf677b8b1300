import type { AnalyzedNode } from '../../engine/analyze/analysis.ts';
import { type ShapeRule, type Side, shapeRule } from '../../engine/analyze/shape-rule.ts';
import { grouped } from '../../engine/base/format.ts';
import { useText } from '../language/text.ts';
import { volumeOf, volumeText } from '../scene/card-text.ts';

/** ⌊(28 + 2 + 2 − 5) / 1⌋ + 1 */
function sideText({ input, before, after, span, stride }: Side, ceil: boolean): string {
  const padding = before === 0 && after === 0 ? '' : before === after ? ` + 2·${before}` : ` + ${before} + ${after}`;
  const [open, close] = ceil ? ['⌈', '⌉'] : ['⌊', '⌋'];
  return `${open}(${grouped(input)}${padding} − ${span}) / ${stride}${close} + 1`;
}

const sameSides = (a: Side, b: Side): boolean => JSON.stringify(a) === JSON.stringify(b);

/** How the volume that leaves a layer comes about. */
export function ShapeOf({ node }: { readonly node: AnalyzedNode }) {
  const t = useText();
  const rule = shapeRule(node);
  if (!rule) return <p className="dim">{t('shape.unknown')}</p>;
  return (
    <>
      <p className="result">{volumeText(volumeOf(node.type))}</p>
      <dl className="steps">
        <Rule rule={rule} node={node} />
      </dl>
    </>
  );
}

function Rule({ rule, node }: { readonly rule: ShapeRule; readonly node: AnalyzedNode }) {
  const t = useText();
  const channels = Number(node.type?.dims[1]);
  switch (rule.rule) {
    case 'window': {
      const { rows, columns, ceil } = rule;
      const sides = sameSides(rows, columns)
        ? ([['shape.both', rows]] as const)
        : ([
            ['shape.rows', rows],
            ['shape.columns', columns],
          ] as const);
      return (
        <>
          {sides.map(([name, side]) => (
            <Line key={name} name={t(name)} formula={sideText(side, ceil)} value={side.output} />
          ))}
          {sides.map(
            ([name, { kernel, dilation, span }]) =>
              dilation > 1 && (
                <Line
                  key={`span ${name}`}
                  name={t('shape.span')}
                  formula={`${dilation}·(${kernel} − 1) + 1`}
                  value={span}
                />
              ),
          )}
          <Line
            name={t('shape.channels')}
            formula={t(node.params?.['filters'] === channels ? 'shape.filters' : 'shape.asMany')}
            value={channels}
          />
          <p className="dim">{t(ceil ? 'shape.formulaCeil' : 'shape.formula')}</p>
        </>
      );
    }
    case 'concat':
      return (
        <>
          <Line name={t('shape.channels')} formula={rule.channels.map(grouped).join(' + ')} value={channels} />
          <p className="dim">{t('shape.concat', { count: rule.channels.length })}</p>
        </>
      );
    case 'flatten':
      return (
        <>
          <Line name={t('factor.features')} formula={rule.factors.map(grouped).join(' × ')} value={channels} />
          <p className="dim">{t('shape.flatten')}</p>
        </>
      );
    case 'pooled':
      return <p className="dim">{t('shape.pooled', { from: rule.from.join(' × ') })}</p>;
    default:
      return <p className="dim">{t(`shape.${rule.rule}`)}</p>;
  }
}

function Line({ name, formula, value }: { readonly name: string; readonly formula: string; readonly value: number }) {
  return (
    <div className="step">
      <dt>{name}</dt>
      <dd>
        {formula} = <b>{grouped(value)}</b>
      </dd>
    </div>
  );
}
