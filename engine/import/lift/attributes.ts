import { type Constant, type ForeignNode, isConstant } from '../foreign.ts';
import { refusal } from './refusal.ts';

/** A whole or float number; the fallback where it is left out. */
export function number(node: ForeignNode, name: string, fallback: number): number {
  const value = node.attributes[name];
  return typeof value === 'number' ? value : fallback;
}

export function text(node: ForeignNode, name: string, fallback: string): string {
  const value = node.attributes[name];
  return typeof value === 'string' ? value : fallback;
}

export function numbers(node: ForeignNode, name: string): readonly number[] | null {
  const value = node.attributes[name];
  return Array.isArray(value) && value.every((v) => typeof v === 'number') ? value : null;
}

export function constant(node: ForeignNode, name: string): Constant | null {
  const value = node.attributes[name];
  return isConstant(value) ? value : null;
}

/** Throws where the node has the attribute with another value than the layers of Layerloom can have. */
export function requireNumber(node: ForeignNode, name: string, only: number): void {
  const value = number(node, name, only);
  if (value !== only) throw refusal(node, 'import.attribute', { attribute: name, value, only });
}
