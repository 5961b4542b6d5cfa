import type { DiskLayout } from '../model/layout.ts';
import { diskoValue } from './disko.ts';
import { printNix } from './nix/print.ts';

/**
 * A Nix function from an evaluated system to { system, differences }: the derivation of the whole system, and
 * where the disks that Nix would format are not those of the layout, as { at, planned, found } in words; null:
 * not there. The layout goes through disko's own type first, so that its defaults stand on both sides. Names
 * that begin with _ are what disko derives of the rest, functions and loops among it: of those the scripts
 * that run are compared, which tell of what is in no option.
 */
export function devicesComparison(layout: DiskLayout): string {
  return `host:
let
  found = host.config.disko.devices;
  planned = host.options.disko.devices.type.merge [ "disko" "devices" ] [
    {
      file = "the approved plan";
      value = ${printNix(diskoValue(layout), '      ')};
    }
  ];
${COMPARISON}`;
}

const COMPARISON = `  isSaid = name: builtins.substring 0 1 name != "_";
  words =
    value:
    if builtins.isString value then
      builtins.unsafeDiscardStringContext value
    else if builtins.isList value then
      builtins.concatStringsSep " " (map words value)
    else if builtins.isAttrs value then
      words (value.device or "something")
    else if builtins.isFunction value then
      "a function"
    else
      builtins.toJSON value;
  difference = path: planned: found: {
    at = builtins.concatStringsSep "." path;
    planned = if planned == [ ] then null else words planned;
    found = if found == [ ] then null else words found;
  };
  differences =
    path: planned: found:
    if builtins.isAttrs planned && builtins.isAttrs found then
      builtins.concatMap (
        name:
        let
          here = path ++ [ name ];
        in
        if !(found ? \${name}) then
          [ (difference here [ planned.\${name} ] [ ]) ]
        else if !(planned ? \${name}) then
          [ (difference here [ ] [ found.\${name} ]) ]
        else
          differences here planned.\${name} found.\${name}
      ) (builtins.filter isSaid (builtins.attrNames (planned // found)))
    else if planned == found then
      [ ]
    else
      [ (difference path [ planned ] [ found ]) ];
  said = differences [ ] planned found;
  scripts = builtins.filter (name: (planned.\${name} or null) != (found.\${name} or null)) [
    "_destroy"
    "_create"
    "_mount"
  ];
in
{
  system = builtins.unsafeDiscardStringContext host.config.system.build.toplevel.drvPath;
  differences =
    if said == [ ] then
      map (name: difference [ name ] [ "as disko makes it" ] [ "something else" ]) scripts
    else
      said;
}
`;
