import { writeFile } from "node:fs/promises";
import { policies, policyNamed, type Policy } from "../../transition/index.ts";
import { InputFault } from "../input/fault.ts";
import { colorsFor, complain, printable, write } from "../terminal.ts";
import { comparisonTable } from "../transition/compare.ts";
import { numberOf, readInputs, type ImageFlags, type Input } from "../transition/input.ts";
import { MAX_JSON_STEPS, runJson, stepJson } from "../transition/json.ts";
import { outcomeOf, runReplay, runScenario, type Ran, type RunRequest } from "../transition/run.ts";
import { Timeline, summaryText } from "../transition/timeline.ts";
import {
  differencesText,
  totalsOf,
  totalsText,
  verifyInput,
  type Totals,
} from "../transition/verify.ts";
import { EXIT, UsageError } from "../usage.ts";

export interface TransitionFlags extends ImageFlags {
  policy?: string;
  id?: string;
  steps: string;
  break: string[];
  json?: boolean;
  svg?: string;
  verify?: boolean;
  verbose?: boolean;
}

type Runnable = Exclude<Input, { kind: "fault" }>;

/** Runs boot code between modes, or compares runs with what files expect. */
export async function transitionCommand(
  files: readonly string[],
  flags: TransitionFlags,
): Promise<number> {
  checkFlags(flags);
  const answer = flags.verify === true ? new Verifier(flags) : new Runner(flags);
  await answer.begin();
  const inputs = files.length === 0 ? ["-"] : files;
  for (const file of inputs) {
    try {
      let answered = 0;
      for await (const input of readInputs(file, flags)) {
        if (input.kind === "fault") answer.fault(input.fault.message);
        else {
          if (flags.id !== undefined && idOf(input) !== flags.id) continue;
          await takeSafely(answer, input);
        }
        answered += 1;
      }
      if (answered === 0) {
        const what = flags.id === undefined ? "no scenario" : `no scenario "${flags.id}"`;
        answer.fault(new InputFault(file, what).message);
      }
    } catch (error) {
      if (!(error instanceof InputFault)) throw error;
      answer.fault(error.message);
    }
  }
  await answer.end();
  return answer.status();
}

/** A scenario that cannot be run does not keep the others from running. */
async function takeSafely(answer: Answer, input: Runnable): Promise<void> {
  try {
    await answer.take(input);
  } catch (error) {
    if (!(error instanceof InputFault)) throw error;
    answer.fault(error.message);
  }
}

function checkFlags(flags: TransitionFlags): void {
  if (flags.verify !== true) return;
  const odd = (["policy", "svg", "origin"] as const).find((name) => flags[name] !== undefined);
  if (odd !== undefined) {
    throw new UsageError(`--verify runs what the file says: --${odd} cannot go with it`);
  }
}

function idOf(input: Runnable): string | undefined {
  return input.kind === "scenario" ? input.scenario.id : undefined;
}

/** What the two uses of the command have in common. */
abstract class Answer {
  #status: number = EXIT.fine;

  abstract begin(): Promise<void>;
  abstract take(input: Runnable): Promise<void>;
  abstract end(): Promise<void>;

  fault(message: string): void {
    complain(message);
    this.#status = EXIT.fault;
  }

  protected raise(status: number): void {
    this.#status = Math.max(this.#status, status);
  }

  status(): number {
    return this.#status;
  }
}

/** A JSON array, written entry by entry. */
class JsonArray {
  #count = 0;

  begin(): Promise<void> {
    return write("[");
  }

  async push(value: unknown): Promise<void> {
    const text = JSON.stringify(value, undefined, 2).replaceAll("\n", "\n  ");
    await write(`${this.#count++ === 0 ? "" : ","}\n  ${text}`);
  }

  end(): Promise<void> {
    return write(this.#count === 0 ? "]\n" : "\n]\n");
  }
}

class Verifier extends Answer {
  readonly #json: JsonArray | undefined;
  readonly #colors = colorsFor(process.stdout);
  readonly #totals: Totals[] = [];

  constructor(flags: TransitionFlags) {
    super();
    this.#json = flags.json === true ? new JsonArray() : undefined;
  }

  async begin(): Promise<void> {
    await this.#json?.begin();
  }

