import { useState } from 'react';
import { useStore } from 'zustand';
import type { AnalyzedNode } from '../../engine/analyze/analysis.ts';
import { shapeRule } from '../../engine/analyze/shape-rule.ts';
import type { ParamValue } from '../../engine/base/diagnostics.ts';
import { isProblem } from '../../engine/base/expression.ts';
import { blocks } from '../../engine/blocks/index.ts';
import type { Expression } from '../../engine/design/document.ts';
import { badNodeName, renameNode, setParam, setRepeat, setWhen } from '../../engine/design/edits/nodes.ts';
import { evaluateParam } from '../../engine/design/parameters.ts';
import { layerOf, layers } from '../../engine/layers/index.ts';
import type { LayerDef } from '../../engine/layers/layer.ts';
import { nodeTitle, outputVolume } from '../canvas/card-data.ts';
import { Glyph } from '../canvas/glyph.tsx';
import { choiceText } from '../language/choice-text.ts';
import { blockParamText, blockText, layerHelp, layerParam, problemText, text, useText } from '../language/text.ts';
import { familyOf } from '../scene/forms.ts';
import type { SceneNode } from '../scene/scene.ts';
import { library } from '../state/model.ts';
import { change, edit, endGesture, get, store } from '../state/store.ts';
import { AdviceCards } from './advice.tsx';
import { NodeCosts } from './node-costs.tsx';
import { ParamField } from './param-field.tsx';
import type { ValueType } from './param-text.ts';
import { ProblemCards } from './problem-cards.tsx';
import { Prose } from './prose.tsx';

interface Field {
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly type: ValueType;
  readonly options: readonly string[] | undefined;
  readonly fallback: ParamValue;
  /** Behind "more". */
  readonly rare: boolean;
}

/** Of blocks, by the names of the layers' parameters to which they are passed on. */
const rareFields: ReadonlySet<string> = new Set([
  ...Object.values<LayerDef>(layers).flatMap(({ params }) => Object.keys(params).filter((name) => params[name]!.rare)),
  'zeroLast',
]);

function fieldsOf(kind: string): readonly Field[] {
  if (!kind.startsWith('block:'))
    return Object.entries(layerOf(kind)?.params ?? {}).map(([name, spec]) => ({
      name,
      title: layerParam(kind, name, 'title'),
      help: layerParam(kind, name, 'help'),
      type: spec.type,
      options: 'options' in spec ? spec.options : undefined,
      fallback: spec.default,
      rare: spec.rare === true,
    }));
  const block = kind.slice('block:'.length);
  const { model } = get();
  return Object.entries(model.drawing.block(block)?.params ?? {}).map(([name, spec]) => ({
    name,
    title: blockParamText(block, name, 'title', spec.title ?? name),
    help: blockParamText(block, name, 'help', spec.help ?? ''),
    type: spec.type,
    options: spec.options,
    fallback: spec.default,
    rare: rareFields.has(name),
  }));
}

/** One node: its parameters with what is wrong with them, its arithmetic, and what it costs. */
export function NodeInspector({ node }: { readonly node: SceneNode }) {
  const t = useText();
  const model = useStore(store, (state) => state.model);
  const fields = fieldsOf(node.kind);
  const problems = model.problemsAt.get(node.id) ?? [];
  const isPort = node.kind === 'blockInput' || node.kind === 'blockOutput';
  const usual = fields.filter(({ rare }) => !rare);
  const rare = fields.filter((field) => field.rare);
  const changed = rare.some(({ name }) => node.node.params?.[name] !== undefined);
  return (
    <>
      <header className={`inspector-head of-${familyOf(node.kind)}`}>
        <Glyph volume={outputVolume(model, node)?.join() ?? ''} />
        <div>
          <h2>{nodeTitle(model, node.kind)}</h2>
          <NameField key={node.id} node={node} />
        </div>
      </header>
      <Shared node={node} />
      <ProblemCards problems={problems.filter(({ field }) => !fields.some(({ name }) => name === field))} />
      {usual.length > 0 && (
        <div className="params">
          {usual.map((field) => (
            <NodeParam key={field.name} node={node} field={field} />
          ))}
        </div>
      )}
      <AdviceCards path={node.id} />
      <NodeCosts node={node} />
      {!isPort && (
        <details className="more" open={changed || node.node.repeat !== undefined || node.node.when !== undefined}>
          <summary>{t('inspector.more')}</summary>
          <div className="params">
            {rare.map((field) => (
              <NodeParam key={field.name} node={node} field={field} />
            ))}
            <RepeatAndWhen node={node} />
          </div>
        </details>
      )}
      <Help node={node} />
    </>
  );
}

/** The id, which paths, weights and ONNX names are made of. */
function NameField({ node }: { readonly node: SceneNode }) {
  const t = useText();
  const [draft, setDraft] = useState<string | null>(null);
  const to = draft?.normalize('NFC').trim() ?? '';
  const wrong = to === '' ? undefined : badNodeName(to);
  const finish = (): void => {
    // What cannot be a name stays in the field with what is wrong, until it is mended or given up by Escape.
    if (wrong) return;
    setDraft(null);
    if (to === '' || to === node.node.id) return;
    edit(t('did.rename'), renameNode(library, node.place.definition, node.node.id, to));
    change({ selection: new Set([node.place.prefix + to]) });
  };
  return (
    <>
      <input
        className={`name-field${wrong ? ' wrong' : ''}`}
        aria-label={t('inspector.name')}
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong && 'name-wrong'}
        spellCheck={false}
        value={draft ?? (node.index === null ? node.node.id : `${node.node.id}/${node.index}`)}
        readOnly={node.index !== null}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
          if (event.key === 'Escape') setDraft(null);
        }}
      />
      {wrong && (
        <p className="param-wrong" id="name-wrong" role="alert">
          {problemText(wrong)}
        </p>
      )}
    </>
  );
}

