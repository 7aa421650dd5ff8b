import {
  stateText,
  type Answer,
  type Candidate,
  type Fault,
  type Target,
} from "../../fuzz/index.ts";
import { CheckerRun, type Question } from "./checker-run.ts";

/** The command does not answer at all, or fails too often: no campaign is possible. */
export class CheckerFailure extends Error {
  override readonly name = "CheckerFailure";
}

/** Questions under way: enough that answers, 28 bytes each, fill any buffer on the way back. */
const WINDOW = 4096;
/** Lines written at once. */
const BATCH = 64;
/** A checker that buffers its answers is made to give them by the end of its input. */
const IDLE = 200;
const IDLE_AT_START = 2000;
const MOST_FAILURES = 100;

/**
 * An external checker: a command that reads a state a line and writes an answer a line. It is
 * started when there is something to ask. When it crashes, hangs or gets out of step it is started
 * again with smaller and smaller parts of what it had before it, until the state is found that does
 * it; all others get their answers.
 */
export class CheckerProcess implements Target {
  readonly name: string;
  readonly isComplete: boolean;
  readonly #command: string;
  readonly #timeout: number;
  readonly #queue: Question[] = [];
  #run: CheckerRun | undefined;
  /** Failures that are being looked into, one after the other; nothing else is asked meanwhile. */
  #isolations = 0;
  #isolation: Promise<void> = Promise.resolve();
  #isClosed = false;
  #failure: CheckerFailure | undefined;
  #nextId = 0;
  #hasAnswered = false;
  #failures = 0;
  /** It has answered all it had without the end of its input. */
  #answersAtOnce = false;
  #idle: NodeJS.Timeout | undefined;

  /** @param timeout milliseconds without any answer after which it is taken to hang */
  constructor(command: string, timeout: number, isComplete: boolean) {
    this.name = command;
    this.#command = command;
    this.#timeout = timeout;
    this.isComplete = isComplete;
  }

  /**
   * Asks about a state.
   *
   * @throws CheckerFailure
   */
  ask({ words, cpu }: Candidate): Promise<Answer | Fault> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const text = `{"id":${id},"state":${stateText(words, 0, cpu)}}\n`;
      this.#queue.push({ id, text, resolve, reject });
      if (this.#queue.length === 1)
        setImmediate(() => {
          this.#pump();
        });
    });
  }

  /** Ends the process, if there is one. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#idle);
    this.#run?.kill();
  }

  #pump(): void {
    if (this.#isolations > 0 || this.#isClosed || this.#failure !== undefined) return;
    const run = (this.#run ??= this.#start());
    while (this.#queue.length > 0 && run.canWrite && run.waiting.size < WINDOW) {
      run.write(this.#queue.splice(0, BATCH));
    }
    this.#watchIdle(run);
  }

  #watchIdle(run: CheckerRun): void {
    clearTimeout(this.#idle);
    if (this.#answersAtOnce || this.#queue.length > 0 || run.waiting.size === 0) return;
    this.#idle = setTimeout(
      () => {
        run.end();
        if (this.#run === run) this.#run = undefined;
      },
      run.hasAnswered ? IDLE : IDLE_AT_START,
    );
  }

  #start(): CheckerRun {
    const run = new CheckerRun(this.#command, this.#timeout, {
      changed: () => {
        this.#hasAnswered = true;
        if (run.waiting.size === 0 && !run.isEnded) this.#answersAtOnce = true;
        this.#pump();
      },
      drained: () => {
        this.#pump();
      },
      failed: (fault) => {
        if (this.#run === run) this.#run = undefined;
        this.#isolations += 1;
        const suspects = [...run.waiting.values()];
        this.#isolation = this.#isolation.then(() => this.#isolate(suspects, fault));
      },
      ended: () => {
        if (this.#run === run) this.#run = undefined;
        if (this.#queue.length > 0) this.#pump();
      },
    });
    return run;
  }

  /** Finds out which of the questions makes it fail, and gets answers to the others. */
  async #isolate(suspects: readonly Question[], fault: Fault): Promise<void> {
    if (this.#isClosed) return;
    clearTimeout(this.#idle);
    const interrupted = this.#run;
    this.#run = undefined;
    interrupted?.kill();
    let rest =
      interrupted === undefined ? [...suspects] : [...suspects, ...interrupted.waiting.values()];
    const [oldest] = suspects;
    let first: Answer | undefined;
    let isFound = oldest === undefined;
    let size = 1;
    while (rest.length > 0) {
      const part = rest.slice(0, size);
      const probed = await this.#probe(part);
      const unanswered = part.filter(({ id }) => !probed.answers.has(id));
      for (const question of part) {
        const answer = probed.answers.get(question.id);
        if (answer === undefined) continue;
        if (question === oldest && !("fault" in answer)) first = answer;
        else {
          if ("fault" in answer) isFound = true;
          question.resolve(answer);
        }
      }
      rest = [...unanswered, ...rest.slice(part.length)];
      if (probed.fault === undefined && unanswered.length === 0) {
        size = Math.min(2 * size, WINDOW);
        continue;
      }
      const [only] = unanswered;
      if (part.length === 1 && only !== undefined) {
        isFound = true;
        this.#failures += 1;
        only.resolve(probed.fault ?? { fault: "crash", detail: "it ended without an answer" });
        rest.shift();
        if (!this.#hasAnswered && this.#failures >= 3) {
          this.#giveUp(`does not answer: ${(probed.fault ?? fault).detail}`, rest);
          return;
        }
      } else if (unanswered.length === 0) isFound = true;
      size = Math.max(1, Math.floor(size / 2));
      if (this.#failures >= MOST_FAILURES) {
        this.#giveUp(`has failed ${MOST_FAILURES} times`, rest);
        oldest?.resolve(first ?? fault);
        return;
      }
    }
    if (!isFound) {
      this.#failures += 1;
      const detail = `${fault.detail} (not again when it was asked a second time)`;
      oldest?.resolve({ ...fault, detail });
    } else if (first !== undefined) oldest?.resolve(first);
    this.#isolations -= 1;
    if (this.#queue.length > 0) this.#pump();
  }

  #giveUp(reason: string, rest: readonly Question[]): void {
    this.#failure = new CheckerFailure(`the checker "${this.#command}" ${reason}`);
    for (const question of [...rest, ...this.#queue.splice(0)]) question.reject(this.#failure);
  }

  /** A process of their own for some questions, with the end of the input behind them. */
  #probe(
    questions: readonly Question[],
  ): Promise<{ answers: Map<number, Answer | Fault>; fault?: Fault }> {
    return new Promise((resolve) => {
      const answers = new Map<number, Answer | Fault>();
      const copies = questions.map((question) => ({
        ...question,
        resolve: (answer: Answer | Fault): void => {
          this.#hasAnswered = true;
          answers.set(question.id, answer);
        },
      }));
      const run = new CheckerRun(this.#command, this.#timeout, {
        changed: () => undefined,
        drained: () => undefined,
        failed: (fault) => {
          resolve({ answers, fault });
        },
        ended: () => {
          resolve({ answers });
        },
      });
      run.write(copies);
      run.end();
    });
  }
}
