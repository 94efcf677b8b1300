import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { passedOver, withoutNoise } from '../backends/webgpu/driver-noise.ts';
import { problem } from '../base/diagnostics.ts';
import { cliUrl } from './cli-url.ts';
import { encodeFrame, FrameReader } from './frames.ts';
import type { CallName, FromEngine, ToEngine } from './protocol.ts';
import { readMessage } from './shell/engine-message.ts';

const STDERR_KEPT = 16_000;

/**
 * The engine's service in a process of its own, for one call that may open a GPU: drivers and the libraries beside them
 * write to stderr what no setting turns off, and a library that ends the process ends that one alone. Of what they
 * wrote, a person gets a line for each adapter that was passed over, and all of it where the process died.
 */
export class ChildService {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #send: (message: FromEngine) => void;
  /** Told when the process has ended, with nothing more to say. */
  #answer: FromEngine | null = null;
  #call: { readonly id: number; readonly name: CallName | null } = { id: -1, name: null };
  #said = '';

  constructor(send: (message: FromEngine) => void) {
    this.#send = send;
    this.#child = spawn(process.execPath, [fileURLToPath(cliUrl), 'engine'], { windowsHide: true });
    const reader = new FrameReader();
    // Its end says why.
    this.#child.stdin.on('error', () => {});
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-STDERR_KEPT);
    });
    this.#child.stdout.on('data', (bytes: Buffer) => {
      for (const { head } of reader.push(bytes)) this.#arrived(head);
    });
    this.#child.on('error', (error) => this.#ended(error.message));
    this.#child.on('close', (code, signal) => this.#ended(signal ?? `exit code ${code}`));
  }

  receive(message: ToEngine): void {
    if (message.type === 'call') this.#call = message;
    this.#child.stdin.write(encodeFrame(message));
  }

  #arrived(head: unknown): void {
    const message = readMessage(head)?.message;
    if (!message) return;
    if (message.type === 'result' || message.type === 'problems' || message.type === 'failure') {
      this.#answer = message;
      this.#child.stdin.end();
      return;
    }
    // What was taken back may hang: it is not waited for.
    if (message.type === 'cancelled') this.#leave();
    this.#send(message);
  }

  #leave(): void {
    this.#child.stdin.end();
    this.#child.removeAllListeners('close');
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    this.#child.unref();
  }

  #ended(how: string): void {
    const answer = this.#answer;
    this.#answer = null;
    if (!answer) {
      const message = `the engine's process ended before it answered: ${how}\n${withoutNoise(this.#said)}`.trim();
      return this.#send({ type: 'failure', id: this.#call.id, message });
    }
    const wantsGpu = answer.type === 'problems' && answer.problems.some(({ code }) => code === 'device.noGpu');
    if (wantsGpu || this.#call.name === 'devices') {
      const problems = passedOver(this.#said).map((values) =>
        problem('device.passedOver', '', { ...values }, { severity: 'warning' }),
      );
      if (problems.length > 0) this.#send({ type: 'event', id: answer.id, event: { type: 'warnings', problems } });
    }
    this.#send(answer);
  }
}
