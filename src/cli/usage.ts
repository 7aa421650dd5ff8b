/** The command was called wrongly: message on standard error, exit status 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Exit statuses of every command. */
export const EXIT = { fine: 0, invalid: 1, fault: 2 } as const;
