{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.security.audit;
  kernelVersion = config.boot.kernelPackages.kernel.version or "";

  # A 32-bit program calls by other numbers and would slip past rules for 64-bit calls.
  arches = [ "b64" ] ++ lib.optional pkgs.stdenv.hostPlatform.isx86_64 "b32";
  onCalls =
    calls: filter: key:
    map (arch: "-a always,exit -F arch=${arch} -S ${calls}${filter} -F key=${key}") arches;
  onWrite = path: key: "-a always,exit -F path=${path} -F perm=wa -F key=${key}";
  onWriteBelow = path: key: "-a always,exit -F dir=${path} -F perm=wa -F key=${key}";

  # Started by a person, also through sudo: `auid` is who logged in, and unset for services.
  byPeople = " -F auid>=1000 -F auid!=unset";

  rules =
    # Read on at the next rule when one cannot be loaded (a path or call that this machine lacks).
    [ "-i" ]
    # Accounts.
    ++ map (file: onWrite "/etc/${file}" "accounts") [
      "passwd"
      "shadow"
      "group"
      "subuid"
      "subgid"
    ]
    # Who may become root, and what this machine proves itself with.
    ++ [ (onWrite "/etc/sudoers" "accounts") ]
    ++ [ (onWriteBelow config.panther.services.ssh.hostKeyDirectory "host-keys") ]
    ++ [ "-a always,exit -F dir=/persist/secrets -F perm=rwa${byPeople} -F key=secrets" ]
    # Which system is booted next.
    ++ [ (onWriteBelow "/nix/var/nix/profiles" "system-profile") ]
    # The running kernel.
    ++ onCalls "init_module,finit_module,delete_module" byPeople "kernel-modules"
    ++ onCalls "kexec_load" "" "kexec"
    # A kernel from a file, as kexec(8) and systemd load it; there is no 32-bit call for it.
    ++ [ "-a always,exit -F arch=b64 -S kexec_file_load -F key=kexec" ]
    ++ onCalls "mount,umount2" byPeople "mounts"
    # The clock, on which the log's own times rest.
    ++ onCalls "settimeofday,clock_settime" byPeople "time"
    # Each command that a person runs as root.
    ++ lib.optionals cfg.rootCommands (onCalls "execve" " -F euid=0${byPeople}" "root-commands")
    ++ cfg.extraRules;
in
{
  options.panther.security.audit = {
    enable = lib.mkEnableOption "the kernel's audit log with a short set of rules";

    rootCommands = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether every command that a person runs as root is logged (`ausearch -k root-commands`).";
    };

    extraRules = lib.mkOption {
      type = lib.types.listOf (lib.types.strMatching "[^'\n]+");
      default = [ ];
      example = [ "-a always,exit -F path=/etc/hosts -F perm=wa -F key=hosts" ];
      description = "Further rules in the syntax of `auditctl`, one a line.";
    };

    logSize = lib.mkOption {
      type = lib.types.ints.between 1 1024;
      default = 16;
      description = "Size in MiB at which a log file is rotated.";
    };

    logFiles = lib.mkOption {
      type = lib.types.ints.between 2 999;
      default = 8;
      description = "Number of log files kept; the log never takes more than this times `logSize`.";
    };
  };

  config = lib.mkIf cfg.enable {
    # NixOS writes settings (-b, -f, -r) in front of the rules; those kernels refuse them.
    warnings = lib.optional (lib.versionAtLeast kernelVersion "6.19") ''
      panther.security.audit: on kernels from 6.19 on, NixOS's rule loader is reported to fail. Check `systemctl status audit-rules-nixos`, or stay on the default kernel.
    '';

    security.audit = {
      enable = lib.mkDefault true;
      # Room for what happens at boot before the daemon runs.
      backlogLimit = lib.mkDefault 8192;
      # "panic" would turn a full disk into a crash.
      failureMode = lib.mkDefault "printk";
      inherit rules;
    };

    security.auditd = {
      enable = true;
      settings = {
        log_format = lib.mkDefault "ENRICHED";
        max_log_file = cfg.logSize;
        num_logs = cfg.logFiles;
        max_log_file_action = "rotate";
        # The two are in MiB and must differ. Neither they nor a full disk ever halt the machine.
        space_left = lib.mkDefault 512;
        space_left_action = lib.mkDefault "syslog";
        admin_space_left = lib.mkDefault 128;
        admin_space_left_action = lib.mkDefault "rotate";
        disk_full_action = lib.mkDefault "rotate";
        disk_error_action = lib.mkDefault "syslog";
      };
    };
  };
}
