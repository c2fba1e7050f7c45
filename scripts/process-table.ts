import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

export interface Running {
  pid: number;
  parent: number;
  command: string;
}

/** All processes of this machine; read from /proc where there is one, since small Linux images come without `ps`. */
export function processTable(): Running[] {
  return existsSync("/proc/self/stat") ? readdirSync("/proc").flatMap(ofProc) : ofPs();
}

/** Children, their children, and so on. */
export function descendantsOf(pid: number, table = processTable()): number[] {
  return table.flatMap((each) => (each.parent === pid ? [each.pid, ...descendantsOf(each.pid, table)] : []));
}

function ofProc(name: string): Running[] {
  if (!/^\d+$/.test(name)) return [];
  try {
    // "pid (comm) state ppid …", where comm may hold spaces and brackets itself.
    const stat = readFileSync(`/proc/${name}/stat`, "utf8");
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return [{ pid: Number(name), parent, command }];
  } catch {
    // It ended between being listed and being read.
    return [];
  }
}

function ofPs(): Running[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
  return [...stdout.matchAll(/^\s*(\d+)\s+(\d+)\s+(.*)$/gm)].map(([, pid, parent, command = ""]) => ({
    pid: Number(pid),
    parent: Number(parent),
    command,
  }));
}
