import { shellWord } from '../../machine/shell-word.ts';
import { shownText } from '../../model/display.ts';
import type { DiskLayout } from '../../model/layout.ts';
import { type DiskSeen, type Finding, judgeDisk } from '../install/judge-disk.ts';
import { keptIn } from '../install/kept.ts';
import { containersOf, filesystemsOf, mountsOf } from '../install/layout-parts.ts';
import { type Asked, askRemote } from './ask.ts';
import type { StepEnd } from './backend.ts';
import { type Connection, runRemote } from './remote.ts';

const MOUNT_POINT = '/mnt';
const MOUNTS = 'TARGET,SOURCE,FSTYPE,OPTIONS';

/** Holds the disks of a target against the layout: partitions, containers, subvolumes and mounts. */
export async function verifyDisks(
  connection: Connection,
  layout: DiskLayout,
  timeoutMs: number,
): Promise<StepEnd> {
  const headers = containersOf(layout).map(({ device }) => device);
  const labels = filesystemsOf(layout).map(({ content }) => content.label);
  const questions: Asked<string>[] = [
    { name: 'settle', command: ['udevadm', 'settle', '--timeout=60'] },
    { name: 'blocks', command: ['lsblk', '--json', '--bytes', '--output-all'] },
    { name: 'mounts', command: ['findmnt', '--json', '--list', '--output', MOUNTS] },
    ...headers.map((device) => ({
      name: `header ${device}`,
      command: ['cryptsetup', 'luksDump', '--dump-json-metadata', '--', device],
    })),
    ...filesystemsOf(layout).flatMap(({ content }) => {
      const path = placeOf(
        layout,
        content.subvolumes.map(({ name }) => name),
      );
      return [
        { name: `all ${content.label}`, command: ['btrfs', 'subvolume', 'list', path] },
        { name: `ro ${content.label}`, command: ['btrfs', 'subvolume', 'list', '-r', path] },
      ];
    }),
  ];
  const told = await askRemote(connection, questions, timeoutMs);
  if (told.status === 'failed') return told;
  const text = (name: string): string => {
    const answer = told.answers.get(name);
    return answer?.status === 'ok' ? answer.data.output : '';
  };
  const seen: DiskSeen = {
    names: null,
    blocks: text('blocks'),
    mounts: text('mounts'),
    headers: new Map(headers.map((device) => [device, text(`header ${device}`)])),
    opens: null,
    copies: null,
    subvolumes: new Map(
      labels.map((label) => [label, { all: text(`all ${label}`), readOnly: text(`ro ${label}`) }]),
    ),
  };
  return endOf(judgeDisk(layout, seen, MOUNT_POINT));
}

/** Holds that nothing of an earlier install was kept, which disko does where it finds a filesystem. */
export async function verifyFresh(
  connection: Connection,
  layout: DiskLayout,
  timeoutMs: number,
): Promise<StepEnd> {
  const mountpoints = mountsOf(layout).map(({ mountpoint }) => mountpoint);
  const questions = mountpoints.map((mountpoint): Asked<string> => {
    return { name: mountpoint, command: ['ls', '-A', '-1', '--', `${MOUNT_POINT}${mountpoint}`] };
  });
  const told = await askRemote(connection, questions, timeoutMs);
  if (told.status === 'failed') return told;
  const unread = mountpoints.find((mountpoint) => {
    const answer = told.answers.get(mountpoint);
    return answer?.status !== 'ok' || answer.data.exitCode !== 0;
  });
  if (unread !== undefined) {
    return { status: 'failed', reason: `${unread} could not be listed`, again: true };
  }
  const kept = keptIn(layout, (mountpoint) => {
    const answer = told.answers.get(mountpoint);
    const output = answer?.status === 'ok' ? answer.data.output : '';
    return output.split('\n').filter((name) => name !== '');
  });
  if (kept === null) return { status: 'done' };
  const reason = `${kept.mountpoint} holds ${shownText(kept.name, 60)} although it was just formatted: something of an earlier install was kept; zero the start of each partition and install the host anew`;
  return { status: 'failed', reason, again: false };
}

function endOf(findings: readonly Finding[]): StepEnd {
  if (findings.length === 0) return { status: 'done' };
  const more = findings.length > 3 ? ` And ${findings.length - 3} more.` : '';
  const reason = `not as planned: ${findings.slice(0, 3).join(' ')}${more}`;
  return { status: 'failed', reason, again: false };
}

function placeOf(layout: DiskLayout, subvolumes: readonly string[]): string {
  const mount = mountsOf(layout).find(({ subvolume }) => subvolumes.includes(subvolume ?? ''));
  return mount === undefined || mount.mountpoint === '/'
    ? MOUNT_POINT
    : `${MOUNT_POINT}${mount.mountpoint}`;
}

/**
 * What an installed system cannot start without, told as one finding a line: the system itself, something
 * on /boot, and each private file, for root alone.
 */
function systemScript(files: readonly string[]): string {
  return `
[ -L ${MOUNT_POINT}/nix/var/nix/profiles/system ] || echo 'There is no system.'
find ${MOUNT_POINT}/boot -type f \\( -iname '*.efi' -o -name grub.cfg \\) 2>/dev/null | grep -q . || echo 'There is no boot loader on /boot.'
for file in ${files.map(shellWord).join(' ')}; do
  [ -f "${MOUNT_POINT}$file" ] || { echo "$file is not there."; continue; }
  [ "$(stat -c '%a %u' "${MOUNT_POINT}$file")" = '600 0' ] || echo "$file can be read by others than root."
done
sync
echo 'panther: looked'
`;
}

/** Holds the installed system against what it needs to start. */
export async function verifySystem(
  connection: Connection,
  files: readonly string[],
  timeoutMs: number,
): Promise<StepEnd> {
  const end = await runRemote(connection, systemScript(files), timeoutMs);
  if (end.status === 'failed') return end;
  const lines = end.output.trim().split('\n');
  if (lines.pop() !== 'panther: looked') {
    return { status: 'failed', reason: 'what is installed could not be looked at', again: true };
  }
  return endOf(lines.map((line) => line.replace(/[^\x20-\x7e]/g, '?').slice(0, 100)));
}
