# Yours: panther-discover writes this file once and never again. It is imported last.
# What the tool sets with lib.mkDefault gives way to a plain definition here, for example
#   time.timeZone = "Europe/Berlin";
# Lists are joined; anything else is overridden with lib.mkForce.
{ ... }:
{ }
