#!/usr/bin/env node
import { main } from "./program.ts";
import { endOnBrokenPipe } from "./terminal.ts";

endOnBrokenPipe();
process.exitCode = await main(process.argv.slice(2));
