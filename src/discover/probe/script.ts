import { probeFunctions } from '../../assets/read.ts';
import { shellWord } from '../../machine/shell-word.ts';
import { isPattern } from '../globs.ts';
import {
  COMMAND_PROBES,
  type CommandProbe,
  expandBraces,
  FILE_PROBES,
  type FileProbe,
} from '../manifest.ts';

const PAGE = 4096;

/**
 * The POSIX shell script that records a machine as the manifest says: probe.sh, and a `main` that
 * names the manifest's paths and commands. `nonce` marks its output and has to be drawn for each run.
 */
export function probeScript(nonce: string): string {
  if (!/^[0-9a-f]{32}$/.test(nonce)) throw new Error('a nonce is 32 hex digits');
  const listed = new Set<string>();
  const body = [
    ...FILE_PROBES.flatMap((probe) => fileLines(probe, listed)),
    ...COMMAND_PROBES.map(commandLine),
  ];
  const main = ['main() {', 'start', ...body, 'finish', '}', 'main </dev/null', ''];
  return `N=${nonce}\n${withoutComments(probeFunctions())}${main.join('\n')}`;
}

/** What a shell reads byte by byte from a pipe need not be explained to it. */
function withoutComments(script: string): string {
  return script.replace(/^\s*#.*\n/gm, '').replace(/^\n/gm, '');
}

function commandLine({ name, command, maxBytes, privilege }: CommandProbe): string {
  const words = [name, String(maxBytes), ...command].map(shellWord).join(' ');
  return `commands ${privilege === 'root' ? 'r' : 'n'} ${words}`;
}

/** One loop for each segment that is a pattern; the directory in front of it is listed once. */
function fileLines(probe: FileProbe, listed: Set<string>): string[] {
  if (!isPattern(probe.glob)) {
    return [`${action(probe, 'l')} ${expandBraces(probe.glob).map(shellWord).join(' ')}`];
  }
  const segments = probe.glob.split('/').slice(1);
  const opened: string[] = [];
  let place = '';
  let depth = 0;
  for (const [index, segment] of segments.entries()) {
    if (!isPattern(segment)) {
      if (index < segments.length - 1) place += shellWord(`/${segment}`);
      continue;
    }
    const key = [...segments.slice(0, index), depth === 0 ? '' : probe.except].join('/');
    if (!listed.has(key)) opened.push(`lists ${depth === 0 ? 'l' : 'q'} ${place}`);
    listed.add(key);
    depth += 1;
    const name = `at${depth}`;
    // A pattern of the shell leaves out names that begin with a dot; a listing has them.
    const dotted = segment.startsWith('*') ? ` ${place}/.${segment}` : '';
    opened.push(`for ${name} in ${place}/${segment}${dotted}; do real "$${name}" || continue`);
    if (depth === 1 && probe.except !== undefined) {
      opened.push(`case \${${name}##*/} in ${probe.except.join(' | ')}) continue ;; esac`);
    }
    place = `"$${name}"`;
  }
  const last = segments.at(-1) ?? '';
  const paths = isPattern(last)
    ? [place]
    : expandBraces(last).map((file) => `${place}${shellWord(`/${file}`)}`);
  return [...opened, `${action(probe, 'q')} ${paths.join(' ')}`, ...Array(depth).fill('done')];
}

function action({ glob, kind, maxBytes, privilege }: FileProbe, how: 'l' | 'q'): string {
  if (kind === 'link') return `links ${how}`;
  if (kind === 'list') return `${privilege === 'root' ? 'secret_lists' : 'lists'} ${how}`;
  if (privilege === 'root') return `secrets ${how} ${maxBytes}`;
  if (maxBytes <= PAGE) return `files ${how} ${maxBytes + 1} 2`;
  if (glob.startsWith('/sys/')) return `files ${how} ${PAGE} ${Math.ceil(maxBytes / PAGE) + 1}`;
  return `whole ${how} ${maxBytes}`;
}