  async take(input: Runnable): Promise<void> {
    const verified = verifyInput(input);
    const totals = totalsOf(verified);
    this.#totals.push(totals);
    if (totals.differences > 0) this.raise(EXIT.invalid);
    const { id, file, line, verification } = verified;
    const { compared, differences } = verification;
    if (this.#json !== undefined) await this.#json.push({ id, file, line, compared, differences });
    else await write(differencesText(verified, this.#colors));
  }

  async end(): Promise<void> {
    if (this.#json !== undefined) await this.#json.end();
    else if (this.#totals.length > 0) await write(totalsText(this.#totals, this.#colors));
  }
}

class Runner extends Answer {
  readonly #flags: TransitionFlags;
  readonly #json: JsonArray | undefined;
  readonly #policies: readonly Policy[] | undefined;
  readonly #steps: number;
  readonly #breakpoints: readonly number[];
  #count = 0;

  /** @throws UsageError for a policy, a count or an address that is none */
  constructor(flags: TransitionFlags) {
    super();
    this.#flags = flags;
    this.#json = flags.json === true ? new JsonArray() : undefined;
    this.#policies =
      flags.policy === undefined
        ? undefined
        : flags.policy === "all"
          ? policies
          : [namedPolicy(flags.policy)];
    this.#steps = numberOf(flags.steps, "--steps");
    if (this.#steps < 1) throw new UsageError("--steps: at least 1");
    this.#breakpoints = flags.break.map((text) => numberOf(text, "--break"));
    if (flags.svg !== undefined && (this.#policies?.length ?? 1) > 1) {
      throw new UsageError("--svg draws one run: choose one policy");
    }
  }

  async begin(): Promise<void> {
    await this.#json?.begin();
  }

  async end(): Promise<void> {
    await this.#json?.end();
  }

  async take(input: Runnable): Promise<void> {
    this.#count += 1;
    if (this.#flags.svg !== undefined && this.#count > 1) {
      this.fault(`${input.file}:${input.line}: --svg draws one run: choose one with --id`);
      return;
    }
    if (input.kind === "scenario" && input.scenario.policy === "state-only") {
      this.fault(
        `${input.file}:${input.line}: a bare state has no code to run; --verify judges it`,
      );
      return;
    }
    const policies = this.#policies ?? [this.#ownPolicy(input)];
    try {
      if (this.#json !== undefined)
        for (const policy of policies) await this.#asJson(input, policy);
      else if (policies.length > 1) await this.#sideBySide(input, policies);
      else for (const policy of policies) await this.#asText(input, policy);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new InputFault(input.file, error.message, input.line, "/initial");
    }
  }

  #ownPolicy(input: Runnable): Policy {
    const name = input.kind === "scenario" ? input.scenario.policy : undefined;
    try {
      return policyNamed(name ?? "architectural");
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new InputFault(input.file, reason, input.line, "/policy");
    }
  }

  async #run(
    input: Runnable,
    policy: Policy,
    watch: Pick<RunRequest, "onStep" | "pause"> = {},
  ): Promise<Ran> {
    const request: RunRequest = {
      policy,
      steps: this.#steps,
      breakpoints: this.#breakpoints,
      draw: this.#flags.svg !== undefined,
      pause: nextTurn,
      ...watch,
    };
    const ran = await (input.kind === "scenario"
      ? runScenario(input.scenario, request)
      : runReplay(input.replay, request));
    this.raise({ fine: EXIT.fine, failed: EXIT.invalid, unknown: EXIT.fault }[outcomeOf(ran)]);
    return ran;
  }

  async #draw(input: Runnable, { drawing, policy }: Ran): Promise<void> {
    const file = this.#flags.svg;
    if (file === undefined || drawing === undefined) return;
    try {
      await writeFile(file, drawing.svg(`${titleOf(input)} under ${policy.name}`));
    } catch (error) {
      this.fault(InputFault.from(file, error).message);
    }
  }

  async #asJson(input: Runnable, policy: Policy): Promise<void> {
    const timeline: unknown[] = [];
    let omitted = 0;
    const ran = await this.#run(input, policy, {
      onStep: (step, before) => {
        if (timeline.length < MAX_JSON_STEPS) timeline.push(stepJson(step, before));
        else omitted += 1;
      },
    });
    const id = idOf(input);
    await this.#json?.push({
      ...(id === undefined ? {} : { id }),
      title: titleOf(input),
      ...runJson(ran),
      timeline,
      ...(omitted === 0 ? {} : { omitted }),
    });
    await this.#draw(input, ran);
  }

  async #sideBySide(input: Runnable, policies: readonly Policy[]): Promise<void> {
    const runs: Ran[] = [];
    for (const policy of policies) runs.push(await this.#run(input, policy));
    await write(`${this.#gap()}${printable(titleOf(input))}\n${comparisonTable(runs)}`);
  }

  async #asText(input: Runnable, policy: Policy): Promise<void> {
    const colors = colorsFor(process.stdout);
    const timeline = new Timeline(colors, this.#flags.verbose === true);
    const { bold, dim } = colors;
    const about = dim(`policy ${policy.name}: ${policy.summary}`);
    const title = bold(printable(titleOf(input)));
    let held = `${this.#gap()}${title}\n${about}\n\n${timeline.head()}`;
    const ran = await this.#run(input, policy, {
      onStep: (step, before) => {
        held += timeline.lines(step, before);
      },
      pause: async () => {
        await write(held);
        held = "";
        await nextTurn();
      },
    });
    await write(`${held}${timeline.rest()}\n${summaryText(ran, colors)}`);
    await this.#draw(input, ran);
  }

  #gap(): string {
    return this.#count > 1 ? `\n${"─".repeat(72)}\n\n` : "";
  }
}

/** Lets signals and closed pipes be noticed. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function namedPolicy(name: string): Policy {
  try {
    return policyNamed(name);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function titleOf(input: Runnable): string {
  if (input.kind === "replay") return input.replay.title ?? input.file;
  const { id, title } = input.scenario;
  const parts = [id, title].filter((part) => part !== undefined);
  return parts.length === 0 ? input.file : parts.join("  ");
}
