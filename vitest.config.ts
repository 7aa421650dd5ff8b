import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/setup.ts"],
    // The exhaustive sweeps run for tens of seconds on a slow machine, the proofs for hours.
    testTimeout: process.env["VMX_PROVE"] === undefined ? 300_000 : 24 * 3_600_000,
    pool: "threads",
    maxWorkers: 2,
  },
});
