import { formats } from "../../index.ts";
import { readItems } from "../input/read.ts";
import { write } from "../terminal.ts";
import { EXIT } from "../usage.ts";
import { InputFault } from "../input/fault.ts";

/** Prints the exchange JSON that was read, one object a line. */
export async function parseCommand(
  files: readonly string[],
  flags: { format?: string },
): Promise<number> {
  let count = 0;
  for (const file of files.length === 0 ? ["-"] : files) {
    for await (const item of readItems(file, flags.format)) {
      if (item.kind === "fault") throw item.fault;
      if (item.kind !== "state") continue;
      count += 1;
      const view = item.dump === undefined ? {} : { view: item.dump.view };
      await write(`${JSON.stringify({ ...(item.state as object), ...view })}\n`);
      for (const warning of item.dump?.warnings ?? []) {
        process.stderr.write(`vmx-preflight: ${file}: ${warning}\n`);
      }
    }
  }
  if (count === 0) throw new InputFault(files[0] ?? "-", "no state found");
  return EXIT.fine;
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
