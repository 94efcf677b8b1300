import { useConnection } from '@xyflow/react';
import { useText } from '../language/text.ts';
import { refusal } from '../state/gestures.ts';
import { get } from '../state/store.ts';

/** Says beside the pointer why a wire cannot end where it is held. */
export function ConnectionHint() {
  const t = useText();
  const connection = useConnection();
  if (!connection.inProgress || !connection.toNode || !connection.toHandle) return null;
  const { scene } = get();
  const forwards = connection.fromHandle.type === 'source';
  const from = scene.byId.get(forwards ? connection.fromNode.id : connection.toNode.id);
  const to = scene.byId.get(forwards ? connection.toNode.id : connection.fromNode.id);
  if (!from || !to) return null;
  const port = (forwards ? connection.toHandle.id : connection.fromHandle.id) ?? 'in';
  const reason = refusal(from, to, port);
  const before = to.node.inputs?.[port]?.[0];
  const hint =
    reason ??
    (before === undefined || to.kind === 'add' || to.kind === 'concat'
      ? null
      : t('connect.replaces', { from: before }));
  if (hint === null) return null;
  const { x, y } = connection.pointer;
  return (
    <div
      className={`connection-hint${reason === null ? '' : ' refused'}`}
      style={{ left: x + 14, top: y + 14 }}
      role="status"
    >
      {hint}
    </div>
  );
}
