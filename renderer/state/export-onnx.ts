import { text } from '../language/text.ts';
import { platform, tellError } from './session.ts';
import { get, say } from './store.ts';
import { training } from './training.ts';

/** Writes ONNX where the person says, of the last run of this design where there is one, and has it checked. */
export async function exportOnnx(): Promise<void> {
  const { document } = get().history;
  const file = await platform().files.choose('saveOnnx', `${document.name}.onnx`);
  if (file === null) return;
  say(text('export.busy'));
  const { start, status } = training.getState();
  const run = start?.run ?? null;
  const fromRun = status === 'done' && run !== null;
  try {
    const result = await platform().engine.call('export', {
      ...(fromRun ? { run } : { design: { kind: 'document', document, name: document.name } }),
      file,
      images: 2,
    }).result;
    say(text('export.done', { difference: result.largestDifference.toExponential(1) }));
  } catch (error) {
    tellError(error);
  }
}
