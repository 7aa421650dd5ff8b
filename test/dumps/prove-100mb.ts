/**
 * Reads a log of 100 MB with one dump in its middle, in one pass and in bounded memory; another
 * size in megabytes may be given:
 *
 *     npx tsx test/dumps/prove-100mb.ts [MEGABYTES]
 */
import { DumpReader } from "../../src/dumps/index.ts";
import { longLog } from "./long-log.ts";

const LIMIT = 250;
const MEGABYTE = 1024 * 1024;
const megabytes = Number(process.argv[2] ?? 100);

function read(size: number): { seconds: number; peak: number } {
  const reader = new DumpReader();
  const from = performance.now();
  let peak = 0;
  let lines = 0;
  const dumps = [];
  for (const line of longLog(size * MEGABYTE)) {
    dumps.push(...reader.push(line));
    if (++lines % 50_000 === 0) peak = Math.max(peak, process.memoryUsage().rss / MEGABYTE);
  }
  dumps.push(...reader.end());
  if (dumps.length !== 1) throw new Error(`${dumps.length} dumps found`);
  return { seconds: (performance.now() - from) / 1000, peak };
}

read(2);
const half = read(megabytes / 2);
const whole = read(megabytes);
console.log(
  `${megabytes} MB: ${whole.seconds.toFixed(1)} s (${(megabytes / whole.seconds).toFixed(1)} MB/s), half of it ${half.seconds.toFixed(1)} s; peak memory ${whole.peak.toFixed(0)} MB, half of it ${half.peak.toFixed(0)} MB`,
);
if (whole.peak > LIMIT) throw new Error(`more than ${LIMIT} MB of memory`);
if (whole.seconds > 3 * half.seconds) throw new Error("the time is not linear in the size");
