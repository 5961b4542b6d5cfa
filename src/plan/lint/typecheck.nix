# Has disko's own type library judge a layout: <disko> is a checkout of disko, <nixpkgs-lib> the lib of
# nixpkgs. Gives what disko would set in NixOS by itself; ends with an error where a type does not fit.
{ layout }:
let
  lib = import <nixpkgs-lib>;
  disko = import <disko/lib> {
    inherit lib;
    makeTest = null;
    eval-config = null;
    qemu-common = null;
  };
  checked = lib.evalModules {
    modules = [
      {
        _file = "the layout";
        options.devices = lib.mkOption { type = disko.toplevel; };
        config.devices = builtins.fromJSON layout;
      }
    ];
  };
  script = checked.config.devices._create;
in
builtins.stringLength (builtins.unsafeDiscardStringContext script)
