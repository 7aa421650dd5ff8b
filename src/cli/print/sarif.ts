import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import type { Log, Notification, ReportingDescriptor, Result, Run } from "sarif";
import { VERSION, meaningOf, rules, type Violation } from "../../index.ts";
import type { Checked, CheckedReport } from "../item-checker.ts";
import { printable } from "../terminal.ts";
import type { Evidence } from "./evidence.ts";
import { placesOf } from "./report.ts";
import { headlineOf, isHeadline, ledgerOf } from "./words.ts";

/** One SARIF 2.1.0 log of everything checked: a result for each violation, or for the state as a whole. */
export class SarifLog {
  readonly #results: Result[] = [];
  readonly #notifications: Notification[] = [];
  #isWhole = true;
  readonly #named = new Set<string>();

  add(checked: Checked, evidence: Evidence, file: string | undefined): void {
    if ("fault" in checked) {
      const { message, line } = checked.fault;
      this.#isWhole = false;
      this.#notifications.push({
        level: "error",
        message: { text: message },
        locations: locations(file, line),
      });
      return;
    }
    const { report } = checked;
    this.#notifications.push(...ledgerOfText(report, evidence, file));
    for (const violation of report.violations) {
      this.#named.add(violation.rule);
      this.#results.push(resultOf(violation, report, evidence, file));
    }
    if (report.verdict !== "invalid") this.#results.push(wholeState(report, evidence, file));
  }

  /** The log; SARIF asks for the rules of the results, in any order. */
  toString(): string {
    const run: Run = {
      tool: {
        driver: {
          name: "vmx-preflight",
          semanticVersion: VERSION,
          rules: rules.filter(({ id }) => this.#named.has(id)).map(descriptorOf),
        },
      },
      columnKind: "utf16CodeUnits",
      invocations: [
        {
          executionSuccessful: this.#isWhole,
          toolExecutionNotifications: this.#notifications,
        },
      ],
      results: this.#results,
    };
    const log: Log = {
      $schema: "https://json.schemastore.org/sarif-2.1.0.json",
      version: "2.1.0",
      runs: [run],
    };
    return `${JSON.stringify(log, undefined, 2)}\n`;
  }
}

function resultOf(
  violation: Violation,
  report: CheckedReport,
  evidence: Evidence,
  file: string | undefined,
): Result {
  const { rule, message, facts, hint, register } = violation;
  const lines = placesOf(violation, evidence).map((place) => place.line);
  return {
    ruleId: rule,
    level: "error",
    message: { text: hint === undefined ? message : `${message} ${hint}` },
    locations: locations(file, lines[0] ?? report.source?.lines[0] ?? evidence.line, register),
    ...(lines.length > 1
      ? { relatedLocations: [...new Set(lines)].slice(1).flatMap((at) => locations(file, at)) }
      : {}),
    properties: { ...(report.id === undefined ? {} : { id: report.id }), facts },
  };
}

/** What was read of a text, and each line that was not: about the run, not about the state. */
function ledgerOfText(
  report: CheckedReport,
  evidence: Evidence,
  file: string | undefined,
): Notification[] {
  const ledger = ledgerOf(report, evidence);
  if (ledger === undefined) return [];
  const note = (text: string, line: number | undefined): Notification => ({
    level: "note",
    message: { text },
    locations: locations(file, line),
  });
  return [
    note(ledger.summary, report.source?.lines[0]),
    ...ledger.unread.map(({ line, why }) => note(why, line)),
  ];
}

/** A state without a violation has one result: `pass`, or `open` while something is unknown. */
function wholeState(report: CheckedReport, { line }: Evidence, file: string | undefined): Result {
  return {
    kind: report.verdict === "valid" ? "pass" : "open",
    level: "none",
    message: { text: wholeMessage(report) },
    locations: locations(file, report.source?.lines[0] ?? line),
    ...(report.id === undefined ? {} : { properties: { id: report.id } }),
  };
}

function wholeMessage(report: CheckedReport): string {
  const { failure, undecided, verdict } = report;
  const { word } = headlineOf(report);
  const first = word === "not a guest-state failure" ? "Not a guest-state failure. " : "";
  if (isHeadline(report) && failure !== undefined)
    return `${first}The text reports a failure and holds no state: ${printable(failure.text)}. ${meaningOf(failure)}`;
  if (verdict === "valid") return `${first}Every guest-state check of VM entry passes.`;
  const depend = undecided.length === 1 ? "1 check depends" : `${undecided.length} checks depend`;
  return `${first}Nothing proven wrong; ${depend} on what the input does not say.`;
}

function descriptorOf({ id, title, hint, sdm }: (typeof rules)[number]): ReportingDescriptor {
  return {
    id,
    shortDescription: { text: title },
    help: { text: hint },
    properties: { sdm: `${sdm.title} (${sdm.section})` },
  };
}

function locations(
  file: string | undefined,
  line: number | undefined,
  register: string | null = null,
): NonNullable<Result["locations"]> {
  if (file === undefined) return [];
  return [
    {
      physicalLocation: {
        artifactLocation: { uri: isAbsolute(file) ? pathToFileURL(file).href : encodeURI(file) },
        ...(line === undefined ? {} : { region: { startLine: line } }),
      },
      ...(register === null ? {} : { logicalLocations: [{ name: register }] }),
    },
  ];
}
