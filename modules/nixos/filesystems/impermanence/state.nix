# What outlives the reset: the state of what is switched on, and a warning for state that nobody named.
{
  config,
  lib,
  ...
}:
let
  cfg = config.panther.filesystems.impermanence;

  private = directory: {
    inherit directory;
    mode = "0700";
  };
  ownedBy = user: directory: {
    inherit directory user;
    group = user;
    mode = "0750";
  };

  # What a service leaves on disk and must find again, by what is switched on.
  stateOf =
    let
      inherit (config)
        hardware
        networking
        security
        services
        virtualisation
        ;
    in
    lib.concatLists [
      (lib.optional (!config.fileSystems ? "/var/log") "/var/log")
      (lib.optionals networking.networkmanager.enable [
        (private "/etc/NetworkManager/system-connections")
        (private "/var/lib/NetworkManager")
      ])
      (lib.optional networking.wireless.iwd.enable (private "/var/lib/iwd"))
      # NixOS's own DHCP client, where no other was chosen: its identity decides over the address.
      (lib.optional (networking.useDHCP && networking.dhcpcd.enable) "/var/lib/dhcpcd")
      (lib.optional hardware.bluetooth.enable (private "/var/lib/bluetooth"))
      (lib.optional hardware.rasdaemon.enable "/var/lib/rasdaemon")
      # Which Thunderbolt devices were authorised.
      (lib.optional services.hardware.bolt.enable "/var/lib/boltd")
      (lib.optional services.tailscale.enable (private "/var/lib/tailscale"))
      (lib.optional services.fprintd.enable (private "/var/lib/fprint"))
      (lib.optional services.upower.enable "/var/lib/upower")
      (lib.optional services.power-profiles-daemon.enable "/var/lib/power-profiles-daemon")
      (lib.optional services.fwupd.enable "/var/lib/fwupd")
      (lib.optional services.colord.enable (ownedBy "colord" "/var/lib/colord"))
      (lib.optional services.accounts-daemon.enable "/var/lib/AccountsService")
      (lib.optional services.printing.enable "/var/lib/cups")
      (lib.optional services.flatpak.enable "/var/lib/flatpak")
      (lib.optional services.usbguard.enable (private "/var/lib/usbguard"))
      (lib.optional services.fail2ban.enable (private "/var/lib/fail2ban"))
      # Declared in the configuration or kept on disk, never both: the daemon writes the file.
      (lib.optional (services.asusd.enable && services.asusd.asusdConfig == null) "/etc/asusd")
      (lib.optional services.postgresql.enable (ownedBy "postgres" "/var/lib/postgresql"))
      (lib.optional services.prometheus.enable (
        ownedBy "prometheus" "/var/lib/${services.prometheus.stateDir}"
      ))
      (lib.optional services.mysql.enable (ownedBy "mysql" "/var/lib/mysql"))
      (lib.optional (security.acme.certs != { }) (ownedBy "acme" "/var/lib/acme"))
      (lib.optional virtualisation.podman.enable "/var/lib/containers")
      (lib.optional virtualisation.docker.enable "/var/lib/docker")
      (lib.optional virtualisation.incus.enable "/var/lib/incus")
      (lib.optional virtualisation.libvirtd.enable "/var/lib/libvirt")
      # The keys that the boot files are signed with.
      (lib.optional config.panther.core.boot.secureBoot (private "/var/lib/sbctl"))
    ];

  below = prefix: path: path == prefix || lib.hasPrefix "${prefix}/" path;

  # Whether a path outlives the reset: inside a persisted directory or another mounted filesystem.
  survivors =
    map (entry: entry.dirPath or entry.directory) (
      config.environment.persistence.${cfg.persist}.directories or [ ]
    )
    ++ lib.remove "/" (lib.attrNames config.fileSystems);
  survives = path: lib.any (kept: below kept path) survivors;

  inLib = lib.filter (lib.hasPrefix "/var/lib/");

  unitDirectories = lib.concatMap (
    service:
    let
      declared = service.serviceConfig.StateDirectory or [ ];
      dynamic = service.serviceConfig.DynamicUser or false;
    in
    map (name: if dynamic then "/var/lib/private/${name}" else "/var/lib/${name}") (
      lib.concatMap (lib.splitString " ") (lib.toList declared)
    )
  ) (lib.filter (service: service.enable) (lib.attrValues config.systemd.services));
  homes = map (user: user.home) (
    lib.filter (user: user.enable or true) (lib.attrValues config.users.users)
  );

  # Those of tmpfiles.d that make a directory, or a subvolume, which lasts.
  makes = type: lib.elem (lib.substring 0 1 type) [ "d" "D" "v" "q" "Q" ];
  ruleDirectories = lib.concatMap (
    rule:
    let
      words = lib.filter (word: word != "") (lib.splitString " " rule);
    in
    lib.optional (lib.length words > 1 && makes (lib.head words)) (
      lib.replaceStrings [ ''"'' ] [ "" ] (lib.elemAt words 1)
    )
  ) config.systemd.tmpfiles.rules;
  settingDirectories = lib.concatMap (
    paths: lib.attrNames (lib.filterAttrs (_: types: lib.any makes (lib.attrNames types)) paths)
  ) (lib.attrValues config.systemd.tmpfiles.settings);

  lost = lib.filter (path: !survives path && !lib.any (kept: below kept path) cfg.forget) (
    lib.sort lib.lessThan (
      lib.unique (inLib (unitDirectories ++ homes ++ ruleDirectories ++ settingDirectories))
    )
  );
  # The folder, and not what lies in it as well.
  forgotten = lib.filter (path: !lib.any (other: other != path && below other path) lost) lost;

  lostHostKeys = lib.filter (key: !survives key.path) (
    lib.optionals config.services.openssh.enable config.services.openssh.hostKeys
  );
in
{
  config = lib.mkIf cfg.enable {
    panther.filesystems.impermanence.forget = [
      # For a VPN while it is up.
      "/var/lib/NetworkManager-fortisslvpn"
      "/var/lib/btrbk"
      "/var/lib/logrotate"
      # A mount point.
      "/var/lib/lxc/rootfs"
      # Leases on a connection that is shared; the next boot gives new ones.
      "/var/lib/misc"
      "/var/lib/nftables"
      # What is mounted.
      "/var/lib/udisks2"
    ];

    environment.persistence.${cfg.persist} = {
      hideMounts = lib.mkDefault true;
      directories = [
        # Numbers of users and groups that were given out.
        "/var/lib/nixos"
        # Random seed, timers, backlight, rfkill, credentials.
        "/var/lib/systemd"
      ]
      ++ stateOf
      ++ cfg.directories;
      files = [
        # Without it every boot is a first boot.
        "/etc/machine-id"
      ]
      ++ lib.optional (
        config.services.supergfxd.enable && config.services.supergfxd.settings == null
      ) "/etc/supergfxd.conf"
      ++ cfg.files;
    };

    warnings =
      lib.optional (forgotten != [ ]) ''
        panther.filesystems.impermanence: state is kept in ${lib.concatStringsSep ", " forgotten}, which the
        next boot deletes; add it to panther.filesystems.impermanence.directories to keep it, or to .forget.
      ''
      ++ map (key: ''
        panther.filesystems.impermanence: the SSH host key ${key.path} would be new at every boot; keep it under
        ${cfg.persist}.
      '') lostHostKeys;
  };
}
