import { createHash } from 'node:crypto';
import { shellWord } from '../../machine/shell-word.ts';
import type { HostState } from '../../model/fleet.ts';

/** On the target, in memory: it does not outlive a restart, and nor does what it stands for. */
const FOLDER = '/run/panther';

/**
 * The word by which a target knows who may erase it, and for which time: of this run, this host, and how
 * many times DESTROY has begun. Nobody else's ledger gives the same one, and a
 * ledger that was set back gives one that is spent already.
 */
export function fenceToken(nonce: string, host: string, attempt: number): string {
  const parts = ['panther.fence/1', nonce, host, attempt];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The token of the next DESTROY, and those of earlier ones that began and certainly did nothing. */
export function fenceTokens(
  nonce: string,
  host: string,
  state: HostState,
): { token: string; earlier: string[] } {
  const begun = state.attempts.destroy ?? 0;
  const earlier = Array.from({ length: begun }, (_, index) => fenceToken(nonce, host, index + 1));
  return { token: fenceToken(nonce, host, begun + 1), earlier };
}

/**
 * A hash of who the planned disks are and of where their data begins and ends: device numbers, sizes,
 * serial numbers, partitions, and the first and last MiB of each. Printed as `witness HASH`.
 */
function witness(devices: readonly string[], salt: string): string {
  return `
witness() {
  for link in ${devices.map(shellWord).join(' ')}; do
    node=$(readlink -f "$link") && [ -b "$node" ] || return 1
    name=\${node##*/}
    printf 'disk %s\\n' "$(stat -c '%t:%T' "$node")"
    cat "/sys/block/$name/size" "/sys/block/$name/wwid" "/sys/block/$name/device/wwid" \\
      "/sys/block/$name/serial" "/sys/block/$name/device/serial" "/sys/block/$name/device/vpd_pg80" 2>/dev/null
    lsblk --bytes --noheadings --list --output NAME,SIZE,PARTUUID "$node" || return 1
    bytes=$(blockdev --getsize64 "$node") || return 1
    dd if="$node" bs=1048576 count=1 2>/dev/null || return 1
    dd if="$node" bs=1048576 count=1 skip=$((bytes / 1048576 - 1)) 2>/dev/null || return 1
  done
}
seen=$( { printf '%s\\n' ${shellWord(salt)}; witness; printf 'end %s\\n' $?; } | sha256sum | cut -d' ' -f1)
witness >/dev/null 2>&1 || { echo 'refused a planned disk cannot be read'; return 0; }
`;
}

/**
 * Sets the fence and tells what the disks are. A fence of somebody else's, or one that is spent, is
 * never replaced. Prints `armed WITNESS` or `refused WHY`.
 */
export function armScript(
  token: string,
  earlier: readonly string[],
  devices: readonly string[],
  salt: string,
): string {
  const own = earlier.map((spent) => `[ "$spent" = ${spent} ]`).join(' || ') || 'false';
  return `
umask 077
mkdir -p ${FOLDER} || { echo 'refused /run cannot be written'; return 0; }
for file in ${FOLDER}/fence.spent.*; do
  [ -e "$file" ] || continue
  spent=\${file##*.}
  ${own} || { echo 'refused another run, or an earlier one, has erased this machine since it was started'; return 0; }
done
if [ -e ${FOLDER}/fence ]; then
  set=$(cat ${FOLDER}/fence)
  spent=$set
  if [ "$set" != ${token} ]; then
    ${own} || { echo 'refused another run is at work on this machine'; return 0; }
    rm -f ${FOLDER}/fence
  fi
fi
${witness(devices, salt)}
if [ ! -e ${FOLDER}/fence ]; then
  new=$(mktemp ${FOLDER}/.fence.XXXXXX) || return 1
  printf '%s\\n' ${token} > "$new"
  # A link is made once: of two that come at the same moment one is refused.
  ln "$new" ${FOLDER}/fence 2>/dev/null || { rm -f "$new"; echo 'refused another run is at work on this machine'; return 0; }
  rm -f "$new"
fi
echo "armed $seen"
`;
}

/**
 * The last look, and the fence spent: what comes next may erase the disks. Prints `fired` once for a
 * token, for the rename of a file succeeds once; `refused WHY` where anything differs.
 */
export function fireScript(
  token: string,
  devices: readonly string[],
  salt: string,
  expected: string,
): string {
  return `
[ "$(cat ${FOLDER}/fence 2>/dev/null)" = ${token} ] || { echo 'refused the machine does not know this run: it was started anew, or another run has it'; return 0; }
${witness(devices, salt)}
[ "$seen" = ${shellWord(expected)} ] || { echo 'refused the disks are not what was checked: another disk, or something was written to it'; return 0; }
mv ${FOLDER}/fence ${FOLDER}/fence.spent.${token} 2>/dev/null || { echo 'refused the fence is spent already'; return 0; }
echo fired
`;
}

/** What the disks are now, without changing anything: prints `seen WITNESS` or `refused WHY`. */
export function witnessScript(devices: readonly string[], salt: string): string {
  return `${witness(devices, salt)}echo "seen $seen"\n`;
}

/** What a fence script answered: a word and the rest of its line; null for anything else. */
export function fenceAnswer(output: string): { word: string; rest: string } | null {
  const line = output.trim();
  const [, word, rest = ''] = /^(armed|fired|seen|refused)(?: ([^\n]{1,300}))?$/.exec(line) ?? [];
  return word === undefined ? null : { word, rest };
}
