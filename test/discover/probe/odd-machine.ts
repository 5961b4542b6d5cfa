import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ExecutionContext } from 'ava';
import { type Entry, folder, program } from '../../machine/folder.ts';

const NOBODY = 65_534;
const isRoot = process.geteuid?.() === 0;

/** Runs commands where the odd machine's /sys, /dev and tools are in the place of the real ones. */
export interface OddMachine {
  run(
    words: readonly string[],
    how: { stdin?: string; nobody?: boolean; sudo?: boolean },
  ): Promise<Buffer>;
}

const every256 = Uint8Array.from({ length: 256 }, (_, index) => index);
const newline = 'dm-new\nline';
const FILES: Readonly<Record<string, Entry>> = {
  'sys/class/dmi/id/sys_vendor': 'ACME\n',
  'sys/class/dmi/id/product_name': new Uint8Array([0x61, 0, 0x62, 0xff, 0x0a, 0, 0x0a]),
  'sys/class/dmi/id/product_version': '',
  'sys/class/dmi/id/product_family': '\n\n\n',
  'sys/class/dmi/id/product_sku': 'x'.repeat(4096),
  'sys/class/dmi/id/board_vendor': 'y'.repeat(4097),
  'sys/class/dmi/id/board_name': 'z'.repeat(100_000),
  'sys/class/dmi/id/board_version': 'no newline',
  'sys/class/dmi/id/bios_vendor': '$(reboot) `id` %s %n \\0 "\' 0123 r 0\n',
  'sys/class/dmi/id/bios_version/is': 'a directory',
  'sys/class/dmi/id/bios_date': { link: 'nowhere' },
  'sys/class/dmi/id/chassis_type': { link: 'chassis_type' },
  'sys/class/dmi/id/chassis_vendor': { link: 'sys_vendor' },
  'sys/class/dmi/id/product_serial': 'S3CR3T\n',
  'sys/class/drm/card0-eDP-1/edid': every256,
  'sys/class/drm/card0-eDP-1/status': 'connected\n',
  'sys/class/drm/card0-DP-2/edid': Buffer.alloc(32_768, every256),
  'sys/class/drm/card0-DP-3/edid': Buffer.alloc(32_769, every256),
  'sys/class/drm/card0-DP-4/edid': new Uint8Array(),
  'sys/class/drm/.hidden/status': 'hidden\n',
  'sys/class/drm/..twice/status': 'hidden twice\n',
  'sys/class/drm/a name with  spaces/status': 'spaced\n',
  'sys/class/drm/*/status': 'starred\n',
  'sys/class/drm/-n/status': 'dashed\n',
  'sys/class/drm/[0-9]/status': 'bracketed\n',
  'sys/class/drm/ümläut/status': 'not ascii\n',
  'sys/class/drm/version': 'a file among directories\n',
  'sys/class/net/eth0/type': '1\n',
  'sys/class/net/eth0/device': { link: '../../../devices/pci0000:00/0000:00:1f.6' },
  'sys/devices/pci0000:00/0000:00:1f.6/driver': { link: '../drivers/e1000e -> odd' },
  'sys/class/net/lo': { link: '../../devices/virtual/net/lo' },
  'sys/class/net/wlan0/device': 'a file, and no link\n',
  'sys/class/net/wlan0/phy80211': { link: 'two\nlines' },
  'sys/block/loop0/size': 'left out\n',
  'sys/block/loopy/size': '1\n',
  'sys/block/ram3/size': 'left out\n',
  'sys/block/sda/size': '2\n',
  'sys/block/sda/sda1/partition': '1\n',
  'sys/block/sda/sda1/holders/dm-0': '',
  'sys/block/sda/holders/dm-0': '',
  'sys/block/sda/slaves': 'a file, and no directory\n',
  'sys/block/nvme0n1/device/nvme1/none': '',
  'sys/block/nvme0n1/device/nvme0c0n1': { link: '../nvme0c0n1' },
  [`sys/block/${newline}/dm/name`]: 'two lines\n',
  'sys/bus/usb/devices/usb1/product': 'left out\n',
  'sys/bus/usb/devices/1-4/product': 'Reader\n',
  'sys/bus/usb/devices/1-4:1.0/bInterfaceClass': '0e\n',
  'sys/bus/iio/devices/iio:device0/name': 'accel_3d\n',
  'sys/class/tty/ttyS0/type': '4\n',
  'sys/class/tty/ttyS12/type': 'two digits\n',
  'sys/class/backlight': 'a file in the place of a directory',
  'sys/firmware/efi/esrt/entries/entry0/x': '',
  'sys/firmware/efi/fw_platform_size': '64\n',
  'sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c': new Uint8Array([
    6, 0, 0, 0, 1,
  ]),
  'sys/firmware/devicetree/base/model': 'Board\0',
  'sys/firmware/devicetree/base/compatible': 'vendor,board\0vendor,chip\0',
  'dev/disk/by-id/ata-A\\x20B': { link: '../../sda' },
  'dev/disk/by-id/.#link': { link: '../../sdb' },
  'dev/disk/by-path/pci-0000:00:17.0-ata-1': { link: '../../sda' },
};
/** Below sys/, for an ordinary user: no reading, no searching, neither. */
const CLOSED: readonly (readonly [string, number])[] = [
  ['class/dmi/id/product_serial', 0o400],
  ['class/drm/card0-eDP-1', 0o600],
  ['class/net', 0o744],
  ['block/sda/sda1', 0o700],
  ['firmware/efi/esrt', 0o400],
  ['bus/iio/devices', 0o711],
];
const TOOLS: Readonly<Record<string, string>> = {
  lspci: 'exec head -c 5000000 /dev/urandom',
  // The kernel goes on talking while two recordings are compared.
  dmesg: 'echo "[    0.000000] Linux version"',
  dmidecode: 'printf "half of it"; sleep 15',
  lsblk: 'printf "\\000\\377 dirty"; echo "lsblk: Permission denied" >&2; kill -SEGV $$',
  'systemd-detect-virt': 'echo "systemd-detect-virt: Operation not permitted" >&2; exit 3',
};

