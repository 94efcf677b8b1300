import type { ParamValue } from '../../engine/base/diagnostics.ts';
import { layerOf } from '../../engine/layers/index.ts';
import { choiceText } from '../language/choice-text.ts';
import { designParamText } from '../language/design-text.ts';
import { blockParamText, layerParam } from '../language/text.ts';
import type { Model } from '../state/model.ts';
import type { ValueChange } from '../state/what-changed.ts';
import { showValue } from './param-text.ts';

/** `inception3a · 5×5 bottleneck 16 → 32` */
export function valueChangeText({ document, drawing }: Model, { kind, id, field, before, now }: ValueChange): string {
  const block = kind.startsWith('block:') ? kind.slice('block:'.length) : null;
  const own = block === null ? undefined : drawing.block(block)?.params[field];
  const param = document.params[field];
  const title =
    kind === ''
      ? param
        ? designParamText(document, field, 'title', param)
        : field
      : block === null
        ? layerParam(kind, field, 'title')
        : blockParamText(block, field, 'title', own?.title ?? field);
  const fallback = block === null ? layerOf(kind)?.params[field]?.default : own?.default;
  const shown = (value: ParamValue | undefined): string => {
    const of = value ?? fallback;
    return of === undefined ? '–' : typeof of === 'string' ? choiceText(field, of) : showValue(of);
  };
  return `${id === '' ? '' : `${id} · `}${title} ${shown(before)} → ${shown(now)}`;
}
