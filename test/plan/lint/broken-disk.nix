# Disks of which nothing can be told: nobody may take them for looked at.
{
  disko.devices.disk = {
    thrown = throw "not today"; # disk-not-evaluated
    number = 5; # disk-not-evaluated
    asserted = assert false; { }; # disk-not-evaluated
    content = {
      device = "/dev/disk/by-path/pci-0000:01:00.0-nvme-1";
      destroy = false;
      content = throw "not today"; # disk-not-evaluated
    };
  };
}
