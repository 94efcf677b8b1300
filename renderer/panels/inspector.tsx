import { useStore } from 'zustand';
import { useText } from '../language/text.ts';
import { scopePlace } from '../state/gestures.ts';
import { store } from '../state/store.ts';
import { BlockInspector } from './block-inspector.tsx';
import { DesignInspector } from './design-inspector.tsx';
import { ManyInspector } from './many-inspector.tsx';
import { NodeInspector } from './node-inspector.tsx';
import './inspector.css';

/** What is selected: the design, one node, or many. */
export function Inspector() {
  const t = useText();
  const selection = useStore(store, (state) => state.selection);
  const scene = useStore(store, (state) => state.scene);
  const scope = useStore(store, (state) => state.scope);
  useStore(store, (state) => state.model);
  const nodes = [...selection].flatMap((id) => scene.byId.get(id) ?? []);
  const [only] = nodes;
  return (
    <aside className="inspector scroll" aria-label={t('inspector.label')}>
      {nodes.length > 1 ? (
        <ManyInspector nodes={nodes} />
      ) : only ? (
        <NodeInspector key={only.id} node={only} />
      ) : scope === '' ? (
        <DesignInspector />
      ) : (
        <BlockInspector key={scope} place={scopePlace()} />
      )}
    </aside>
  );
}
