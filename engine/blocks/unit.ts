import type { ParamValue } from '../base/diagnostics.ts';
import type { DocumentNode, Expression } from '../design/document.ts';
import { node } from './nodes.ts';

type Kernel = Expression | number | readonly [rows: number, columns: number];

/**
 * A conv-norm-activation block inside a bigger one, which hands its norm, bias, activation, initialiser and ε on.
 * `more`: stride, padding.
 */
export const unit = (
  id: string,
  from: string,
  filters: Expression | number,
  kernel: Kernel,
  more: Readonly<Record<string, ParamValue>> = {},
): DocumentNode =>
  node(id, 'block:convNormActivation', [from], {
    filters,
    kernel,
    ...more,
    norm: '=norm',
    bias: '=bias',
    activation: '=activation',
    init: '=init',
    epsilon: '=epsilon',
  });

/** So many filters, or as many as the parameter of that name says, times the block's `multiplier`. */
export const scaled = (filters: number | string): Expression => `=max(1, round(${filters} * multiplier))`;
