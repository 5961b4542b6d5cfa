# notify.sh UNIT: tells somebody. What goes out is the host's name, the unit's and where to look:
# nothing of a log. COMMAND gets that line on standard input and the unit as PANTHER_UNIT.
set -eu
PANTHER_UNIT=$1
export PANTHER_UNIT
printf '%s: %s failed; see: systemctl status %s\n' "$HOST_NAME" "$1" "$1" | "$BASH" -c "$COMMAND"
