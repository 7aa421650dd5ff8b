import { sweep } from "../suites/sweep.suite.ts";

sweep(["fs", "gs", "ldtr", "tr"]);
