/** The commands and their flags. What a command does is loaded when it is called: starting counts, too. */
import { Command, CommanderError, Help, Option } from "commander";
import {
  StateError,
  VERSION,
  WRITTEN_FORMATS,
  binaryFormats,
  descriptorTableFormats,
  formats,
} from "../index.ts";
import type { CheckFlags } from "./commands/check.ts";
import type { FuzzFlags } from "./commands/fuzz.ts";
import type { GdtFlags } from "./commands/gdt.ts";
import type { ParseFlags } from "./commands/parse.ts";
import type { TransitionFlags } from "./commands/transition.ts";
import type { WitnessFlags } from "./commands/witness.ts";
import { needingFastCheck } from "./fast-check.ts";
import { InputFault } from "./input/fault.ts";
import { complain } from "./terminal.ts";
import { EXIT, UsageError } from "./usage.ts";

function repeatable(flags: string, description: string): Option {
  return new Option(flags, `${description} (repeatable)`)
    .argParser((value: string, list: string[]) => [...list, value])
    .default([]);
}

/** Says nothing of a default that is an empty list. */
function optionDescription(this: Help, option: Option): string {
  const { defaultValue } = option as { defaultValue: unknown };
  return Array.isArray(defaultValue) && defaultValue.length === 0
    ? option.description
    : Help.prototype.optionDescription.call(this, option);
}

function formatOption(): Option {
  const names = ["json", "ndjson", ...[...formats, ...binaryFormats].map(({ name }) => name)];
  return new Option("--format <name>", "force an input format (see `formats`)").choices(names);
}

/** @param policies their names; other commands do not load the emulator to name them */
const transitionHelp = (policies: readonly string[]): string => `
Policies: ${policies.join(", ")}

Examples:
  vmx-preflight transition examples/seed-2006/scenarios.ndjson --id bad
  vmx-preflight transition examples/seed-2006/scenarios.ndjson --id bad --policy all
  vmx-preflight transition boot.bin --origin 0x7c00 --reg esp=0x7000 --svg caches.svg
  vmx-preflight transition scenarios.ndjson --verify

Exit status: 0 the guest gets through, or everything is as expected; 1 it does not (a fault, a failed
entry, a panic), or something differs; 2 bad usage, unreadable input, code that is not emulated.`;

const fuzzModule = (): Promise<typeof import("./commands/fuzz.ts")> =>
  needingFastCheck("fuzz", () => import("./commands/fuzz.ts"));

