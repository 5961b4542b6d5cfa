# The options of every PantherOS module as JSON, read without nixpkgs: modules get a `lib` that only
# describes types, and a configuration that nobody may look at. A default that depends on the
# configuration must therefore carry a `defaultText`.
{
  # Absolute paths of module files.
  files,
}:
let
  shown = value: if builtins.isString value then ''"${value}"'' else toString value;
  joined = builtins.concatStringsSep;

  types = {
    anything = "anything";
    bool = "true or false";
    int = "whole number";
    path = "path";
    port = "port number";
    str = "string";
    # Nobody reads a longer one; the description says what is meant.
    strMatching =
      pattern:
      if builtins.stringLength pattern > 60 then "string" else "string matching `${pattern}`";
    enum = values: "one of ${joined ", " (map shown values)}";
    nullOr = type: "null or ${type}";
    listOf = type: "list of ${type}";
    nonEmptyListOf = type: "list of at least one ${type}";
    attrsOf = type: "set of ${type}";
    either = one: other: "${one} or ${other}";
    ints = {
      positive = "whole number above 0";
      unsigned = "whole number, 0 or more";
      between = least: most: "whole number from ${toString least} to ${toString most}";
    };
  };

  lib = {
    inherit types;
    literalExpression = text: { expression = text; };
    mkOption = option: option // { _type = "option"; };
    mkEnableOption = name: {
      _type = "option";
      type = types.bool;
      default = false;
      description = "Whether to enable ${name}.";
    };
    # Only settings use these, and settings are not read.
    mkIf = _: _: { };
    mkMerge = _: { };
    optional = _: _: [ ];
    optionals = _: _: [ ];
    optionalString = _: _: "";
    hasInfix = _: _: false;
  };

  moduleAt =
    file:
    let
      module = import file;
      unread = name: throw "${file}: reads `${name}` for an option that has no defaultText";
    in
    if builtins.isFunction module then
      module {
        inherit lib;
        config = unread "config";
        options = unread "options";
        pkgs = unread "pkgs";
        utils = unread "utils";
      }
    else
      module;

  optionsBelow =
    path: value:
    if value._type or null == "option" then
      [ (describe path value) ]
    else
      builtins.concatLists (
        map (name: optionsBelow (path ++ [ name ]) value.${name}) (builtins.attrNames value)
      );

  describe =
    path: option:
    {
      path = joined "." path;
      type = option.type;
      description = option.description;
      internal = option.internal or false;
      readOnly = option.readOnly or false;
    }
    // (
      if option.internal or false then
        { }
      else if option ? defaultText then
        { defaultText = option.defaultText.expression; }
      else if option ? default then
        { inherit (option) default; }
      else
        { }
    );
in
builtins.listToAttrs (
  map (file: {
    name = file;
    # What a module adds to an option of NixOS's is none of its own.
    value = optionsBelow [ "panther" ] ((moduleAt file).options.panther or { });
  }) files
)
