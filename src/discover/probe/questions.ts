import { isPattern } from '../globs.ts';
import { COMMAND_PROBES, expandBraces, FILE_PROBES, type FileProbe } from '../manifest.ts';
import type { Frame, FrameKind } from './frames.ts';

const KINDS: Readonly<Record<FileProbe['kind'], FrameKind>> = {
  text: 'file',
  binary: 'file',
  link: 'link',
  list: 'list',
};

/** Whether the manifest asks for what a frame is about: nobody may plant other readings. */
export function isAsked({ kind, about }: Pick<Frame, 'kind' | 'about'>): boolean {
  if (kind === 'command') return COMMAND_PROBES.some(({ name }) => name === about);
  return questions()[kind].test(about);
}

/**
 * Whether an answer is missing that the probe always gives: paths without a pattern, the first
 * directory of those that have one, commands. `has` tells what there is.
 */
export function leftOut(has: (kind: FrameKind, about: string) => boolean): boolean {
  const command = COMMAND_PROBES.some(({ name }) => !has('command', name));
  return command || FILE_PROBES.some((probe) => !isAnswered(probe, has));
}

function isAnswered(probe: FileProbe, has: (kind: FrameKind, about: string) => boolean): boolean {
  const segments = probe.glob.split('/');
  const first = segments.findIndex(isPattern);
  if (first !== -1) return has('list', segments.slice(0, first).join('/'));
  return expandBraces(probe.glob).every((path) => has(KINDS[probe.kind], path));
}

let known: Record<FrameKind, RegExp> | null = null;

function questions(): Record<FrameKind, RegExp> {
  if (known !== null) return known;
  const globs: Record<FrameKind, Set<string>> = {
    file: new Set(),
    link: new Set(),
    list: new Set(),
    command: new Set(),
  };
  for (const probe of FILE_PROBES) {
    for (const glob of expandBraces(probe.glob)) globs[KINDS[probe.kind]].add(glob);
    const segments = probe.glob.split('/');
    for (const [index, segment] of segments.entries()) {
      if (isPattern(segment)) globs.list.add(segments.slice(0, index).join('/'));
    }
  }
  known = {
    file: anyOf(globs.file),
    link: anyOf(globs.link),
    list: anyOf(globs.list),
    command: anyOf(globs.command),
  };
  return known;
}

function anyOf(globs: ReadonlySet<string>): RegExp {
  const sources = [...globs].map((glob) =>
    glob.replace(/[.+?^${}()|\\]/g, '\\$&').replaceAll('*', '[^/]*'),
  );
  return new RegExp(`^(?:${sources.join('|')})$`, 's');
}
