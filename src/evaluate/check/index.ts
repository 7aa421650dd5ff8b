export { Checker, boundaryNote, type CheckOptions } from "./checker.ts";
export { assumptionNote } from "./prepare.ts";
export { frame, validReport } from "./report.ts";
export type {
  Report,
  ReportedFailure,
  Source,
  Tool,
  Undecided,
  Verdict,
  Violation,
  WorldReport,
} from "./report.ts";
