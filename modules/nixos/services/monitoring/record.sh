# record.sh UNIT: notes that a unit failed, as one file named after it. It stays over reboots and goes
# when a person says so. ALERTS is the folder.
set -eu
unit=$1
printf '%s\n' "$(date +%s)" > "$ALERTS/$unit"
printf '<3>%s failed; see: systemctl status %s\n' "$unit" "$unit"
