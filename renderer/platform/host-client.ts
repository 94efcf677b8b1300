import { type Problem, ProblemError, problem } from '../../engine/base/diagnostics.ts';
import {
  type CallInput,
  type CallName,
  type CallResult,
  type FromEngine,
  type JobCall,
  results,
} from '../../engine/host/protocol.ts';
import {
  type ActiveJob,
  type FromHost,
  type ShellCallName,
  type ShellEvent,
  type ShellParams,
  type ShellResult,
  shellResults,
  type ToHost,
} from '../../engine/host/shell-protocol.ts';
import type { WireProblem } from '../../engine/settings/wire-problem.ts';
import type { Channel, Refusal } from './channel.ts';
import type { Engine, EngineCall, EngineEvent, EngineState } from './platform.ts';

interface Question {
  answer(result: unknown): void;
  reject(problems: readonly Problem[]): void;
}

interface Running extends Question {
  onEvent(event: EngineEvent): void;
}

export const LOST = {
  unreachable: problem('host.gone', ''),
  otherStart: problem('host.otherStart', ''),
  full: problem('host.full', ''),
} as const satisfies Record<'unreachable' | Refusal, Problem>;

/** Both protocols on one channel: questions to the host, calls to the engine. */
export class HostClient implements Engine {
  readonly #channel: Channel;
  readonly #questions = new Map<number, Question>();
  readonly #running = new Map<number, Running>();
  readonly #stateListeners = new Set<(state: EngineState) => void>();
  readonly #eventListeners = new Set<(event: ShellEvent) => void>();
  readonly #jobListeners = new Set<(jobs: readonly ActiveJob[]) => void>();
  readonly #openListeners = new Set<() => void>();
  #state: EngineState = { status: 'starting', detail: '' };
  #jobs: readonly ActiveJob[] = [];
  #isOpen = false;
  /** What a question is told while the line is broken. */
  #lost: Problem = LOST.unreachable;
  #nextId = 1;

