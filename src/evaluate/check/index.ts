export { Checker, boundaryNote, type CheckOptions } from "./checker.ts";
export { assumptionNote } from "./prepare.ts";
export { validReport } from "./report.ts";
export type { Report, Tool, Undecided, Verdict, Violation, WorldReport } from "./report.ts";
