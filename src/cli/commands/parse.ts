import { formats } from "../../index.ts";
import { readItems } from "../input/read.ts";
import { complain, write } from "../terminal.ts";
import { EXIT } from "../usage.ts";
import { InputFault } from "../input/fault.ts";

/** Prints the exchange JSON that was read, one object a line. */
export async function parseCommand(
  files: readonly string[],
  flags: { format?: string },
): Promise<number> {
  let status: number = EXIT.fine;
  for (const file of files.length === 0 ? ["-"] : files) {
    try {
      let count = 0;
      for await (const item of readItems(file, flags.format)) {
        if (item.kind === "fault") throw item.fault;
        if (item.kind !== "state") continue;
        count += 1;
        const { state, dump } = item;
        if (typeof state !== "object" || state === null || Array.isArray(state)) {
          throw new InputFault(file, "a state must be an object", item.line);
        }
        await write(
          `${JSON.stringify(dump === undefined ? state : { ...state, view: dump.view })}\n`,
        );
        for (const warning of dump?.warnings ?? []) complain(`${file}: ${warning}`);
      }
      if (count === 0) throw new InputFault(file, "no state found");
    } catch (error) {
      if (!(error instanceof InputFault)) throw error;
      complain(error.message);
      status = EXIT.fault;
    }
  }
  return status;
}

/** Lists what `check` reads. */
export async function formatsCommand(): Promise<number> {
  const rows = [
    {
      name: "json",
      view: "vmcs",
      description:
        "one exchange JSON object, or an array of them (schemas/guest-state.schema.json)",
    },
    {
      name: "ndjson",
      view: "vmcs",
      description: "one exchange JSON object, or a vector {id, state}, a line",
    },
    ...formats,
  ];
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(
    ({ name, view, description }) => `${name.padEnd(width)}  ${view.padEnd(5)}  ${description}`,
  );
  await write(`${lines.join("\n")}\n`);
  return EXIT.fine;
}
