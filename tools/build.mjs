// Builds dist/ from src/: `npm ci` runs it through the prepare script.
import { chmodSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { join } from "node:path";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const tsc = join(root, "node_modules", "typescript", "bin", "tsc");

// A package installed from its tarball brings dist/ along and has no compiler.
if (existsSync(tsc)) {
  rmSync(dist, { recursive: true, force: true });
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
  chmodSync(join(dist, "cli", "bin.js"), 0o755);
  const { rules } = await import(pathToFileURL(join(dist, "index.js")).href);
  writeFileSync(join(dist, "rules.json"), `${JSON.stringify(rules, null, 2)}\n`);
}
