import type { Choice } from '../choice.ts';

const BUS_IDS = `hardware.nvidia.prime = { intelBusId = "PCI:0:2:0"; nvidiaBusId = "PCI:1:0:0"; };
    hardware.nvidia.open = true;`;

export const HARDWARE: readonly Choice[] = [
  {
    module: 'hardware/servers',
    choice: 'a serial console, and neither watchdog nor error reports',
    set: `panther.hardware.servers = {
      serialConsole = "ttyS1,57600n8";
      watchdog = false;
      errorReports = false;
    };
    panther.core.systemd.enable = true;`,
    changes: {
      'boot.kernelParams': ['console=tty0', 'console=ttyS1,57600n8'],
      'boot.loader.grub.extraConfig': /^serial --unit=1 /m,
      'hardware.rasdaemon.enable': false,
      'panther.core.systemd.watchdog': false,
    },
  },
  {
    module: 'hardware/vps',
    choice: 'no agent, no console, a root that grows, little memory',
    set: `panther.hardware.vps = {
      guestAgent = false;
      serialConsole = null;
      growRoot = true;
      smallMemory = true;
    };
    boot.initrd.luks.devices = lib.mkForce { };`,
    changes: {
      'services.qemuGuest.enable': false,
      'panther.hardware.serial-console.device': null,
      'systemd.services.panther-grow-root.wantedBy': ['multi-user.target'],
      'environment.etc."systemd/journald.conf.d/60-panther-small.conf".text':
        /^RuntimeMaxUse=16M$/m,
      'nix.settings.max-jobs': 1,
    },
  },
  {
    module: 'hardware/workstations',
    choice: 'a laptop that does not hibernate, and is mostly plugged in',
    set: 'panther.hardware.workstations = { laptop = true; printing = true; chargeLimit = 80; };',
    changes: {
      'systemd.services.panther-charge-limit.wantedBy': ['multi-user.target'],
      'systemd.services.panther-charge-limit.serviceConfig.ExecStart': / 80$/,
      'services.power-profiles-daemon.enable': true,
      'services.printing.enable': true,
      'services.upower.enable': true,
      'services.upower.criticalPowerAction': 'PowerOff',
      'services.logind.settings.Login.HandleLidSwitch': 'suspend',
    },
  },
  {
    module: 'hardware/workstations',
    choice: 'a laptop that hibernates, with TLP and Plasma',
    set: `panther.hardware.workstations = {
      laptop = true;
      desktop = "plasma";
      powerDaemon = "tlp";
    };
    panther.filesystems.optimization = { enable = true; hibernation = true; };
    swapDevices = [ { device = "/.swap/swapfile"; } ];`,
    changes: {
      'services.tlp.enable': true,
      'services.desktopManager.plasma6.enable': true,
      'services.displayManager.sddm.wayland.enable': true,
      'services.upower.criticalPowerAction': 'Hibernate',
      'services.logind.settings.Login.HandleLidSwitch': 'suspend-then-hibernate',
      'systemd.sleep.settings.Sleep.HibernateDelaySec': '2h',
    },
  },
  {
    module: 'hardware/workstations',
    choice: 'GNOME with tuned, and no sound',
    set: 'panther.hardware.workstations = { desktop = "gnome"; powerDaemon = "tuned"; audio = false; };',
    changes: {
      'services.tuned.enable': true,
      'services.desktopManager.gnome.enable': true,
      'services.displayManager.gdm.enable': true,
      'services.pipewire.enable': false,
    },
  },
  {
    module: 'hardware/yoga',
    choice: 'a convertible with a fingerprint reader that is mostly plugged in',
    set: `panther.hardware.yoga = {
      sensors = false;
      tabletMode = true;
      fingerprint = true;
      conservationMode = true;
    };
    services.xserver.enable = true;`,
    changes: {
      'services.xserver.wacom.enable': true,
      'services.fprintd.enable': true,
      'systemd.services.panther-conservation-mode.wantedBy': ['multi-user.target'],
    },
  },
  {
    module: 'hardware/yoga',
    choice: 'without sensors',
    set: 'panther.hardware.yoga.sensors = false;',
    changes: { 'hardware.sensor.iio.enable': false },
  },
  {
    module: 'hardware/zephyrus',
    choice: 'PRIME offload to the NVIDIA GPU',
    set: `panther.hardware.zephyrus.extraUnfree = [ "steam" ];
    ${BUS_IDS}`,
    changes: {
      'panther.hardware.zephyrus.nvidia': true,
      'hardware.nvidia.prime.offload.enable': true,
      'hardware.nvidia.prime.offload.enableOffloadCmd': true,
      'hardware.nvidia.powerManagement.enable': true,
      'services.xserver.videoDrivers': ['nvidia'],
      'services.supergfxd.enable': true,
      'panther.hardware.nvidia-unfree.enable': true,
      'panther.hardware.nvidia-unfree.extra': ['steam'],
      'nixpkgs.config.allowUnfreePredicate': '<function>',
    },
  },
  {
    module: 'hardware/zephyrus',
    choice: 'the NVIDIA GPU left alone, a charge limit, keys as they are',
    set: `panther.hardware.zephyrus = { nvidia = false; chargeLimit = 80; keyboard = false; };
    ${BUS_IDS}`,
    changes: {
      'systemd.services.panther-charge-limit.after': ['asusd.service'],
      'services.udev.extraHwdb': '',
    },
  },
];
