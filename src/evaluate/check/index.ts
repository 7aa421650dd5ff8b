export { Checker, type CheckOptions } from "./checker.ts";
export type { Report, Tool, Undecided, Verdict, Violation, WorldReport } from "./report.ts";
