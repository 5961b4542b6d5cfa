# Turns open alerts into metrics and a notice for whoever logs in: unit names, and nothing of a log.
# ALERTS and METRICS are folders; ROOT_STATE is the file with stage 1's verdict on the root ("reset",
# "skipped" or "failed"), empty on a host whose root is not reset.
set -eu
umask 022
metrics=$(mktemp "$METRICS/.panther.prom.XXXXXX")
trap 'rm -f -- "$metrics"' EXIT
text=$(mktemp "$METRICS/.notice.XXXXXX")
trap 'rm -f -- "$metrics" "$text"' EXIT
{
  echo '# HELP panther_alert Time of the last failure of a watched unit that nobody has acknowledged.'
  echo '# TYPE panther_alert gauge'
  for file in "$ALERTS"/*; do
    [ -e "$file" ] || continue
    unit=${file##*/}
    read -r when < "$file" || when=0
    case $when in ("" | *[!0-9]*) when=0 ;; esac
    # A backslash (systemd's own escape in unit names) must be doubled inside a label.
    printf 'panther_alert{unit="%s"} %s\n' "${unit//\\/\\\\}" "$when"
    printf 'PantherOS: %s failed (acknowledge: sudo panther-alerts clear)\n' "$unit" >> "$text"
  done
  if [ -n "$ROOT_STATE" ]; then
    state=missing
    [ ! -r "$ROOT_STATE" ] || read -r state _ < "$ROOT_STATE" || true
    case $state in
      (reset) reset=1 ;;
      (*)
        reset=0
        echo 'PantherOS: the root was not reset at this boot (journalctl -b -u panther-reset-root)' >> "$text"
        ;;
    esac
    echo '# HELP panther_root_reset Whether this boot began with a fresh root.'
    echo '# TYPE panther_root_reset gauge'
    printf 'panther_root_reset %s\n' "$reset"
  fi
} > "$metrics"
chmod 0644 "$metrics" "$text"
# Renamed into place: the exporter must never read half a file.
mv -f "$metrics" "$METRICS/panther.prom"
if [ -s "$text" ]; then mv -f "$text" "$METRICS/notice"; else rm -f "$text" "$METRICS/notice"; fi