function build(done: (status: number) => void, policies: readonly string[]): Command {
  const program = new Command("vmx-preflight")
    .description(
      "Says why a CPU refuses to enter a virtual machine: every guest-state check of VM entry.",
    )
    .version(VERSION)
    .configureHelp({ optionDescription })
    .showHelpAfterError("(--help shows what is possible)")
    .addHelpText(
      "after",
      `
Examples:
  dmesg | vmx-preflight check
  vmx-preflight rules ss-dpl-rpl
  vmx-preflight check --help`,
    )
    .exitOverride();

  program
    .command("check", { isDefault: false })
    .description("check candidate states: dumps, exchange JSON or NDJSON")
    .argument("[files...]", "files, - for standard input (the default)")
    .option("--json", "one array of reports")
    .option("--ndjson", "one report a line, streaming")
    .option("--sarif", "one SARIF 2.1.0 log, for code-scanning tools")
    .option("--markdown", "reports to paste into an issue or a mail")
    .option("--quiet", "no report, only the exit status")
    .option("--verbose", "everything that is undecided")
    .option("--strict", "exit status 1 for undecided states, too")
    .addOption(formatOption())
    .addOption(
      new Option("--engine <name>", "the engine that evaluates the rules")
        .choices(["compiled", "json-rules-engine"])
        .default("compiled"),
    )
    .addOption(
      new Option("--unrestricted-guest <value>", 'the "unrestricted guest" control').choices([
        "on",
        "off",
      ]),
    )
    .addOption(
      new Option("--ia32e <value>", 'the "IA-32e mode guest" control').choices(["on", "off"]),
    )
    .option("--cpu <profile>", "a CPU profile, a file with one, or all")
    .addOption(repeatable("--set <path=value>", "set an input, as in guest.cs.limit=0xffff"))
    .option(
      "--repair-tcg",
      "set the accessed and busy bits QEMU's emulator and old VirtualBox omit",
    )
    .option("--jobs <count>", "worker threads for NDJSON in and out, or auto")
    .addOption(repeatable("--ignore <id>", "leave a check out"))
    .addHelpText(
      "after",
      `
Examples:
  dmesg | vmx-preflight check
  vmx-preflight check VBox.log --unrestricted-guest off
  vmx-preflight check state.json --json --set cpu.physicalAddressWidth=39
  vmx-preflight check states.ndjson --ndjson --jobs 4 > reports.ndjson

Exit status: 0 no violation, 1 an invalid state (with --strict also an undecided one),
2 bad usage or unreadable input.`,
    )
    .action(async (files: string[], flags: CheckFlags) => {
      const { checkCommand } = await import("./commands/check.ts");
      done(await checkCommand(files, flags));
    });

  program
    .command("rules")
    .description("list the checks, or show one")
    .argument("[id]", "id of a check")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  vmx-preflight rules ss-dpl-rpl")
    .action(async (id: string | undefined, flags: { json?: boolean }) => {
      const { rulesCommand } = await import("./commands/rules.ts");
      done(await rulesCommand(id, flags));
    });

  program
    .command("explain")
    .description("say what a check demands; with a state, how each comparison comes out")
    .argument("<id>", "id of a check")
    .option("--state <file>", "a state or a dump")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  vmx-preflight explain ss-dpl-rpl --state dump.txt")
    .action(async (id: string, flags: { state?: string; json?: boolean }) => {
      const { explainCommand } = await import("./commands/rules.ts");
      done(await explainCommand(id, flags));
    });

  program
    .command("parse")
    .description("print the exchange JSON read from dumps")
    .argument("[files...]", "files, - for standard input (the default)")
    .addOption(formatOption())
    .addOption(
      new Option("--to <name>", "write the state as a binary structure").choices(WRITTEN_FORMATS),
    )
    .option("-o, --output <file>", "the file to write")
    .addHelpText(
      "after",
      `
Examples:
  vmx-preflight parse dmesg.txt > state.json
  vmx-preflight parse state.json --to vmcs12 -o vmcs12.bin`,
    )
    .action(async (files: string[], flags: ParseFlags) => {
      const { parseCommand } = await import("./commands/parse.ts");
      done(await parseCommand(files, flags));
    });

  program
    .command("gdt")
    .description("decode a descriptor table; say which registers could hold its entries")
    .argument("[file]", "a file, - for standard input (the default)", "-")
    .option("--json", "as JSON (schemas/descriptor-table.schema.json)")
    .addOption(
      new Option("--format <name>", "force a notation (see `formats`)").choices(
        descriptorTableFormats.map(({ name }) => name),
      ),
    )
    .addOption(
      new Option("--ia32e <value>", "system descriptors have 16 bytes, or 8").choices([
        "on",
        "off",
      ]),
    )
    .addOption(
      new Option("--unrestricted-guest <value>", "judge with or without it only").choices([
        "on",
        "off",
      ]),
    )
    .option("--limit <number>", "limit of GDTR: is it that of this table?")
    .option("--base <number>", "base of GDTR, where the dump has addresses")
    .option("--selectors <list>", "load these, as in cs=0x10,ss=0x18, and check the segments")
    .option("--as-is", "accessed and busy bits as in memory, not as a load sets them")
    .option("--strict", "exit status 1 also for a wrong limit and for undecided segments")
    .option("--verbose", "everything that is undecided")
    .addHelpText(
      "after",
      `
Examples:
  xxd gdt.bin | vmx-preflight gdt
  vmx-preflight gdt gdb-output.txt --limit 0x7f --ia32e on
  vmx-preflight gdt examples/gdt-limit-0x8000.s --selectors cs=0x10,ss=0x3000,ds=0x3020

Exit status: 0 no violation, 1 invalid segments (--selectors), 2 bad usage or unreadable input.`,
    )
    .action(async (file: string, flags: GdtFlags) => {
      const { gdtCommand } = await import("./commands/gdt.ts");
      done(await gdtCommand(file, flags));
    });

  program
    .command("transition")
    .description("run boot code between real and protected mode and say where entry would fail")
    .argument("[files...]", "scenarios, replays or a raw image; - for standard input (the default)")
    .option("--policy <name>", "how the switch is handled, or all to compare (default: the file's)")
    .option("--id <id>", "only the scenario with this id")
    .option("--steps <count>", "stop after this many instructions", "10000")
    .addOption(repeatable("--break <address>", "stop before the instruction at a linear address"))
    .option("--verbose", "every instruction, not only those that change something")
    .option("--json", "one array of runs")
    .option("--svg <file>", "draw what the segment caches hold over time")
    .option("--verify", "compare with the states and verdicts that the files expect")
    .option("--origin <address>", "the file is a raw image, loaded at this linear address")
    .option("--entry <cs:ip>", "where a raw image is entered (default: its origin)")
    .addOption(repeatable("--reg <name=value>", "set an initial register, as in ss=0x3000"))
    .addHelpText("after", transitionHelp(policies))
    .action(async (files: string[], flags: TransitionFlags) => {
      const { transitionCommand } = await import("./commands/transition.ts");
      done(await transitionCommand(files, flags));
    });

  const fuzz = program
    .command("fuzz")
    .description("look for states on which a checker is wrong: another program, or our own engines")
    .option(
      "--against <command>",
      "a checker: states on its standard input, verdicts on its output",
    )
    .option("--count <states>", "states of the whole campaign (1,000,000 without --time)")
    .option("--time <duration>", "end after 90s, 5m, 2h")
    .option("--seed <number>", "the same seed gives the same states", "1")
    .addOption(repeatable("--mode <name>", "only states near the template of this mode"))
    .addOption(repeatable("--rule <id>", "only states near the edge of this check"))
    .option("--jobs <count>", "worker threads, each with a checker of its own, or auto", "1")
    .option("--shard <i/n>", "the i-th of n disjoint parts of the campaign", "1/1")
    .option("--state <dir>", "keep the results here, and go on from there")
    .option("--timeout <duration>", "a checker that does not answer for so long hangs", "10s")
    .option("--complete", "the checker names every violated check, so a missing one is wrong")
    .option("--emit", "write the states as labelled NDJSON, check nothing")
    .option("--ndjson", "read stretches of states from standard input, answer each with a line")
    .option("--json", "the whole result as one JSON object")
    .addHelpText(
      "after",
      `
Examples:
  vmx-preflight fuzz --time 1m --jobs auto
  vmx-preflight fuzz --against 'python3 mychecker.py' --count 20000
  vmx-preflight fuzz --against ./mychecker --state campaign --shard 1/4
  vmx-preflight fuzz --emit --count 1000 | vmx-preflight check --ndjson
  vmx-preflight fuzz merge campaign-*

Findings go to standard output, one a line, when the campaign ends or is interrupted.
Exit status: 0 no disagreement, 1 some, 2 bad usage or a checker that does not work.
The protocol of checkers is in docs/fuzzing.md.`,
    )
    .action(async (flags: FuzzFlags) => {
      const { fuzzCommand } = await fuzzModule();
      done(await fuzzCommand(flags));
    });
  fuzz
    .command("merge")
    .description("join the results of --state folders of the shards of a campaign")
    .argument("<dirs...>", "folders")
    .option("--json", "the whole result as one JSON object")
    .addHelpText("after", "\nExample:\n  vmx-preflight fuzz merge campaign-*")
    .action(async (dirs: string[], _own: unknown, command: Command) => {
      const { mergeCommand } = await fuzzModule();
      done(await mergeCommand(dirs, command.optsWithGlobals()));
    });

  program
    .command("witness")
    .description("print a state that violates one check and nothing else")
    .argument("[id]", "id of a check")
    .addOption(
      new Option("--as <form>", "how to write it (json)").choices([
        "json",
        "kvm-sregs-c",
        "vmwrite",
      ]),
    )
    .option("--mode <name>", "the kind of guest (the first one in which it is possible)")
    .option("--all", "the boundary corpus of all checks, or of this one, as NDJSON")
    .addHelpText(
      "after",
      `
Examples:
  vmx-preflight witness ss-dpl-rpl --mode protected-32-ring-3
  vmx-preflight witness tr-type-ia32e --as vmwrite
  vmx-preflight witness --all > corpus.ndjson`,
    )
    .action(async (id: string | undefined, flags: WitnessFlags) => {
      const { witnessCommand } = await import("./commands/witness.ts");
      done(await witnessCommand(id, flags));
    });

  program
    .command("formats")
    .description("list the input formats")
    .addHelpText("after", "\nExample:\n  vmx-preflight formats")
    .action(async () => {
      const { formatsCommand } = await import("./commands/parse.ts");
      done(await formatsCommand());
    });
  return program;
}

/**
 * Runs the command line.
 *
 * @param args without node and script
 * @returns the exit status
 */
export async function main(args: readonly string[]): Promise<number> {
  let status: number = EXIT.fine;
  const policies = args.includes("transition")
    ? (await import("../transition/index.ts")).policies.map(({ name }) => name)
    : [];
  const program = build((result) => {
    status = result;
  }, policies);
  for (const command of program.commands.flatMap((one) => [one, ...one.commands]))
    command.exitOverride().showHelpAfterError("(--help shows what is possible)");
  try {
    await program.parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.fault;
    if (
      error instanceof InputFault ||
      error instanceof UsageError ||
      error instanceof StateError ||
      error instanceof RangeError
    ) {
      complain(error.message);
      return EXIT.fault;
    }
    throw error;
  }
}
