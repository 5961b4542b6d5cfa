# What is said of systems whose disks come from disko's own library. Reads its request from a JSON file:
# { lib, disko, cases: [ { comparison, modules } ] }, where `comparison` is a file with the function that is
# tried, and gives what it says of a system of these modules, or null where that cannot be evaluated.
{ request }:
let
  asked = builtins.fromJSON (builtins.readFile request);
  lib = import (/. + asked.lib);
  diskoLib = import (/. + asked.disko + "/lib") {
    inherit lib;
    rootMountPoint = "/mnt";
  };
  systemOf =
    modules:
    let
      inherit
        (lib.evalModules {
          modules = map (file: import (/. + file)) modules ++ [
            {
              options.disko.devices = lib.mkOption {
                type = diskoLib.toplevel;
                default = { };
              };
            }
          ];
        })
        config
        options
        ;
    in
    {
      inherit options;
      config = config // {
        system.build.toplevel.drvPath = "/nix/store/system.drv";
      };
    };
in
map (
  { comparison, modules }:
  let
    told = import (/. + comparison) (systemOf modules);
    tried = builtins.tryEval (builtins.deepSeq told told);
  in
  if tried.success then tried.value else null
) asked.cases
