# Names that a shell acts on, in each place that disko puts into its script.
{
  disko.devices.disk.laptop-7 = {
    type = "disk";
    device = "/dev/disk/by-id/x$(touch /tmp/pwn)y"; # unsafe-string
    content = {
      type = "luks";
      name = "crypt; reboot"; # unsafe-string
      passwordFile = "/run/`id`"; # unsafe-string
      extraFormatArgs = [
        "--type"
        "luks2"
      ];
      content = {
        type = "btrfs";
        extraArgs = [ "-L" "it's" ]; # unsafe-string
        subvolumes."@a b" = { # unsafe-string
          mountpoint = "/srv\nreboot"; # unsafe-string
          mountOptions = [ "noatime" "x|y" ]; # unsafe-string
        };
      };
    };
  };
}
