/**
 * The reading rooms know no program. What wraps a dump is recognised by its shape, never by who
 * printed it; the words that a hypervisor prints are known to its format's file alone.
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const DUMPS = fileURLToPath(new URL("../../src/dumps/", import.meta.url));

/** Programs, crates, services and projects, by what they are. */
const NAMES: Readonly<Record<string, string>> = {
  logging:
    "journald journalctl systemd syslog syslogd rsyslog syslogng dmesg printk logcat logfmt logrus zap zerolog klog glog log4j logback slf4j winston pino bunyan loguru structlog serilog nlog spdlog envlogger fluentd fluentbit logstash filebeat splunk graylog loki datadog kibana elasticsearch papertrail svlogd multilog daemontools supervisord",
  containers:
    "docker dockerd podman containerd crio kubernetes kubectl kubelet k8s kubeadm openshift rancher nomad minikube lxc lxd runc buildah",
  builds:
    "jenkins travis circleci appveyor teamcity buildkite bamboo gitlab github bitbucket gitea azure concourse drone ansible terraform vagrant heroku",
  forums:
    "discourse phpbb vbulletin reddit stackoverflow stackexchange askubuntu serverfault jira confluence redmine bugzilla launchpad phabricator gerrit sourceforge slack discord telegram pastebin hastebin outlook thunderbird gmail",
  tools:
    "debugview dbgview windbg minicom picocom putty tmux strace ltrace gdb wireshark grep ripgrep jq xxd logger nginx apache hexdump",
  systems:
    "netbsd freebsd openbsd darwin macos android esxi vmkernel proxmox ovirt libvirt openstack dosemu dosemu2 solaris illumos",
  hypervisors:
    "kvm qemu xen haxm bhyve xhyve hyperkit virtualbox vbox bochs noirvisor firecracker crosvm kvmtool dbvm vmware uhyve jailhouse hyperv whpx wtf km kontain cloudhypervisor",
};

/** The words of a source text: names in camel case or with hyphens as their parts and as a whole. */
function wordsOf(text: string): Set<string> {
  const whole = text.toLowerCase().replace(/[-_]/g, "");
  const parts = text
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/_/g, " ")
    .toLowerCase();
  return new Set([...(whole.match(/[a-z0-9]+/g) ?? []), ...(parts.match(/[a-z0-9]+/g) ?? [])]);
}

const rooms = [
  "reader.ts",
  ...(existsSync(join(DUMPS, "read"))
    ? readdirSync(join(DUMPS, "read"), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => join("read", name))
    : []),
];

describe("the reading rooms", () => {
  const names = Object.values(NAMES).flatMap((list) => list.split(" "));

  it("are asked for many names", () => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(150);
    expect(rooms.length).toBeGreaterThan(5);
  });

  it.each(rooms)("%s names no program", (room) => {
    const text = readFileSync(join(DUMPS, room), "utf8");
    const words = wordsOf(text);
    expect(names.filter((name) => words.has(name))).toEqual([]);
  });

  it("would see a name in any spelling", () => {
    for (const spelling of [
      "Docker's",
      "dockerLog",
      "DOCKER_LOG",
      "docker-json",
      "json-file/docker",
    ])
      expect(wordsOf(spelling)).toContain("docker");
    for (const spelling of ["env_logger", "EnvLogger", "env-logger"])
      expect(wordsOf(spelling)).toContain("envlogger");
  });
});