/** Where nobody may do everything. */
const SUDOERS = 'root ALL=(ALL:ALL) ALL\nnobody ALL=(ALL:ALL) NOPASSWD: ALL\n';

/** A machine with all that names, files, links and tools can be; null where no namespace can be made. */
export async function oddMachine(
  t: ExecutionContext,
  more: Readonly<Record<string, string>> = {},
): Promise<OddMachine | null> {
  const unshare = isRoot ? ['unshare', '-m'] : ['unshare', '-rm'];
  if (spawnSync(unshare[0] as string, [...unshare.slice(1), 'true']).status !== 0) {
    t.log('SKIPPED: no mount namespace can be made here');
    t.pass();
    return null;
  }
  const root = await folder(t, { ...FILES, 'dev/null': '', 'dev/urandom': '', 'bin/none': '' });
  for (const [name, script] of Object.entries({ ...TOOLS, ...more })) {
    await program(resolve(root, 'bin', name), script);
  }
  mkdirSync(resolve(root, 'sys/kernel/iommu_groups'), { recursive: true });
  symlinkSync('/proc/1/root', resolve(root, 'sys/bus/pci'));
  writeFileSync(Buffer.concat([Buffer.from(`${root}/sys/class/drm/`), Buffer.from([0xff])]), '');
  // A test folder is removed by whoever made it, who may need to look into it.
  for (const [path, mode] of CLOSED) chmodSync(resolve(root, 'sys', path), mode);
  t.teardown(() => spawnSync('chmod', ['-R', 'u+rwX', root]));
  const mounts = [
    `mount --bind ${root}/sys /sys`,
    `mount --bind /dev/null ${root}/dev/null`,
    `mount --bind /dev/urandom ${root}/dev/urandom`,
    `mount --rbind ${root}/dev /dev`,
  ];
  const sudoers = resolve(root, 'sudoers');
  writeFileSync(sudoers, SUDOERS, { mode: 0o440 });
  const path = `${root}/bin:${process.env['PATH']}`;
  return {
    run(words, { stdin = '', nobody = false, sudo = false }) {
      const drop = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'];
      const lines = sudo ? [...mounts, `mount --bind ${sudoers} /etc/sudoers`] : mounts;
      const all = [...unshare, 'sh', '-ec', [...lines, 'exec "$@"'].join('\n'), 'sh'];
      return output([...all, ...(nobody ? drop : []), ...words], stdin, path);
    },
  };
}

function output(words: readonly string[], stdin: string, path: string): Promise<Buffer> {
  return new Promise((done, fail) => {
    const child = spawn(words[0] as string, words.slice(1), {
      env: { ...process.env, PATH: path, NODE_V8_COVERAGE: '' },
    });
    const chunks: Buffer[] = [];
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString('utf8');
    });
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 0) done(Buffer.concat(chunks));
      else fail(new Error(`${words.join(' ')}: exit code ${code}: ${complaint}`));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
}
