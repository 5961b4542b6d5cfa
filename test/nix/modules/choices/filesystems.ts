import { type Choice, KEY } from '../choice.ts';

export const FILESYSTEMS: readonly Choice[] = [
  {
    module: 'filesystems/btrfs',
    choice: 'a balance, and which filesystems',
    set: 'panther.filesystems.btrfs = { fileSystems = [ "/home" ]; balance = true; };',
    changes: {
      'services.btrfs.autoScrub.fileSystems': ['/home'],
      'systemd.timers.panther-btrfs-balance-home.timerConfig.OnCalendar': 'monthly',
      'systemd.services.panther-btrfs-balance-home.serviceConfig.ExecStart':
        / balance start -dusage=10 \/home$/,
    },
  },
  {
    module: 'filesystems/encryption',
    choice: 'a TPM with Secure Boot, and a security key',
    set: `panther.filesystems.encryption = {
      tpm2 = true;
      tpm2Pin = false;
      secureBoot = true;
      fido2 = true;
      console = false;
      headerBackup = { recipients = [ "${KEY}" ]; file = "/persist/header.age"; };
    };`,
    changes: {
      'boot.initrd.luks.devices.example-crypt.crypttabExtraOpts': [
        'tpm2-device=auto',
        'tpm2-measure-pcr=yes',
        'fido2-device=auto',
      ],
      'security.tpm2.enable': true,
    },
  },
  {
    module: 'filesystems/encryption',
    choice: 'the other half of a mirror, unlocked like the first',
    set: `panther.filesystems.encryption = {
      furtherMappers = [ "example-copy" ];
      fido2 = true;
    };
    boot.initrd.luks.devices.example-copy.device = "/dev/vdb1";`,
    changes: {
      'boot.initrd.luks.devices.example-copy.crypttabExtraOpts': ['fido2-device=auto'],
      'boot.initrd.luks.devices.example-crypt.crypttabExtraOpts': ['fido2-device=auto'],
    },
  },
  {
    module: 'filesystems/encryption',
    choice: 'a TPM for both halves of a mirror, neither of which shuts the other one',
    set: `panther.filesystems.encryption = {
      furtherMappers = [ "example-copy" ];
      tpm2 = true;
      secureBoot = true;
    };
    boot.initrd.luks.devices.example-copy.device = "/dev/vdb1";`,
    changes: {
      'boot.initrd.luks.devices.example-crypt.crypttabExtraOpts': { only: ['tpm2-device=auto'] },
      'boot.initrd.luks.devices.example-copy.crypttabExtraOpts': { only: ['tpm2-device=auto'] },
    },
  },
  {
    module: 'filesystems/encryption',
    choice: 'unlocking over SSH, on the network of the running system',
    set: `panther.filesystems.encryption.remoteUnlock = {
      enable = true;
      port = 2200;
      authorizedKeys = [ "${KEY}" ];
      hostKeyFile = "/persist/secrets/initrd/key";
      networkModules = [ "virtio_net" ];
    };
    panther.core.networking = { enable = true; backend = "networkd"; };`,
    changes: {
      'boot.initrd.network.ssh.enable': true,
      'boot.initrd.network.ssh.port': 2200,
      'boot.initrd.network.ssh.authorizedKeys': [KEY],
      'boot.initrd.network.ssh.hostKeys': ['/persist/secrets/initrd/key'],
      'boot.initrd.availableKernelModules': ['virtio_net'],
      'boot.initrd.systemd.network.networks.20-ethernet.networkConfig.DHCP': 'yes',
      'boot.initrd.systemd.users.root.shell': '/bin/systemd-tty-ask-password-agent',
    },
  },
  {
    module: 'filesystems/impermanence',
    choice: 'state that is named, that lies in what is named, or that may be lost',
    set: `panther.filesystems.impermanence = {
      directories = [ "/var/lib/kept" ];
      forget = [ "/var/lib/spare" ];
    };
    users.users.kept = { isSystemUser = true; group = "users"; home = "/var/lib/kept/home"; };
    systemd.tmpfiles.rules = [
      "d /var/lib/spare/cache 0755 root root"
      "L /var/lib/link - - - - /etc/hosts"
      "d /var/cache/example 0755 root root"
    ];`,
    changes: { 'environment.persistence./persist.directories.*.dirPath': ['/var/lib/kept'] },
  },
  {
    module: 'filesystems/impermanence',
    choice: 'a home on a disk for data, without which the machine starts too',
    set: `fileSystems."/home" = {
      device = "/dev/mapper/example-data";
      options = [ "nofail" ];
    };`,
    changes: { 'fileSystems./home.neededForBoot': false },
  },
  {
    module: 'filesystems/impermanence',
    choice: 'a filesystem over two devices, both of which the reset waits for',
    set: 'panther.filesystems.impermanence.furtherDevices = [ "/dev/mapper/example-copy" ];',
    changes: {
      'boot.initrd.systemd.services.panther-reset-root.wants': [
        'dev-mapper-example\\x2dcopy.device',
      ],
      'boot.initrd.systemd.services.panther-reset-root.after': [
        'dev-mapper-example\\x2dcopy.device',
      ],
    },
  },
  {
    module: 'filesystems/impermanence',
    choice: 'names, and how long used roots are kept',
    set: `panther.filesystems.impermanence = {
      subvolume = "@system";
      blankSnapshot = "@empty";
      oldRoots = "@used";
      keep = 2;
      maxAgeDays = null;
      directories = [ "/srv/data" ];
      repository = "/home/panther/hosts";
      files = [ "/etc/adjtime" ];
    };
    fileSystems."/".options = [ "subvol=@system" ];`,
    changes: {
      'boot.initrd.systemd.services.panther-reset-root.environment.RESET_SUBVOLUME': '@system',
      'boot.initrd.systemd.services.panther-reset-root.environment.RESET_BLANK': '@empty',
      'systemd.services.panther-clean-old-roots.environment.CLEAN_OLD_ROOTS': '@used',
      'systemd.tmpfiles.settings.10-panther-repository./etc/nixos.L.argument':
        '/home/panther/hosts',
      'systemd.services.panther-clean-old-roots.environment.CLEAN_KEEP': '2',
      'systemd.services.panther-clean-old-roots.environment.CLEAN_MAX_DAYS': '',
      'environment.persistence./persist.directories.*.dirPath': ['/srv/data'],
      'environment.persistence./persist.files.*.filePath': ['/etc/adjtime'],
    },
  },
  {
    module: 'filesystems/impermanence',
    choice: 'a plain partition, another place, and the state of what is switched on',
    set: `panther.filesystems.impermanence = {
      device = "/dev/disk/by-partuuid/18df94ac-d5b4-4512-bc70-3ee0df46f881";
      persist = "/keep";
      forget = [ "/var/lib/private/example" ];
    };
    panther.core.networking.enable = true;
    panther.services.tailscale.enable = true;
    hardware.bluetooth.enable = true;
    systemd.services.example.serviceConfig = { DynamicUser = true; StateDirectory = "example"; };
    fileSystems."/".device = "/dev/disk/by-partuuid/18df94ac-d5b4-4512-bc70-3ee0df46f881";
    fileSystems."/keep" = { device = "/dev/mapper/example-crypt"; fsType = "btrfs"; };`,
    changes: {
      'boot.initrd.systemd.services.panther-reset-root.requires': [
        'dev-disk-by\\x2dpartuuid-18df94ac\\x2dd5b4\\x2d4512\\x2dbc70\\x2d3ee0df46f881.device',
      ],
      'fileSystems./keep.neededForBoot': true,
      'environment.persistence./keep.directories.*.dirPath': [
        '/etc/NetworkManager/system-connections',
        '/var/lib/bluetooth',
        '/var/lib/tailscale',
      ],
    },
  },
  {
    module: 'filesystems/optimization',
    choice: 'hibernation instead of swap in memory, and directories written in place',
    set: `panther.filesystems.optimization = {
      zramPercent = 0;
      hibernation = true;
      noCowDirectories = [ "/var/lib/libvirt/images" ];
    };
    swapDevices = [ { device = "/.swap/swapfile"; } ];
    fileSystems."/data" = { device = "/dev/disk/by-label/data"; fsType = "ext4"; };`,
    changes: {
      'zramSwap.enable': false,
      'systemd.tmpfiles.settings.10-panther-no-cow./var/lib/libvirt/images.h.argument': '+C',
      'services.fstrim.enable': true,
    },
  },
  {
    module: 'filesystems/snapshots',
    choice: 'of what, where to, how often',
    set: `panther.filesystems.snapshots = {
      subvolumes = [ "/var/log" ];
      directory = "/home";
      schedule = "daily";
      retention = "7d";
    };`,
    changes: {
      'services.btrbk.instances.panther.onCalendar': 'daily',
      'services.btrbk.instances.panther.settings.snapshot_preserve': '7d',
      'services.btrbk.instances.panther.settings.snapshot_dir': 'home',
      'services.btrbk.instances.panther.settings.volume./.subvolume.var/log.snapshot_name':
        'var-log',
    },
  },
];
