import type { Cpu } from '../../model/facts.ts';
import { FILE_PROBES } from '../manifest.ts';
import { parseCpuinfo } from '../parse/cpuinfo.ts';
import { parseMemTotal } from '../parse/meminfo.ts';
import { parseOsId } from '../parse/os-release.ts';
import type { Readings } from '../readings.ts';
import { filled } from './merge-lists.ts';
import { type Part, readWell } from './part.ts';
import { readTopology, type Topology } from './topology.ts';

const ARCH = '/proc/sys/kernel/arch';
const RELEASE = '/proc/sys/kernel/osrelease';
const OS = '/etc/os-release';
const CPU = '/proc/cpuinfo';
const MEMORY = '/proc/meminfo';
const CONTAINER = '/run/systemd/container';
const DOCKER = '/.dockerenv';
const HOST_MANAGER = '/run/host/container-manager';
const PODMAN = '/run/.containerenv';

const WORD = /^[A-Za-z0-9_.+~-]{1,100}$/;

/** Processor, memory size and the running system, out of /proc. */
export function readPlatform(readings: Readings): Part {
  const cpuText = readings.text(CPU);
  const info = cpuText === null ? null : cpuOf(cpuText);
  const { topology, ids } = readTopology(readings);
  const memory = readings.text(MEMORY);
  const os = readings.text(OS);
  const container = containerOf(readings);
  const sources: Record<string, string[]> = {
    cpu: readWell(readings, [CPU]),
    ...(info === null || ids.length === 0 ? {} : topologySources(ids)),
    'memory.totalBytes': readWell(readings, [MEMORY]),
    'platform.architecture': readWell(readings, [ARCH]),
    'platform.kernel': readWell(readings, [RELEASE]),
    'platform.os': readWell(readings, [OS]),
  };
  if (container !== null) sources['platform.container'] = [container.id];
  let architecture = word(readings.text(ARCH));
  if (architecture === null && info?.flags?.includes('lm')) {
    // Kernels before 6.1 have no such file; the long-mode flag exists on x86-64 only.
    architecture = 'x86_64';
    sources['platform.architecture'] = readWell(readings, [CPU]);
  }
  for (const [path, ids] of Object.entries(sources)) if (ids.length === 0) delete sources[path];
  return {
    platform: {
      architecture,
      kernel: word(readings.text(RELEASE)),
      os: os === null ? null : parseOsId(os),
      container: container?.name ?? null,
    },
    ...(info === null ? {} : { cpu: { ...info, ...filled(countsOf(info), topology) } }),
    memory: {
      totalBytes: memory === null ? null : parseMemTotal(memory),
      modules: [],
      ecc: null,
    },
    sources,
  };
}

const COUNTS = ['sockets', 'logical', 'cores', 'hybrid', 'numaNodes'] as const;

/** What /proc/cpuinfo tells of them, and null for the others. */
function countsOf(info: Cpu): Topology {
  const { sockets, logical, cores = null, hybrid = null, numaNodes = null } = info;
  return { sockets, logical, cores, hybrid, numaNodes };
}

function topologySources(ids: readonly string[]): Record<string, string[]> {
  return Object.fromEntries(COUNTS.map((field) => [`cpu.${field}`, [CPU, ...ids]]));
}

/** A long /proc/cpuinfo is recorded up to a whole block only: then nobody knows how many follow. */
function cpuOf(text: string): Cpu | null {
  const info = parseCpuinfo(text);
  if (info === null) return null;
  const limit = FILE_PROBES.find((probe) => probe.glob === CPU)?.maxBytes ?? Number.MAX_VALUE;
  const block = Math.ceil(text.length / info.logical);
  const isCut = text.length <= limit && text.length + 1.2 * block > limit;
  return isCut ? { ...info, sockets: null, logical: null } : info;
}

function containerOf(readings: Readings): { name: string; id: string } | null {
  for (const id of [CONTAINER, HOST_MANAGER]) {
    const told = readings.text(id)?.trim() ?? '';
    if (/^[a-z][a-z0-9-]{0,31}$/.test(told)) return { name: told, id };
  }
  if (readings.reading(PODMAN)?.status === 'ok') return { name: 'podman', id: PODMAN };
  if (readings.reading(DOCKER)?.status === 'ok') return { name: 'docker', id: DOCKER };
  if (/microsoft|WSL/.test(readings.text(RELEASE) ?? '')) return { name: 'wsl', id: RELEASE };
  return null;
}

function word(text: string | null): string | null {
  const trimmed = text?.trim() ?? '';
  return WORD.test(trimmed) ? trimmed : null;
}
