import { processTable } from "./process-table.ts";

/**
 * Calls back when the npm that started this script is gone. npm hands on SIGINT and SIGTERM, but nothing when it is
 * killed outright or its terminal closes, and the script would serve on with nobody left to stop it.
 */
export function whenStarterIsGone(callback: () => void): void {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const { ppid } = process;
  const npm = parentOfShell(ppid);
  const watch = setInterval(() => {
    if (process.ppid === ppid && (npm === null || isAlive(npm))) return;
    clearInterval(watch);
    callback();
  }, 1_000);
  watch.unref();
}

/** npm runs scripts through `sh -c`; some shells step aside and leave npm itself as the parent. */
function parentOfShell(pid: number): number | null {
  const shell = processTable().find((each) => each.pid === pid);
  return shell && /^\S*sh /.test(shell.command) ? shell.parent : null;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
