// Builds dist/ from src/: `npm ci` runs it through the prepare script.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { spawnSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { join } from "node:path";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const tsc = join(root, "node_modules", "typescript", "bin", "tsc");

// A package installed from its tarball brings dist/ along and has no compiler.
if (existsSync(tsc)) {
  // Built aside and then put in its place: whoever starts the command meanwhile finds a whole one.
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
  await bundle(fresh);
  chmodSync(join(fresh, "cli", "bin.js"), 0o755);
  const { rules } = await import(pathToFileURL(join(fresh, "index.js")).href);
  writeFileSync(join(fresh, "rules.json"), `${JSON.stringify(rules, null, 2)}\n`);
  const old = `${fresh}.old`;
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(fresh, dist);
  rmSync(old, { recursive: true, force: true });
}

/**
 * Joins the modules into one file an entry and the files they share: loading a hundred files costs a
 * program more than all that is in them. Declarations stay where they are.
 */
async function bundle(folder) {
  const { build } = await import("esbuild");
  const library = ["index", "reference", "transition/index", "arbitraries/index", "fuzz/index"];
  const scripts = ["cli/bin", "cli/worker", "cli/fuzz/worker"];
  const entries = [...library, ...scripts].map((name) => join(folder, `${name}.js`));
  const modules = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => file.endsWith(".js"));
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: entries,
    outbase: folder,
    outdir: folder,
    bundle: true,
    splitting: true,
    chunkNames: "shared/[hash]",
    format: "esm",
    platform: "neutral",
    target: "es2022",
    packages: "external",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    write: false,
  });
  for (const file of modules) rmSync(file);
  mkdirSync(join(folder, "shared"), { recursive: true });
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
}
