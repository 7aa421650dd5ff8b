/**
 * Where the script of a worker thread lies. The way is the same from here and from the folder into
 * which the build puts what several scripts share.
 */
export const workerScript = (name: "worker" | "fuzz/worker"): URL =>
  new URL(`../cli/${name}${import.meta.url.slice(-3)}`, import.meta.url);
