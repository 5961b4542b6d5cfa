# Reads a disko file and gives its value with the line of every attribute (NixValue in node.ts).
#
# Evaluated in restricted mode, with the file's folder as <linted>. A file that is a function gets
# stand-ins: lib with what layouts use, pkgs with the names that the file mentions, and everything of
# config as a value that nobody knows. What throws is unknown; the rest of the file is still read.
{ name, packages, configuration, libPath ? "" }:
let
  inherit (builtins) attrNames concatMap elemAt foldl' genList isAttrs isFunction isList isPath length
    listToAttrs mapAttrs tryEval typeOf;

  genAttrs = names: f: listToAttrs (map (name: { inherit name; value = f name; }) names);
  update = a: b: a // mapAttrs (n: v: if isAttrs v && isAttrs (a.${n} or null) then update a.${n} v else v) b;
  merge = foldl' update { };
  unchanged = x: x;
  imap = from: f: list: genList (i: f (i + from) (elemAt list i)) (length list);

  marks = {
    mkDefault = unchanged;
    mkForce = unchanged;
    mkBefore = unchanged;
    mkAfter = unchanged;
    mkOverride = _: unchanged;
    mkOrder = _: unchanged;
    mkIf = condition: value: if condition then value else { };
    mkMerge = merge;
  };
  standIn = builtins // {
    inherit genAttrs;
    recursiveUpdate = update;
    optional = condition: x: if condition then [ x ] else [ ];
    optionals = condition: xs: if condition then xs else [ ];
    optionalAttrs = condition: xs: if condition then xs else { };
    optionalString = condition: x: if condition then x else "";
    nameValuePair = name: value: { inherit name value; };
    mapAttrs' = f: set: listToAttrs (map (n: f n set.${n}) (attrNames set));
    mapAttrsToList = f: set: map (n: f n set.${n}) (attrNames set);
    filterAttrs = f: set: listToAttrs (concatMap (n: if f n set.${n} then [ { name = n; value = set.${n}; } ] else [ ]) (attrNames set));
    imap0 = imap 0;
    imap1 = imap 1;
    range = first: last: if first > last then [ ] else genList (i: first + i) (last - first + 1);
    mergeAttrsList = foldl' (a: b: a // b) { };
    flatten = x: if isList x then concatMap standIn.flatten x else [ x ];
    concatMapStringsSep = separator: f: xs: builtins.concatStringsSep separator (map f xs);
    concatStrings = builtins.concatStringsSep "";
    escapeShellArg = x: "'" + builtins.replaceStrings [ "'" ] [ "'\\'''" ] (toString x) + "'";
    getExe = drv: "${drv}/bin/program";
    getExe' = drv: program: "${drv}/bin/${program}";
    makeBinPath = xs: builtins.concatStringsSep ":" (map (x: "${x}/bin") xs);
    types = { };
    mkOption = _: { };
    mkEnableOption = _: { };
  } // marks;
  lib =
    let real = import <nixpkgs-lib>;
    in if libPath == "" then standIn // { strings = standIn; attrsets = standIn; lists = standIn; } else real // marks;

  package = n: { outPath = "/nix/store/00000000000000000000000000000000-${n}"; };
  pkgNames = builtins.fromJSON packages;
  pkgs = genAttrs pkgNames (n: genAttrs pkgNames package // package n) // { inherit lib; };
  unknown = v: if isAttrs v then mapAttrs (_: unknown) v else throw "not known without the rest of the system";
  config = unknown (builtins.fromJSON configuration);

  arguments = { inherit lib pkgs config; options = { }; modulesPath = "/modules"; inputs = { }; self = { }; };
  call = f:
    let
      wanted = builtins.functionArgs f;
      given = builtins.intersectAttrs wanted arguments;
      missing = builtins.filter (n: !wanted.${n} && !(arguments ? ${n})) (attrNames wanted);
    in
    f (if wanted == { } then arguments else given // genAttrs missing (_: throw "no value for this argument"));

  file = <linted> + "/${name}";
  imported = import file;
  value = if isFunction imported then call imported else imported;
  own = toString file;

  line = n: set:
    let at = builtins.unsafeGetAttrPos n set;
    in if at == null || at.file != own then null else at.line;
  read = depth: v:
    let
      tried = tryEval v;
      kind = typeOf tried.value;
    in
    if !tried.success || depth > 40 then { k = "unknown"; }
    else if kind == "set" then
      if tried.value ? outPath then { k = "unknown"; }
      else {
        k = "attrs";
        v = mapAttrs (n: x: { l = line n tried.value; v = read (depth + 1) x; }) tried.value;
      }
    else if kind == "list" then { k = "list"; v = map (read (depth + 1)) tried.value; }
    else if kind == "path" then { k = "path"; v = toString tried.value; }
    else if kind == "lambda" then { k = "unknown"; }
    else if kind == "string" then { k = "plain"; v = builtins.unsafeDiscardStringContext tried.value; }
    else { k = "plain"; v = tried.value; };
  devicesOf = v:
    if isAttrs v then v.disko.devices or v.config.disko.devices or (if v ? disk then v else null) else null;
  devices = devicesOf value;
in
if devices == null then null else {
  l = if value ? disko then line "disko" value else null;
  v = read 0 devices;
}
