import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A machine of the test rig: namespaces, a loop device as its disk, an sshd of its own. */
export interface Machine {
  name: string;
  address: string;
  /** Its folder, which outlives its restarts. */
  state: string;
  loop: string;
  /** Its end of the cable, in the network of the controller. */
  cable: string;
  /** Starts it, as what stands in its folder: old, installer or system. */
  start(): Promise<void>;
  /** Ends everything in it at once. */
  kill(): Promise<void>;
  /** Takes its network away, or gives it back. */
  link(up: boolean): void;
  /** How often its disk was erased, as the machine itself has seen it. */
  erased(): number;
  mode(): string;
  /** Starts it anew, as a power cut and a person would. */
  restart(): Promise<void>;
  remove(): Promise<void>;
}

const PCI = 'sys/devices/pci0000:00/0000:00:05.0';
const DISK = `${PCI}/virtio1/host0/target0:0:0/0:0:0:0/block/sda`;

export function run(command: string, ...words: string[]): string {
  return execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A VPS as a provider sells it: BIOS, virtio-scsi, one disk with an older system on it. */
function writeFiles(state: string, bytes: number, user: string, authorized: string): void {
  const files: Record<string, string> = {
    'sys/class/dmi/id/sys_vendor': 'Hetzner\n',
    'sys/class/dmi/id/product_name': 'vServer\n',
    'sys/class/dmi/id/chassis_type': '1\n',
    'sys/firmware/acpi/pm_profile': '0\n',
    'sys/kernel/iommu_groups/.none': '',
    [`${PCI}/class`]: '0x010000\n',
    [`${PCI}/vendor`]: '0x1af4\n',
    [`${PCI}/device`]: '0x1004\n',
    [`${PCI}/modalias`]: 'pci:v00001AF4d00001004sv00001AF4sd00000008bc01sc00i00\n',
    [`${PCI}/virtio1/modalias`]: 'virtio:d00000008v00001AF4\n',
    [`${DISK}/size`]: `${bytes / 512}\n`,
    [`${DISK}/ro`]: '0\n',
    [`${DISK}/removable`]: '0\n',
    [`${DISK}/queue/rotational`]: '1\n',
    [`${DISK}/queue/logical_block_size`]: '512\n',
    [`${DISK}/queue/physical_block_size`]: '512\n',
    [`${DISK}/holders/.none`]: '',
    [`${DISK}/slaves/.none`]: '',
    [`${PCI}/virtio1/host0/target0:0:0/0:0:0:0/model`]: 'QEMU HARDDISK\n',
    [`${PCI}/virtio1/host0/target0:0:0/0:0:0:0/vendor`]: 'QEMU\n',
    [`${PCI}/virtio1/host0/target0:0:0/0:0:0:0/type`]: '0\n',
    mode: 'old\n',
    'root-partition': '4\n',
    'os-release.old': 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
    'os-release.installer': 'ID=nixos\nVARIANT_ID=installer\n',
    'os-release.system': 'ID=nixos\n',
    passwd: [
      'root:x:0:0::/root:/bin/sh',
      'sshd:x:100:65534::/run/sshd:/usr/sbin/nologin',
      `${user}:x:1000:1000::/run/home:/bin/sh`,
      '',
    ].join('\n'),
    shadow: `root:*:19000:0:99999:7:::\nsshd:*:19000:0:99999:7:::\n${user}:*:19000:0:99999:7:::\n`,
    authorized_keys: authorized,
    sudoers: 'root ALL=(ALL:ALL) ALL\n',
    sshd_config: [
      'Port 22',
      'AuthorizedKeysFile %STATE%/authorized_keys',
      'PidFile none',
      'PermitRootLogin yes',
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'LogLevel ERROR',
      '',
    ]
      .join('\n')
      .replaceAll('%STATE%', state),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(state, path)), { recursive: true });
    writeFileSync(join(state, path), text);
  }
  const links: Record<string, string> = {
    'sys/bus/pci/devices/0000:00:05.0': '../../../devices/pci0000:00/0000:00:05.0',
    'sys/bus/virtio/devices/virtio1': '../../../devices/pci0000:00/0000:00:05.0/virtio1',
    'sys/block/sda': DISK.replace('sys/', '../'),
    [`${DISK}/device`]: '../..',
    [`${PCI}/driver`]: '../../../bus/pci/drivers/virtio-pci',
  };
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(state, path)), { recursive: true });
    symlinkSync(target, join(state, path));
  }
  chmodSync(join(state, 'shadow'), 0o600);
  chmodSync(join(state, 'sudoers'), 0o440);
}

