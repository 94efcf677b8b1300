import type { Call, Graph, Initial, Value } from './graph.ts';
import { typeText } from './types.ts';

/** Longest list of numbers that is printed whole. */
const LIST_LIMIT = 12;

const name = (v: Value): string => `%${v.id}`;
const typed = (v: Value): string => `${name(v)} ${typeText(v.type)}`;

function attribute(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  const shown = value.slice(0, LIST_LIMIT).join(',');
  return value.length > LIST_LIMIT ? `[${shown},… ${value.length} in all]` : `[${shown}]`;
}

function initialText(initial: Initial): string {
  if (initial.kind === 'constant') return `${initial.value}`;
  if (initial.kind === 'values') return `values ${attribute(initial.values)}`;
  return `${initial.kind}(fanIn ${initial.fanIn}, fanOut ${initial.fanOut})`;
}

function callText({ op, attrs, inputs, outputs }: Call): string {
  const settings = Object.entries(attrs as Readonly<Record<string, unknown>>).map(
    ([key, value]) => ` ${key}=${attribute(value)}`,
  );
  return `${outputs.map(typed).join(', ')} = ${op.kind}(${inputs.map(name).join(', ')})${settings.join('')}`;
}

/**
 * A graph as text, one line a call, the same for the same graph: for golden files and for people.
 * Calls stand under a heading with the design node and the phase they came from.
 */
export function printGraph(graph: Graph): string {
  const lines: string[] = [];
  const section = (title: string, rows: readonly string[]): void => {
    if (rows.length > 0) lines.push(`${title}:`, ...rows.map((row) => `  ${row}`));
  };
  section(
    'inputs',
    graph.inputs.map((i) => `${typed(i.value)} ${i.name}`),
  );
  section(
    'states',
    graph.states.map(
      (s) => `${typed(s.value)} ${s.name} ${s.role} = ${initialText(s.initial)}${s.decays ? ', decays' : ''}`,
    ),
  );
  let heading = '';
  for (const call of graph.calls) {
    const origin = `${call.origin.path || '(graph)'}, ${call.origin.phase}`;
    if (origin !== heading) lines.push(`${origin}:`);
    heading = origin;
    lines.push(`  ${callText(call)}`);
  }
  section(
    'assigns',
    [...graph.assigns].map(([state, value]) => `${state} = ${name(value)}`),
  );
  section(
    'losses',
    graph.losses.map((l) => `${l.name} = ${l.weight} · ${name(l.value)}`),
  );
  section(
    'metrics',
    graph.metrics.map((m) => `${m.name} = ${name(m.value)}`),
  );
  section(
    'outputs',
    graph.outputs.map((o) => `${o.name} = ${name(o.value)}`),
  );
  return `${lines.join('\n')}\n`;
}
