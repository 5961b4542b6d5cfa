# A live medium for the machines of a repository: NixOS's minimal one with panther-discover, disko and
# the repository on it. It changes no disk by itself. A file installer.nix in the repository is a module
# of your own for it, for keys and drivers.
{
  inputs,
  root,
  # From the packages of a platform to the tool; null where the repository has none.
  toolOf,
  system,
}:
let
  inherit (inputs.nixpkgs) lib;

  # Pools, arrays and volume groups would be assembled, and so changed, before anybody has looked.
  untouched =
    { lib, ... }:
    {
      boot = {
        swraid.enable = lib.mkForce false;
        supportedFilesystems.zfs = lib.mkForce false;
        kernelParams = [
          # No mounting of partitions by their type, no resuming of an image that a disk holds.
          "systemd.gpt_auto=0"
          "noresume"
        ];
      };
      services.udisks2.enable = lib.mkForce false;
      swapDevices = lib.mkForce [ ];
      environment.etc."lvm/lvm.conf".text = ''
        activation/auto_activation_volume_list = [ ]
      '';
    };

  # NixOS's own media start sshd with accounts that have empty passwords.
  keysOnly =
    { config, lib, ... }:
    let
      hasKey =
        name:
        let
          inherit (config.users.users.${name}.openssh.authorizedKeys) keys keyFiles;
        in
        keys != [ ] || keyFiles != [ ];
    in
    {
      services.openssh.settings = {
        PasswordAuthentication = lib.mkForce false;
        KbdInteractiveAuthentication = lib.mkForce false;
        PermitRootLogin = lib.mkForce "prohibit-password";
      };
      # `systemctl start sshd` is left to whoever sits at the machine and has put a key there.
      systemd.services.sshd.wantedBy = lib.mkForce (
        lib.optional (hasKey "root" || hasKey "nixos") "multi-user.target"
      );
    };

  carried =
    { pkgs, lib, ... }:
    let
      tool = toolOf pkgs;
    in
    {
      networking.hostName = lib.mkDefault "panther-installer";
      nixpkgs.hostPlatform = lib.mkDefault system;

      nix.settings.experimental-features = [
        "nix-command"
        "flakes"
      ];

      environment = {
        etc.pantheros.source = root;
        systemPackages = [
          inputs.disko.packages.${system}.disko
          pkgs.btrfs-progs
          pkgs.cryptsetup
          pkgs.git
          pkgs.lvm2
          pkgs.mkpasswd
          pkgs.openssh
        ]
        ++ lib.optional (tool != null) tool;
      };

      # Of the last lines, since they must be seen.
      services.getty.helpLine = lib.mkAfter ''

        PantherOS: no disk has been mounted or changed. The repository is read-only under
        /etc/pantheros; work in a copy:

          cp -rL --no-preserve=mode /etc/pantheros ~/pantheros && cd ~/pantheros

        ${
          if tool == null then
            "panther-discover is not on this medium: see docs/recovery.md."
          else
            "`sudo panther-discover` then says what this machine is and makes a host of it;\n`sudo panther-discover install` wipes its disk, after asking, and installs that host."
        }
        sshd takes keys only, and starts by itself where the medium was made with some (installer.nix).
      '';
    };

  own = root + "/installer.nix";
in
lib.nixosSystem {
  specialArgs = { inherit inputs; };
  modules = [
    (inputs.nixpkgs + "/nixos/modules/installer/cd-dvd/installation-cd-minimal.nix")
    untouched
    keysOnly
    carried
  ]
  ++ lib.optional (builtins.pathExists own) own;
}
