import type { Machine, Outcome } from '../machine/machine.ts';
import type { Reading } from '../model/capture.ts';
import { expandBraces, FILE_PROBES, type FileProbe } from './manifest.ts';

/** A probe at one place of one machine. */
export interface FoundProbe {
  path: string;
  kind: FileProbe['kind'];
  maxBytes: number;
  recordAbsence: boolean;
}

export interface GlobVisitor {
  /** A directory in front of a `*`: its names, or why there are none. */
  onDirectory(path: string, reading: Reading): void;
  onProbe(probe: FoundProbe): Promise<void>;
}

/** Finds the places that the manifest's globs name on a machine, listing each directory once. */
export async function expandGlobs(machine: Machine, visitor: GlobVisitor): Promise<void> {
  const listings = new Map<string, Promise<Outcome<string[]>>>();
  const list = (path: string) => {
    const known = listings.get(path);
    if (known !== undefined) return known;
    const listing = machine.listDirectory(path);
    listings.set(path, listing);
    return listing;
  };
  await Promise.all(FILE_PROBES.map((probe) => expandProbe(probe, list, visitor)));
}

type List = (path: string) => Promise<Outcome<string[]>>;

async function expandProbe(probe: FileProbe, list: List, visitor: GlobVisitor): Promise<void> {
  const end = probe.glob.lastIndexOf('/');
  const isLiteral = !probe.glob.includes('*') && !probe.glob.includes('[');
  const visit = (path: string) =>
    visitor.onProbe({
      path,
      kind: probe.kind,
      maxBytes: probe.maxBytes,
      recordAbsence: isLiteral && probe.optional !== true,
    });
  if (isLiteral) {
    await Promise.all(expandBraces(probe.glob).map(visit));
    return;
  }
  const folders = await expandFolders(probe, probe.glob.slice(0, end), list, visitor);
  const last = probe.glob.slice(end + 1);
  const places = folders.map(async (folder) => {
    const names = isPattern(last) ? await namesIn(folder, last, probe, list, visitor) : null;
    const files = names ?? expandBraces(last);
    await Promise.all(files.map((name) => visit(`${folder}/${name}`)));
  });
  await Promise.all(places);
}

async function expandFolders(
  probe: FileProbe,
  glob: string,
  list: List,
  visitor: GlobVisitor,
): Promise<string[]> {
  let folders = [''];
  for (const segment of glob.split('/').slice(1)) {
    if (!isPattern(segment)) {
      folders = folders.map((folder) => `${folder}/${segment}`);
      continue;
    }
    const found = folders.map(async (folder) => {
      const names = await namesIn(folder, segment, probe, list, visitor);
      return names.map((name) => `${folder}/${name}`);
    });
    folders = (await Promise.all(found)).flat();
  }
  return folders;
}

/** Names in a folder that a segment stands for. The first folder of a glob is recorded as a list. */
async function namesIn(
  folder: string,
  segment: string,
  probe: FileProbe,
  list: List,
  visitor: GlobVisitor,
): Promise<string[]> {
  const outcome = await list(folder);
  const isFirst = probe.glob.startsWith(`${folder}/`);
  if (segment === '*' && isFirst) {
    visitor.onDirectory(
      folder,
      outcome.status === 'ok' ? { status: 'ok', kind: 'list', data: outcome.data } : outcome,
    );
  }
  if (outcome.status !== 'ok') return [];
  const pattern = patternOf(segment);
  const except = isFirst ? (probe.except ?? []) : [];
  return outcome.data.filter(
    (name) => pattern.test(name) && !except.some((other) => patternOf(other).test(name)),
  );
}

/** Whether a segment of a glob stands for names that a directory listing gives. */
export function isPattern(segment: string): boolean {
  return segment.includes('*') || segment.includes('[');
}

const patterns = new Map<string, RegExp>();

function patternOf(segment: string): RegExp {
  const known = patterns.get(segment);
  if (known !== undefined) return known;
  const source = segment.replace(/[.+?^${}()|\\]/g, '\\$&').replaceAll('*', '.*');
  const pattern = new RegExp(`^${source}$`);
  patterns.set(segment, pattern);
  return pattern;
}
