// Builds dist/ from src/: `npm ci` runs it through the prepare script.
import { chmodSync, existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { join } from "node:path";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const tsc = join(root, "node_modules", "typescript", "bin", "tsc");

// A package installed from its tarball brings dist/ along and has no compiler.
if (existsSync(tsc)) {
  // Built aside and swapped in, so that whoever runs the command meanwhile finds a whole one.
  const fresh = join(root, `dist.${process.pid}`);
  const project = ["-p", "tsconfig.build.json", "--outDir", fresh];
  const { status } = spawnSync(process.execPath, [tsc, ...project], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    process.exit(status ?? 1);
  }
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
  chmodSync(join(dist, "cli", "bin.js"), 0o755);
  const { rules } = await import(pathToFileURL(join(dist, "index.js")).href);
  writeFileSync(join(dist, "rules.json"), `${JSON.stringify(rules, null, 2)}\n`);
}
