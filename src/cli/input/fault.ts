/** Input that cannot be read: a message for standard error and exit status 2, never a stack. */
export class InputFault extends Error {
  readonly file: string;
  readonly line: number | undefined;
  readonly pointer: string;
  readonly reason: string;

  constructor(file: string, reason: string, line?: number, pointer = "") {
    const place = [
      file === "-" ? "standard input" : file,
      ...(line === undefined ? [] : [line]),
    ].join(":");
    super(`${place}: ${pointer === "" ? "" : `${pointer}: `}${reason}`);
    this.name = "InputFault";
    this.file = file;
    this.line = line;
    this.pointer = pointer;
    this.reason = reason;
  }

  /** Wraps what a file system call threw. */
  static from(file: string, error: unknown): InputFault {
    if (error instanceof InputFault) return error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const known: Record<string, string> = {
      ENOENT: "no such file",
      EACCES: "permission denied",
      EISDIR: "is a directory",
    };
    return new InputFault(
      file,
      known[code] ?? (error instanceof Error ? error.message : String(error)),
    );
  }
}
