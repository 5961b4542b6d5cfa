# Stand-in for pkgs.formats: the types of the settings that the formats take, and no generator.
{ lib, generate }:
let
  inherit (lib.types)
    attrsOf
    bool
    coercedTo
    either
    float
    int
    listOf
    nullOr
    oneOf
    path
    str
    ;
  structured =
    let
      value = nullOr (oneOf [
        bool
        int
        float
        str
        path
        (attrsOf value)
        (listOf value)
      ]);
    in
    value;
  atom = nullOr (oneOf [
    bool
    int
    float
    str
  ]);
  atomOf =
    {
      listsAsDuplicateKeys ? false,
      listToValue ? null,
      atomsCoercedToLists ? false,
      ...
    }:
    if listsAsDuplicateKeys || listToValue != null then
      (if atomsCoercedToLists == true then coercedTo atom lib.singleton (listOf atom) else either atom (listOf atom))
    else
      atom;
  format = type: _: { inherit type generate; lib = { mkRaw = raw: { inherit raw; }; types.atom = atom; }; };
  sections = arguments: {
    type = attrsOf (attrsOf (atomOf arguments));
    inherit generate;
    lib.types.atom = atomOf arguments;
  };
in
{
  json = format structured;
  yaml = format structured;
  yaml_1_1 = format structured;
  yaml_1_2 = format structured;
  toml = format structured;
  lua = format structured;
  hocon = format structured;
  libconfig = format structured;
  php = format structured;
  xml = format structured;
  plist = format structured;
  cdn = format structured;
  hcl1 = format structured;
  elixirConf = format (attrsOf structured);
  javaProperties = format (attrsOf str);
  pythonVars = format (attrsOf structured);
  nixConf = format (attrsOf structured);
  systemd = sections { listsAsDuplicateKeys = true; };
  ini = sections;
  iniWithGlobalSection = arguments: {
    inherit generate;
    lib.types.atom = atomOf arguments;
    type = lib.types.submodule {
      options = {
        sections = lib.mkOption { type = attrsOf (attrsOf (atomOf arguments)); default = { }; };
        globalSection = lib.mkOption { type = attrsOf (atomOf arguments); default = { }; };
      };
    };
  };
  gitIni = arguments: {
    type = attrsOf (attrsOf (either (atomOf arguments) (attrsOf (atomOf arguments))));
    inherit generate;
    lib.types.atom = atomOf arguments;
  };
  keyValue = arguments: {
    type = attrsOf (atomOf arguments);
    inherit generate;
    lib.types.atom = atomOf arguments;
  };
}