/** An older system on the disk: a partition with a file system and a file in it. */
function writeOldSystem(image: string, bytes: number): string {
  execFileSync('truncate', ['-s', String(bytes), image]);
  run('sgdisk', '--new=1:2048:+64M', '--change-name=1:old', image);
  const loop = run('losetup', '--find', '--show', '--partscan', image).trim();
  // The kernel may have found it by itself.
  spawnSync('partx', ['--update', loop]);
  run('mkfs.vfat', '-n', 'OLD', `${loop}p1`);
  return loop.replace('/dev/', '');
}

/** Makes a machine and its network; it is not started yet. */
export function newMachine(
  rig: string,
  name: string,
  index: number,
  net: { bridge: string; space: string; tag: string },
  { bytes, user, authorized }: { bytes: number; user: string; authorized: string },
): Machine {
  const state = join(rig, name);
  mkdirSync(state, { recursive: true });
  writeFiles(state, bytes, user, authorized);
  run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', join(state, 'ssh_host_ed25519_key'));
  const image = join(state, 'disk.img');
  const loop = writeOldSystem(image, bytes);
  const space = `${net.tag}-${index}`;
  const address = `10.213.77.${10 + index}`;
  const [inner, outer] = [`${net.tag}i${index}`, `${net.tag}o${index}`];
  run('ip', 'netns', 'add', space);
  run(
    'ip',
    '-n',
    net.space,
    'link',
    'add',
    outer,
    'type',
    'veth',
    'peer',
    'name',
    inner,
    'netns',
    space,
  );
  run('ip', '-n', net.space, 'link', 'set', outer, 'master', net.bridge, 'up');
  run('ip', '-n', space, 'link', 'set', 'lo', 'up');
  run('ip', '-n', space, 'link', 'set', inner, 'up');
  run('ip', '-n', space, 'address', 'add', `${address}/24`, 'dev', inner);
  let child: ChildProcess | null = null;
  let wanted = false;

  /** Starts it again whenever it ends by itself, as a machine does that is restarted. */
  function boot(): void {
    const unshare = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--uts'];
    const script = [join(rig, 'host.sh'), state, loop];
    const started = spawn('ip', ['netns', 'exec', space, ...unshare, 'bash', ...script], {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      env: { PATH: process.env['PATH'] },
    });
    // The leader of its process group: for faults that end everything in it.
    writeFileSync(join(state, 'pid'), String(started.pid));
    let said = '';
    started.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-2000);
      writeFileSync(join(state, 'console'), said);
    });
    started.on('close', () => {
      if (child === started) child = null;
      if (wanted) setTimeout(() => wanted && child === null && boot(), 100);
    });
    child = started;
  }

  async function answers(): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      try {
        run(
          'ip',
          'netns',
          'exec',
          net.space,
          'timeout',
          '1',
          'bash',
          '-c',
          `: </dev/tcp/${address}/22`,
        );
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    throw new Error(`${name} does not answer: ${readFileSync(join(state, 'console'), 'utf8')}`);
  }

  async function kill(): Promise<void> {
    wanted = false;
    const running = child;
    if (running?.pid === undefined) return;
    const ended = new Promise((resolve) => running.once('close', resolve));
    process.kill(-running.pid, 'SIGKILL');
    await ended;
  }

  return {
    name,
    address,
    state,
    loop,
    cable: outer,
    async start() {
      wanted = true;
      boot();
      await answers();
    },
    kill,
    async restart() {
      await kill();
      wanted = true;
      boot();
      await answers();
    },
    link: (up) => void run('ip', '-n', net.space, 'link', 'set', outer, up ? 'up' : 'down'),
    erased() {
      try {
        return readFileSync(join(state, 'erased'), 'utf8').trim().split('\n').length;
      } catch {
        return 0;
      }
    },
    mode: () => readFileSync(join(state, 'mode'), 'utf8').trim(),
    async remove() {
      await kill();
      // The kernel needs a moment to take the mounts of an ended machine off.
      for (let tries = 0; tries < 50; tries += 1) {
        try {
          run('losetup', '--detach', `/dev/${loop}`);
          if (
            !run('losetup', '--list', '--noheadings', '--output', 'NAME').includes(`/dev/${loop}\n`)
          )
            break;
        } catch {
          break;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      run('ip', 'netns', 'delete', space);
      rmSync(state, { recursive: true, force: true });
    },
  };
}
