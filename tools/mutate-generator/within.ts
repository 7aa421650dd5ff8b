import vm from "node:vm";

/** More than any mutant needs that ends. */
const CPU_SECONDS = 8;

/**
 * Runs something that may never end; throws if it does not. It must not wait for other processes: being stopped
 * meanwhile would confuse them.
 *
 * @param seconds on the clock; on a busy machine as many more as it takes to use the CPU for long enough
 */
export function within<Result>(action: () => Result, seconds: number = 15): Result {
  const slot = globalThis as unknown as { action?: () => Result };
  slot.action = action;
  const before = process.cpuUsage();
  try {
    return new vm.Script("action()").runInThisContext({ timeout: 1_000 * seconds }) as Result;
  } catch (error) {
    const isLate = (error as { code?: string }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
    if (!isLate || process.cpuUsage(before).user > 1e6 * CPU_SECONDS) throw error;
    return within(action, 4 * seconds);
  } finally {
    delete slot.action;
  }
}
