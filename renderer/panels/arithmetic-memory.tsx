import { keptTensors, trainingMemory, vanishingWeights } from '../../engine/analyze/memory.ts';
import { bytes, grouped, percent } from '../../engine/base/format.ts';
import { useText } from '../language/text.ts';
import { MOMENTS, type Model } from '../state/model.ts';
import { platform } from '../state/session.ts';

const parts = ['weights', 'gradients', 'moments', 'second', 'kept', 'runtime'] as const;
const numbers: ReadonlySet<string> = new Set(['weights', 'gradients', 'moments', 'second']);
const SHOWN = 8;

/** What the training memory is made of, and which tensors take most of it. */
export function MemoryOf({
  model,
  batch,
  onOpen,
}: {
  readonly model: Model;
  readonly batch: number;
  readonly onOpen: (path: string) => void;
}) {
  const t = useText();
  const { memory } = model.totals;
  const onGpu = trainingMemory(model.analysis, { batch, momentsPerWeight: MOMENTS, device: 'gpu' });
  const kept = Array.from(keptTensors(model.analysis), (size, at) => ({ size, ...model.analysis.nodes[at]! }))
    .filter(({ size }) => size > 0)
    .sort((a, b) => b.size - a.size);
  const vanishing = vanishingWeights(model.analysis);
  const device = platform().host.memoryBytes;
  return (
    <>
      <p className="result">{bytes(memory.total)}</p>
      {device > 0 && (
        <p className="dim">{t('memory.device', { share: percent(memory.total / device), device: bytes(device) })}</p>
      )}
      <dl className="steps">
        {parts.map((part) => (
          <div key={part} className="step">
            <dt>{t(`memory.${part}`)}</dt>
            <dd>
              {part === 'kept' && `${t('memory.images', { bytes: bytes(memory.kept / batch), batch })} = `}
              {numbers.has(part) && `${t('memory.numbers', { count: grouped(memory[part] / 4) })} = `}
              <b>{bytes(memory[part])}</b>
              {part === 'weights' && vanishing > 0 && (
                <p className="dim">{t('memory.vanishing', { count: grouped(vanishing) })}</p>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {kept.length > 0 && (
        <>
          <h4>{t('memory.largest')}</h4>
          <ul className="parts">
            {kept.slice(0, SHOWN).map(({ node, size }) => (
              <li key={node.path}>
                <button type="button" onClick={() => onOpen(node.path)}>
                  <span className="path">{node.path}</span>
                  <b>{bytes(size * batch)}</b>
                  <span className="dim">{percent((size * batch) / Math.max(1, memory.total))}</span>
                </button>
              </li>
            ))}
            {kept.length > SHOWN && <li className="dim">{t('arithmetic.more', { count: kept.length - SHOWN })}</li>}
          </ul>
        </>
      )}
      <p className="dim">{t('memory.note', { batch, gpu: bytes(onGpu.total) })}</p>
    </>
  );
}
