import { availableParallelism } from "node:os";
import { guestModes } from "../../arbitraries/index.ts";
import { VERSION } from "../../index.ts";
import { parseShard, type Scope, type Shard } from "../../fuzz/index.ts";
import { knownRule } from "../rule-id.ts";
import { UsageError } from "../usage.ts";
import type { Parameters } from "./state-dir.ts";
import type { WorkerOptions } from "./workers.ts";

export interface FuzzFlags {
  count?: string;
  time?: string;
  seed: string;
  mode: string[];
  rule: string[];
  jobs: string;
  against?: string;
  timeout: string;
  complete?: boolean;
  state?: string;
  shard: string;
  emit?: boolean;
  ndjson?: boolean;
  json?: boolean;
}

const DEFAULT_COUNT = 1_000_000;
/** A campaign that only the clock ends. */
export const ENDLESS: number = 2 ** 52;

/** What the flags ask for. */
export interface Plan {
  worker: WorkerOptions;
  scope: Scope;
  parameters: Parameters;
  shard: Shard;
  count: number;
  /** Milliseconds, if it is limited. */
  time: number | undefined;
  jobs: number;
}

/**
 * Reads the flags.
 *
 * @throws UsageError for flags that make no sense, alone or together
 */
export function planOf(flags: FuzzFlags): Plan {
  const seed = whole("--seed", flags.seed, 0);
  const shard = shardOf(flags.shard);
  flags.rule.forEach(knownRule);
  const scope = { modes: flags.mode, rules: flags.rule } as Scope;
  for (const mode of flags.mode) {
    if ((guestModes as readonly string[]).includes(mode)) continue;
    throw new UsageError(`--mode ${mode}: no such mode; there are ${guestModes.join(", ")}`);
  }
  const campaign = { seed, shard, ...scope };
  const time = flags.time === undefined ? undefined : duration("--time", flags.time);
  const isWhole = flags.emit === true || flags.ndjson === true;
  if (isWhole && (flags.state ?? flags.time) !== undefined) {
    throw new UsageError(
      "--state and --time belong to a campaign of its own, not to --emit, --ndjson",
    );
  }
  if (flags.ndjson === true && (flags.count !== undefined || flags.shard !== "1/1")) {
    throw new UsageError("with --ndjson the lines of the input say which states");
  }
  if (flags.against?.trim() === "") throw new UsageError("--against needs a command");
  return {
    worker: {
      campaign,
      ...(flags.against === undefined
        ? {}
        : {
            against: {
              command: flags.against,
              timeout: duration("--timeout", flags.timeout, LONGEST_TIMER),
              isComplete: flags.complete === true,
            },
          }),
    },
    scope,
    parameters: {
      version: VERSION,
      seed,
      shard: flags.shard,
      modes: flags.mode,
      rules: flags.rule,
      against: flags.against ?? null,
      complete: flags.complete === true,
    },
    shard,
    count:
      flags.count === undefined
        ? time === undefined
          ? DEFAULT_COUNT
          : ENDLESS
        : whole("--count", flags.count, 1),
    time,
    jobs: flags.jobs === "auto" ? availableParallelism() : whole("--jobs", flags.jobs, 1, 256),
  };
}

const UNITS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** A timer that is set to more milliseconds goes off at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Milliseconds of `90`, `90s`, `5m`, `2h`, `1d`. */
function duration(option: string, text: string, most = Infinity): number {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)([smhd]?)$/.exec(text);
  const value = Number(match?.[1]) * (UNITS[match?.[2] ?? ""] ?? 1) * 1000;
  if (match === null || !(value > 0)) {
    throw new UsageError(`"${text}" is no time: write 90s, 5m or 2h`);
  }
  if (value > most) {
    throw new UsageError(`${option} ${text}: at most ${Math.floor(most / 86_400_000)}d`);
  }
  return value;
}

function whole(option: string, text: string, least: number, most = ENDLESS): number {
  const value = /^\d[\d_]*(e\d{1,2})?$/i.test(text) ? Number(text.replaceAll("_", "")) : NaN;
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new UsageError(`${option} ${text}: write a whole number from ${least} to ${most}`);
  }
  return value;
}

function shardOf(text: string): Shard {
  try {
    return parseShard(text);
  } catch (error) {
    throw new UsageError(`--shard: ${(error as Error).message}`);
  }
}
