# Options of NixOS 24.11 to 26.05 that PantherOS sets and that an older module tree lacks: declared
# with the type that the release notes give, without effect. What passes only because of them is not
# proven; data/nixos-options.yaml marks each.
{ lib, options, ... }:
{ }
