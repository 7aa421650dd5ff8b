import { sweep } from "../suites/sweep.suite.ts";

sweep(["cs", "ss", "ds", "es"]);