/** Says that a change here is one in every instance. */
function Shared({ node }: { readonly node: SceneNode }) {
  const t = useText();
  const model = useStore(store, (state) => state.model);
  const { definition } = node.place;
  if (definition === '') return null;
  const count = model.analysis.network.groups.filter(({ block }) => block === definition).length;
  const own = model.document.blocks[definition] !== undefined;
  const title = blockText(definition, 'title', model.drawing.block(definition)?.title ?? definition);
  return (
    <p className="shared">
      {t('inspector.definition', { title, count })}
      {!own && Object.hasOwn(blocks, definition) ? ` ${t('inspector.builtin')}` : ''}
    </p>
  );
}

function NodeParam({ node, field }: { readonly node: SceneNode; readonly field: Field }) {
  const model = useStore(store, (state) => state.model);
  const { place, node: drawn } = node;
  const value = drawn.params?.[field.name];
  const index = node.index ?? 0;
  const params = model.drawing.params(place);
  const result =
    value === undefined ? undefined : evaluateParam(value, drawn.repeat === undefined ? params : { ...params, index });
  const wrong = model.problemsAt.get(node.id)?.find((found) => found.field === field.name && isHere(found.node, node));
  const token = `param:${node.id}:${field.name}`;
  return (
    <ParamField
      id={`field-${field.name}`}
      title={field.title}
      help={field.help}
      type={field.type}
      options={field.options}
      optionTitle={(option) => optionTitle(field.name, option)}
      value={value}
      fallback={field.fallback}
      resolved={result === undefined || isProblem(result) ? undefined : result}
      wrong={wrong}
      pads={field.type === 'padding' ? padsOf(model.analysis.byPath.get(node.id)) : undefined}
      onChange={(next) =>
        edit(
          text('did.param', { field: field.title }),
          setParam(library, place.definition, drawn.id, field.name, next),
          { token },
        )
      }
      onDone={endGesture}
    />
  );
}

/**
 * As a document has them: one number where all sides are alike, or [top, left, bottom, right]. Undefined where the
 * input is not known.
 */
function padsOf(analyzed: AnalyzedNode | undefined): ParamValue | undefined {
  const found = analyzed && shapeRule(analyzed);
  if (found?.rule !== 'window') return undefined;
  const { rows, columns } = found;
  const pads = [rows.before, columns.before, rows.after, columns.after];
  return pads.every((side) => side === pads[0]) ? pads[0] : pads;
}

function isHere(path: string, { id }: SceneNode): boolean {
  return path === id || path.startsWith(`${id}/`);
}

const optionTitle = (field: string, option: string): string =>
  option.startsWith('block:') ? nodeTitle(get().model, option) : choiceText(field, option);

function RepeatAndWhen({ node: { id, node, place } }: { readonly node: SceneNode }) {
  const t = useText();
  const params = useStore(store, ({ model }) => model.drawing.params(place));
  const repeat = node.repeat === undefined ? undefined : evaluateParam(node.repeat, params);
  const when = node.when === undefined ? undefined : evaluateParam(node.when, { ...params, index: 0 });
  return (
    <>
      <ParamField
        id="field-repeat"
        title={t('inspector.repeat')}
        help={t('inspector.repeatHelp')}
        type="int"
        value={node.repeat}
        fallback={1}
        resolved={repeat === undefined || isProblem(repeat) ? undefined : repeat}
        wrong={undefined}
        onChange={(next) => {
          const value =
            typeof next === 'number' || (typeof next === 'string' && next.startsWith('='))
              ? (next as number | Expression)
              : undefined;
          edit(t('did.param', { field: t('inspector.repeat') }), setRepeat(library, place.definition, node.id, value), {
            token: `repeat:${id}`,
          });
        }}
        onDone={endGesture}
      />
      <ParamField
        id="field-when"
        title={t('inspector.when')}
        help={t('inspector.whenHelp')}
        type="boolean"
        value={node.when}
        fallback={true}
        resolved={when === undefined || isProblem(when) ? undefined : when}
        wrong={undefined}
        onChange={(next) => {
          const value =
            typeof next === 'boolean' || (typeof next === 'string' && next.startsWith('='))
              ? (next as boolean | Expression)
              : undefined;
          edit(
            t('did.param', { field: t('inspector.when') }),
            setWhen(library, place.definition, node.id, value === true ? undefined : value),
            { token: `when:${id}` },
          );
        }}
        onDone={endGesture}
      />
    </>
  );
}

function Help({ node }: { readonly node: SceneNode }) {
  const t = useText();
  const name = node.kind.slice('block:'.length);
  const help = node.kind.startsWith('block:')
    ? blockText(name, 'help', get().model.drawing.block(name)?.help ?? '')
    : layerHelp(node.kind);
  if (help === '') return null;
  return (
    <section className="help">
      <h3>{t('inspector.help')}</h3>
      <p>
        <Prose text={help} />
      </p>
    </section>
  );
}
