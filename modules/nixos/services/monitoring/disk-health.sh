# disk-health.sh: what smartd runs when it finds a disk failing. Tells whoever is logged in and starts the
# unit that fails for it, which is what alerts are made of. SMARTD_DEVICESTRING and SMARTD_MESSAGE are
# smartd's; the message goes to terminals and the journal alone.
set -eu
# A terminal that is gone must not keep the alert away.
printf 'Problem detected with disk: %s\n%s\n' "$SMARTD_DEVICESTRING" "$SMARTD_MESSAGE" | wall || true
exec systemctl start --no-block panther-disk-health.service
