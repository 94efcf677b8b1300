import type { ParamValue } from '../../engine/base/diagnostics.ts';
import type { Edit } from '../../engine/design/edits/edit.ts';

/** Parameters that say how many channels something has. */
const widths: ReadonlySet<string> = new Set(['filters', 'f1', 'f3', 'f3r', 'f5', 'f5r', 'fpool']);

/**
 * Makes every convolution wider or narrower by a factor: numbers are scaled, expressions over the design's own parameters follow those.
 * Dense layers stay: the last one has as many units as classes.
 */
export const scaleWidth =
  (factor: number): Edit =>
  (draft) => {
    const scaled = (value: ParamValue): ParamValue =>
      typeof value === 'number' && value > 0 ? Math.max(1, Math.round(value * factor)) : value;
    for (const [name, param] of Object.entries(draft.params)) {
      if (!widths.has(name)) continue;
      const next = scaled(param.default);
      if (typeof next === 'number') param.default = next;
    }
    for (const node of draft.nodes) {
      for (const [name, value] of Object.entries(node.params ?? {})) {
        if (!widths.has(name)) continue;
        const next = scaled(value);
        if (typeof next === 'number') node.params![name] = next;
      }
    }
    return [];
  };
