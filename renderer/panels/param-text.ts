import type { ParamValue } from '../../engine/base/diagnostics.ts';

export type ValueType = 'int' | 'number' | 'boolean' | 'choice' | 'size' | 'padding' | 'list' | 'text';

/** A stored value as the inspector shows it: `3 × 5`, `16, 32, 64` for a list, `=4*filters`. */
export function showValue(value: ParamValue, type?: ValueType): string {
  if (typeof value !== 'object') return String(value);
  return value.length === 2 && type !== 'list' ? value.join(' × ') : value.join(', ');
}

/**
 * What was typed as a document stores it; undefined where nothing is there yet. What is no number stays the text, so
 * that the design says what is wrong with it.
 */
export function parseValue(typed: string, type: ValueType): ParamValue | undefined {
  const text = typed.trim();
  if (text === '' || text === '=') return undefined;
  if (text.startsWith('=')) return text;
  switch (type) {
    case 'int':
    case 'number':
      return parseNumber(text);
    case 'size': {
      const sides = text.split(/[×x,;\s]+/i).filter((side) => side !== '');
      if (sides.length === 1) return parseNumber(sides[0]!);
      const numbers = sides.map(parseNumber);
      return numbers.length === 2 && numbers[0] === numbers[1] ? numbers[0] : numbers;
    }
    case 'padding': {
      const sides = text.split(/[,;\s]+/).filter((side) => side !== '');
      return sides.length === 1 ? parseNumber(sides[0]!) : sides.map(parseNumber);
    }
    case 'list':
      return text
        .split(/[,;\s[\]]+/)
        .filter((element) => element !== '')
        .map(parseNumber);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    default:
      return text;
  }
}

function parseNumber(text: string): number | string {
  const plain = text.replace(/(?<=\d),(?=\d{3}(\D|$))/g, '');
  const number = Number(plain);
  return Number.isFinite(number) ? number : text;
}
