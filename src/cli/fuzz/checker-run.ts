import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { LONGEST_LINE, parseAnswer, type Answer, type Fault } from "../../fuzz/index.ts";

/** A state that a checker is asked about. */
export interface Question {
  id: number;
  text: string;
  resolve(answer: Answer | Fault): void;
  reject(error: Error): void;
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

/** One process of the command of a checker. */
export class CheckerRun {
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
  #expiry: NodeJS.Immediate | undefined;
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
    this.#stopClock();
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
    this.#stopClock();
    if (this.waiting.size === 0 && !this.isEnded) return;
    this.#timer = setTimeout(() => {
      // We may have been kept waiting ourselves: what has come meanwhile is read first.
      this.#expiry = setImmediate(() => {
        const detail = `no answer within ${this.#timeout / 1000} seconds`;
        this.#fail({ fault: "timeout", detail });
      });
    }, this.#timeout);
  }

  #stopClock(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#expiry);
  }

  #fail(fault: Fault): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopClock();
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
    this.#stopClock();
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
