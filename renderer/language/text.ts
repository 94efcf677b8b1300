import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { describeAdvice } from '../../engine/analyze/advice.ts';
import { type Advice } from '../../engine/analyze/analysis.ts';
import { type ConventionName, conventions } from '../../engine/analyze/conventions/index.ts';
import { describe, describeFix, fill, type Language } from '../../engine/base/catalogue/index.ts';
import type { Fix, Problem, Scalar } from '../../engine/base/diagnostics.ts';
import { blocks } from '../../engine/blocks/index.ts';
import type { BlockDefinition } from '../../engine/design/document.ts';
import { layerOf } from '../../engine/layers/index.ts';
import { en } from './en.ts';

export type TextKey = keyof typeof en;
export type TextValues = Readonly<Record<string, Scalar>>;

/** What the window says in one language: its own texts, and the engine's (problems, fixes, layers, templates). */
export interface WindowLanguage {
  /** `en`, `zh` */
  readonly code: string;
  readonly texts: Readonly<Record<TextKey, string>>;
  readonly engine: Language | undefined;
}

export const english: WindowLanguage = { code: 'en', texts: en, engine: undefined };

export const languageStore = createStore<WindowLanguage>(() => english);

export function text(key: TextKey, values: TextValues = {}): string {
  return fill(languageStore.getState().texts[key] ?? en[key], values);
}

/** The same in a component, which is drawn anew when the language is switched. */
export function useText(): typeof text {
  useStore(languageStore);
  return text;
}

export const problemText = (found: Problem): string =>
  describe({ ...found, values: inTitles(found.values) }, languageStore.getState().engine);

/** A layer, a built-in block and its parameter by their titles: what stands in the inspector. */
function inTitles(values: TextValues): TextValues {
  const { block, param, kind } = values;
  if (typeof kind === 'string' && layerOf(kind)) return { ...values, kind: layerTitle(kind) };
  if (typeof block !== 'string' || !Object.hasOwn(blocks, block)) return values;
  const { title, params }: BlockDefinition = blocks[block as keyof typeof blocks];
  const own = typeof param === 'string' ? params[param]?.title : undefined;
  return {
    ...values,
    block: blockText(block, 'title', title),
    ...(own === undefined ? {} : { param: blockParamText(block, String(param), 'title', own) }),
  };
}

/** Of a button: without the flags that do the same on the command line. */
export function fixText(fix: Fix): string {
  const { flags: _, ...values } = fix.values;
  return describeFix({ ...fix, values: inTitles(values) }, languageStore.getState().engine);
}
export const adviceText = (advice: Advice): string => describeAdvice(advice, languageStore.getState().engine);

function engineText(key: string): string | undefined {
  return languageStore.getState().engine?.texts[key];
}

export function layerTitle(kind: string): string {
  return engineText(`layer.${kind}.title`) ?? layerOf(kind)?.title ?? kind;
}

export function layerHelp(kind: string): string {
  return engineText(`layer.${kind}.help`) ?? layerOf(kind)?.help ?? '';
}

export function layerParam(kind: string, field: string, what: 'title' | 'help'): string {
  return engineText(`layer.${kind}.${field}.${what}`) ?? layerOf(kind)?.params[field]?.[what] ?? field;
}

/** The language's text for a built-in block, as long as the design has not written its own. */
export function blockText(name: string, what: 'title' | 'help', own: string): string {
  const builtin = Object.hasOwn(blocks, name) && blocks[name as keyof typeof blocks][what] === own;
  return (builtin ? engineText(`block.${name}.${what}`) : undefined) ?? own;
}

export function blockParamText(name: string, param: string, what: 'title' | 'help', own: string): string {
  return engineText(`block.${name}.${param}.${what}`) ?? own;
}

export function conventionText(name: ConventionName, what: 'title' | 'help'): string {
  return engineText(`convention.${name}.${what}`) ?? conventions[name][what];
}

export function templateArgumentText(name: string, argument: string, what: 'title' | 'help', own: string): string {
  return engineText(`template.${name}.${argument}.${what}`) ?? own;
}

export function templateText(name: string, what: 'title' | 'description', own: string): string {
  return engineText(`template.${name}.${what}`) ?? own;
}
