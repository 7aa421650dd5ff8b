import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import {
  LONGEST_LINE,
  parseAnswer,
  stateText,
  type Answer,
  type Candidate,
  type Fault,
  type Target,
} from "../../fuzz/index.ts";

/** The command does not answer at all, or fails too often: no campaign is possible. */
export class CheckerFailure extends Error {
  override readonly name = "CheckerFailure";
}

interface Question {
  id: number;
  text: string;
  resolve(answer: Answer | Fault): void;
  reject(error: CheckerFailure): void;
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
  #run: Run | undefined;
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

  #watchIdle(run: Run): void {
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

  #start(): Run {
    const run = new Run(this.#command, this.#timeout, {
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
      const run = new Run(this.#command, this.#timeout, {
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

interface Events {
  /** An answer has come. */
  changed(): void;
  drained(): void;
  /** It has crashed or hangs; `waiting` tells what it has not answered. Comes once, last. */
  failed(fault: Fault): void;
  /** It has ended with everything answered. Comes once, last. */
  ended(): void;
}

/** One process of the command. */
class Run {
  readonly waiting: Map<number, Question> = new Map();
  /** Questions a malformed line was taken to answer: their own answers may still come. */
  readonly #given = new Set<number>();
  hasAnswered = false;
  isEnded = false;
  canWrite = true;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #timeout: number;
  readonly #events: Events;
  #timer: NodeJS.Timeout | undefined;
  #partial = "";
  #stderr = "";
  #isOver = false;

  constructor(command: string, timeout: number, events: Events) {
    this.#timeout = timeout;
    this.#events = events;
    // A process group of its own: Ctrl-C is ours to handle, and a shell's children end with it.
    this.#child = spawn(command, { shell: true, detached: process.platform !== "win32" });
    const { stdin, stdout, stderr } = this.#child;
    stdin.on("error", () => undefined);
    stdin.on("drain", () => {
      this.canWrite = true;
      events.drained();
    });
    stdout.setEncoding("utf8");
    stdout.on("data", (text: string) => {
      this.#read(text);
    });
    stderr.setEncoding("utf8");
    stderr.on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-2000);
    });
    this.#child.on("error", (error) => {
      this.#fail({ fault: "crash", detail: error.message });
    });
    this.#child.on("close", (code, signal) => {
      this.#closed(signal === null ? `exit status ${code}` : `ended by ${signal}`);
    });
  }

  write(questions: readonly Question[]): void {
    for (const question of questions) this.waiting.set(question.id, question);
    this.canWrite = this.#child.stdin.write(questions.map(({ text }) => text).join(""));
    this.#watch();
  }

  end(): void {
    this.isEnded = true;
    this.#child.stdin.end();
    this.#watch();
  }

  kill(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#killNow();
  }

  #killNow(): void {
    const { pid } = this.#child;
    this.#child.stdin.destroy();
    if (pid === undefined) return;
    try {
      if (process.platform === "win32") this.#child.kill("SIGKILL");
      else process.kill(-pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }

  /** The clock runs from the last sign of life. */
  #watch(): void {
    clearTimeout(this.#timer);
    if (this.waiting.size === 0 && !this.isEnded) return;
    this.#timer = setTimeout(() => {
      this.#fail({ fault: "timeout", detail: `no answer within ${this.#timeout / 1000} seconds` });
    }, this.#timeout);
  }

  #fail(fault: Fault): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#killNow();
    this.#events.failed(fault);
  }

  #closed(how: string): void {
    if (this.#isOver) return;
    if (this.#partial.trim() !== "") this.#answer(this.#partial);
    if (this.waiting.size > 0) {
      const words = this.#stderr.trim().split("\n").at(-1) ?? "";
      this.#fail({ fault: "crash", detail: words === "" ? how : `${how}: ${words}` });
      return;
    }
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#events.ended();
  }

  #read(text: string): void {
    if (this.#isOver) return;
    const lines = (this.#partial + text).split("\n");
    this.#partial = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") this.#answer(line);
    if (this.#partial.length > LONGEST_LINE) {
      this.#fail({ fault: "malformed", detail: `a line of more than ${LONGEST_LINE} characters` });
      return;
    }
    this.#watch();
    if (lines.length > 0) this.#events.changed();
  }

  #answer(line: string): void {
    this.hasAnswered = true;
    const { id, answer } = parseAnswer(line);
    // A line without a known id is taken for the answer to the oldest question.
    if (id !== undefined && this.#given.delete(id)) return;
    const known = id === undefined ? undefined : this.waiting.get(id);
    const question = known ?? this.waiting.values().next().value;
    if (question === undefined) return;
    this.waiting.delete(question.id);
    if (known === undefined) this.#given.add(question.id);
    question.resolve(
      known === undefined && !("fault" in answer)
        ? { fault: "malformed", detail: `an id that was not asked: ${line.slice(0, 160)}` }
        : answer,
    );
  }
}
