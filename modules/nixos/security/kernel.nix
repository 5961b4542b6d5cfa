{
  config,
  lib,
  options,
  ...
}:
let
  cfg = config.panther.security.kernel;
  personal = cfg.role == "personal";
  # A hibernated image on a swapfile is found through an EFI variable, without a resumeDevice.
  hibernates =
    config.boot.resumeDevice != "" || config.panther.filesystems.optimization.hibernation;
  # Whether the kernel is built with what locks it down, by either of the names that releases have for its
  # settings. NixOS's own are not, since a key made during the build would make no two builds alike.
  canLockDown = lib.any (
    patch:
    lib.any (settings: settings ? SECURITY_LOCKDOWN_LSM) [
      (patch.structuredExtraConfig or { })
      (patch.extraStructuredConfig or { })
    ]
  ) config.boot.kernelPatches;
  # Stronger than NixOS's own mkDefault for the same sysctl, weaker than a line of the host.
  here = lib.mkOverride 900;
in
{
  options.panther.security.kernel = {
    enable = lib.mkEnableOption "kernel settings that close what this kind of machine does not use";

    role = lib.mkOption {
      type = lib.types.enum [
        "personal"
        "server"
        "vps"
      ];
      default = "personal";
      description = "What the machine is for: a personal machine keeps debugging and foreign disks usable, a server gives them up.";
    };

    lockdown = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = ''
        Whether the kernel is locked down (integrity mode): not even root may change the running
        kernel. It forbids hibernation, unsigned kexec and modules, writing to MSRs and raw device memory.
        It is worth little without Secure Boot, since root can then simply boot another kernel.

        **NixOS's own kernels are built without it and ignore this.** It takes a kernel of your own, built
        on your machine, with `SECURITY_LOCKDOWN_LSM` and `MODULE_SIG` in the settings of an entry of
        `boot.kernelPatches`, each by `lib.mkForce lib.kernel.yes`; nobody has tried one with PantherOS.
        `/sys/kernel/security/lockdown` tells what runs.
      '';
    };

    pageTableIsolation = lib.mkOption {
      type = lib.types.bool;
      default = cfg.role == "server";
      defaultText = lib.literalExpression ''role == "server"'';
      description = ''
        Whether the page tables of kernel and programs are kept apart even on a processor that is not known
        to leak. It hides where the kernel lies in memory, and costs some percent where programs call the
        kernel often. Processors that leak have it in any case.
      '';
    };

    blacklistRareModules = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether network protocols and file systems that hardly anybody uses are kept from loading by themselves.";
    };
  };

  config = lib.mkIf cfg.enable (
    lib.mkMerge [
      {
        assertions = [
          {
            assertion = cfg.lockdown -> !hibernates;
            message = "panther.security.kernel.lockdown: a locked down kernel refuses to hibernate; switch lockdown or panther.filesystems.optimization.hibernation off.";
          }
          {
            assertion = config.security.protectKernelImage -> !hibernates;
            message = "panther.security.kernel: security.protectKernelImage boots with `nohibernate`, but hibernation is wanted; switch one of the two off.";
          }
        ];

        warnings =
          lib.optional (cfg.lockdown && !canLockDown)
            "panther.security.kernel.lockdown: NixOS's kernels are built without lockdown, so this does nothing; set SECURITY_LOCKDOWN_LSM and MODULE_SIG by boot.kernelPatches, or lockdown to false."
          ++ lib.optional (cfg.lockdown && lib.elem "nvidia" config.services.xserver.videoDrivers)
            "panther.security.kernel.lockdown: NVIDIA's module is built outside the kernel tree; a kernel that checks module signatures will refuse to load it under lockdown.";

        security.forcePageTableIsolation = lib.mkDefault cfg.pageTableIsolation;

        boot.kernel.sysctl = {
          # Kernel addresses help an attacker and nobody else.
          "kernel.kptr_restrict" = here 2;
          # `dmesg` needs root from now on.
          "kernel.dmesg_restrict" = here 1;
          # 2, not 1: root may still allow it again without a reboot.
          "kernel.unprivileged_bpf_disabled" = here 2;
          "net.core.bpf_jit_harden" = here 2;
          # 1: a debugger may attach to what it started itself, which is what an IDE does.
          # 2: only root may attach.
          "kernel.yama.ptrace_scope" = here (if personal then 1 else 2);
          # No loading of line disciplines by unprivileged users, a repeated source of holes.
          "dev.tty.ldisc_autoload" = here 0;
          "fs.protected_fifos" = here 2;
          "fs.protected_regular" = here 2;

          # A host takes no routes from strangers. accept_ra stays alone: IPv6 needs it; rp_filter
          # as well: the firewall does that, and looser where Tailscale needs it.
          "net.ipv4.conf.all.accept_redirects" = here 0;
          "net.ipv4.conf.default.accept_redirects" = here 0;
          "net.ipv6.conf.all.accept_redirects" = here 0;
          "net.ipv6.conf.default.accept_redirects" = here 0;
          "net.ipv4.conf.all.secure_redirects" = here 0;
          "net.ipv4.conf.default.secure_redirects" = here 0;
          "net.ipv4.conf.all.send_redirects" = here 0;
          "net.ipv4.conf.default.send_redirects" = here 0;
          "net.ipv4.conf.all.accept_source_route" = here 0;
          "net.ipv6.conf.all.accept_source_route" = here 0;
          "net.ipv4.icmp_echo_ignore_broadcasts" = here 1;
          "net.ipv4.tcp_rfc1337" = here 1;
        };

        # User namespaces stay on for all roles: Nix's sandbox, browsers and rootless containers
        # are built on them. kexec stays on for servers: reinstalling one over SSH uses it.
        boot.kernelParams = [
          # Caches of equal size are kept apart, so that an overflow hits less.
          "slab_nomerge"
          "page_alloc.shuffle=1"
          "randomize_kstack_offset=on"
          # Only programs linked before 2013 miss it.
          "vsyscall=none"
          # Memory is zeroed when handed out: no leaks of old contents, about 1 % slower.
          "init_on_alloc=1"
        ]
        # Zeroed when given back too: up to some 5 % slower, too much for a laptop's battery and
        # for a VPS with a share of a core.
        ++ lib.optional (cfg.role == "server") "init_on_free=1"
        # An oops in a server's kernel ends in a reboot instead of a half-dead machine; on a
        # personal machine it would lose unsaved work.
        ++ lib.optionals (!personal) [
          "oops=panic"
          "panic=30"
        ];
      }

      (lib.mkIf cfg.blacklistRareModules {
        # Blacklisting stops loading on demand (opening such a socket, plugging such a disk in);
        # root can still load each by name.
        boot.blacklistedKernelModules = [
          "dccp"
          "sctp"
          "rds"
          "tipc"
          "n-hdlc"
          "ax25"
          "netrom"
          "rose"
          "x25"
          "atm"
          "appletalk"
          "psnap"
          "p8022"
          "p8023"
          "cramfs"
          "freevxfs"
          "jffs2"
        ]
        # Disks and cards of other systems are a personal machine's everyday business.
        ++ lib.optionals (!personal) [
          "hfs"
          "hfsplus"
          "udf"
        ];
      })

      (lib.mkIf cfg.lockdown { boot.kernelParams = [ "lockdown=integrity" ]; })

      # NixOS names the security modules on the kernel command line; the parameter above does
      # nothing when lockdown is not among them.
      (lib.optionalAttrs (options.security ? lsm) {
        security.lsm = lib.mkIf cfg.lockdown (lib.mkBefore [ "lockdown" ]);
      })
    ]
  );
}