  constructor(channel: Channel) {
    this.#channel = channel;
    channel.onMessage = (message) => this.#arrived(message);
    channel.onOpen = () => {
      this.#isOpen = true;
      for (const listener of this.#openListeners) listener();
    };
    channel.onBroken = () => this.#broke('unreachable');
    channel.onRefused = (why) => this.#broke(why);
  }

  /** Called each time the line is there, the first time too. */
  onOpen(listener: () => void): void {
    this.#openListeners.add(listener);
    if (this.#isOpen) listener();
  }

  ask<C extends ShellCallName>(name: C, params: ShellParams<C>): Promise<ShellResult<C>> {
    return new Promise((resolve, reject) => {
      if (!this.#isOpen) return reject(new ProblemError([this.#lost]));
      const id = this.#nextId++;
      this.#questions.set(id, {
        answer: (result) => {
          const parsed = shellResults[name].safeParse(result);
          if (parsed.success) resolve(parsed.data as ShellResult<C>);
          else reject(failed(parsed.error.message));
        },
        reject: (problems) => reject(new ProblemError(problems)),
      });
      this.#begin(this.#questions, { type: 'ask', id, name, params });
    });
  }

  call<C extends CallName>(
    name: C,
    params: CallInput<C>,
    onEvent: (event: EngineEvent) => void = () => {},
  ): EngineCall<C> {
    return this.#run(name, onEvent, (id) => ({ type: 'call', id, name, params }));
  }

  attach<C extends JobCall>(
    { job, call }: ActiveJob & { readonly call: C },
    onEvent: (event: EngineEvent) => void = () => {},
  ): EngineCall<C> {
    return this.#run(call, onEvent, (id) => ({ type: 'attach', id, job }));
  }

  jobs(): readonly ActiveJob[] {
    return this.#jobs;
  }

  onJobs(listener: (jobs: readonly ActiveJob[]) => void): () => void {
    this.#jobListeners.add(listener);
    return () => this.#jobListeners.delete(listener);
  }

  #run<C extends CallName>(
    name: C,
    onEvent: (event: EngineEvent) => void,
    begin: (id: number) => ToHost,
  ): EngineCall<C> {
    const id = this.#nextId++;
    const result = new Promise<CallResult<C>>((resolve, reject) => {
      if (!this.#isOpen) return reject(new ProblemError([this.#lost]));
      this.#running.set(id, {
        onEvent,
        answer: (answered) => {
          const parsed = results[name].safeParse(answered);
          if (parsed.success) resolve(parsed.data as CallResult<C>);
          else reject(failed(parsed.error.message));
        },
        reject: (problems) => reject(new ProblemError(problems)),
      });
      this.#begin(this.#running, begin(id));
    });
    return {
      result,
      control: (wanted) => this.#channel.send({ type: 'control', id, wanted }),
      keep: (kept) => this.#channel.send({ type: 'keep', id, kept }),
    };
  }

  /** Throws where the channel does not take the message: nothing waits for an answer then. */
  #begin(waiting: Map<number, unknown>, message: ToHost): void {
    try {
      this.#channel.send(message);
    } catch (error) {
      waiting.delete(message.id);
      throw error;
    }
  }

  status(): EngineState {
    return this.#state;
  }

  onStatus(listener: (state: EngineState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  onEvent(listener: (event: ShellEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  #arrived(message: FromHost): void {
    switch (message.type) {
      case 'shell':
        if (message.event.type === 'engine') this.#setState(message.event);
        if (message.event.type === 'jobs') this.#setJobs(message.event.jobs);
        for (const listener of this.#eventListeners) listener(message.event);
        return;
      case 'answer':
        return this.#settle(this.#questions, message.id, (question) => question.answer(message.result));
      case 'refusal':
        return this.#settle(this.#questions, message.id, (question) => question.reject(known(message.problems)));
      default:
        return this.#fromEngine(message);
    }
  }

  #fromEngine(message: FromEngine): void {
    const { id } = message;
    switch (message.type) {
      case 'event':
        return this.#running.get(id)?.onEvent(message.event);
      case 'queued':
        return this.#running.get(id)?.onEvent({ type: 'queued', ahead: message.ahead });
      case 'started':
        return this.#running.get(id)?.onEvent({ type: 'started' });
      case 'acknowledged':
        return this.#running.get(id)?.onEvent({ type: 'acknowledged', wanted: message.wanted });
      case 'result':
        return this.#settle(this.#running, id, (call) => call.answer(message.result));
      case 'problems':
        return this.#settle(this.#running, id, (call) => call.reject(known(message.problems)));
      case 'cancelled':
        return this.#settle(this.#running, id, (call) => call.reject([problem('engine.cancelled', '')]));
      case 'failure':
        return this.#settle(this.#running, id, (call) => call.reject(failed(message.message).problems));
    }
  }

  #settle<T>(waiting: Map<number, T>, id: number, how: (one: T) => void): void {
    const one = waiting.get(id);
    if (one === undefined) return;
    waiting.delete(id);
    how(one);
  }

  #broke(how: 'unreachable' | Refusal): void {
    this.#isOpen = false;
    this.#lost = LOST[how];
    const lost = [...this.#questions.values(), ...this.#running.values()];
    this.#questions.clear();
    this.#running.clear();
    this.#setState({ status: how, detail: '' });
    this.#setJobs([]);
    for (const one of lost) one.reject([this.#lost]);
  }

  #setState({ status, detail }: EngineState): void {
    this.#state = { status, detail };
    for (const listener of this.#stateListeners) listener(this.#state);
  }

  #setJobs(jobs: readonly ActiveJob[]): void {
    this.#jobs = jobs;
    for (const listener of this.#jobListeners) listener(jobs);
  }
}

function failed(reason: string): ProblemError {
  return new ProblemError([problem('engine.failed', '', { reason: reason.slice(0, 2000) })]);
}

/** The host is of the same version as the page: its codes are those of the catalogue. */
const known = (problems: readonly WireProblem[]): readonly Problem[] => problems as readonly Problem[];
