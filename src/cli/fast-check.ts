import { UsageError } from "./usage.ts";

/**
 * Loads a module that needs fast-check, which the package leaves to those who use it.
 *
 * @param command what the user has called
 * @throws UsageError that says what to install if it is missing
 */
export async function needingFastCheck<Module>(
  command: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" || !message.includes("fast-check")) throw error;
    throw new UsageError(`${command} needs the package fast-check: npm install fast-check`);
  }
}
