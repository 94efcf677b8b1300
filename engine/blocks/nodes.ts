import type { ParamValue } from '../base/diagnostics.ts';
import type { DocumentNode, Expression } from '../design/document.ts';

type ParamValues = Readonly<Record<string, ParamValue>>;

/** A node whose port `in` reads `from`, in that order. */
export const node = (id: string, kind: string, from: readonly string[], params: ParamValues = {}): DocumentNode => ({
  id,
  kind,
  ...(Object.keys(params).length > 0 ? { params } : {}),
  inputs: { in: from },
});

/** The way into a block with one port. */
export const blockInput: DocumentNode = { id: 'in', kind: 'blockInput' };

export const blockOutput = (from: string): DocumentNode => node('out', 'blockOutput', [from]);

/** Conv, norm and activation as three nodes of the block itself: `conv1`, `norm1`, `activation1` for the suffix 1. */
export function convNormActivationNodes(suffix: string, from: string, conv: ParamValues): readonly DocumentNode[] {
  return [...convNormNodes(suffix, from, conv), activationNode(`activation${suffix}`, `norm${suffix}`)];
}

/** `gamma` is what γ starts with, 1 if it is left out. */
export function convNormNodes(
  suffix: string,
  from: string,
  conv: ParamValues,
  gamma?: Expression,
): readonly DocumentNode[] {
  return [convNode(`conv${suffix}`, from, conv), normNode(`norm${suffix}`, `conv${suffix}`, gamma)];
}

/** Whether a convolution has a bias, by the block's `bias` and `norm`. */
export const biased: Expression = '=bias == "yes" || bias == "auto" && norm == "none"';

/** Padded by ⌊k/2⌋ on all sides, as He et al. do. */
export const convNode = (id: string, from: string, params: ParamValues): DocumentNode =>
  node(id, 'conv2d', [from], { padding: 'torch', bias: biased, init: '=init', ...params });

export const normNode = (id: string, from: string, gamma?: Expression): DocumentNode => ({
  ...node(id, 'batchNorm', [from], { epsilon: '=epsilon', ...(gamma === undefined ? {} : { initialGamma: gamma }) }),
  when: '=norm == "batch"',
});

export const activationNode = (id: string, from: string): DocumentNode => ({
  ...node(id, '=activation', [from]),
  when: '=activation != "none"',
});

/** The branch's γ, and the initialiser of its last convolution, under `zeroLast`. */
export const zeroableGamma: Expression = '=zeroLast ? 0 : 1';
export const zeroableInit: Expression = '=zeroLast && norm == "none" ? "zeros" : init';

/** The skip around a branch that ends with `filters` channels and has the stride `stride`. */
export const shortcutNode = (outFilters: Expression): DocumentNode =>
  node('shortcut', 'shortcut', ['in'], {
    mode: '=shortcut',
    filters: outFilters,
    stride: '=stride',
    norm: '=norm',
    bias: '=bias',
    init: '=init',
    epsilon: '=epsilon',
  });
