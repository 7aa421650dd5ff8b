/**
 * Streams 1 GB through the command: vectors, then a kernel log with a dump every 16 MB.
 * Run by hand; another size in megabytes may be given:
 *
 *     npx tsx test/cli/prove-1gb.ts [MEGABYTES]
 */
import { builtBin, run } from "./command.ts";
import { Counter, MEGABYTE, dump, noise, vectors } from "./inputs.ts";

const LIMIT = 250;
const megabytes = Number(process.argv[2] ?? 1024);
const bin = await builtBin();

function tell(what: string, count: number, peak: number, from: number): void {
  const seconds = (performance.now() - from) / 1000;
  const rate = `${(megabytes / seconds).toFixed(1)} MB/s, ${(count / seconds).toFixed(0)} reports/s`;
  console.log(
    `${what}: ${megabytes} MB, ${count} reports, ${seconds.toFixed(0)} s (${rate}), peak memory ${peak.toFixed(0)} MB`,
  );
  if (peak > LIMIT) throw new Error(`more than ${LIMIT} MB of memory`);
}

async function states(): Promise<void> {
  const { stdout } = await run(bin, ["parse"], { stdin: dump });
  const counter = new Counter();
  const from = performance.now();
  const { peak, status, stderr } = await run(bin, ["check", "--ndjson"], {
    stdin: vectors(JSON.parse(stdout), megabytes * MEGABYTE),
    onStdout: (chunk) => {
      counter.push(chunk);
    },
  });
  if (status !== 1 || stderr !== "") throw new Error(`status ${status}\n${stderr}`);
  if (counter.fault !== undefined) throw new Error(`not in order: ${counter.fault}`);
  tell("NDJSON", counter.count, peak, from);
}

async function log(): Promise<void> {
  const STEP = 16;
  const input = function* (): Generator<string> {
    for (let done = 0; done < megabytes; done += STEP) {
      yield dump;
      yield* noise(STEP * MEGABYTE);
    }
  };
  const from = performance.now();
  const { peak, status, stderr, stdout } = await run(bin, ["check", "--ndjson"], {
    stdin: input(),
  });
  if (status !== 1 || stderr !== "") throw new Error(`status ${status}\n${stderr}`);
  const count = stdout.trimEnd().split("\n").length;
  if (count !== Math.ceil(megabytes / STEP)) throw new Error(`${count} dumps found`);
  tell("kernel log", count, peak, from);
}

await states();
await log();
