# Tells the battery to stop charging at $1 percent, through the first of the kernel's ways that this
# machine has. PANTHER_SYS is where /sys is; a battery may show up some seconds after boot.
set -eu
limit=$1
sys=${PANTHER_SYS:-/sys}
tries=${PANTHER_TRIES:-10}

# give VALUE FILE…: writes to every file that is there; fails where none is.
give() {
  value=$1
  shift
  written=1
  for file in "$@"; do
    [ -w "$file" ] || continue
    # set -e does not reach into a condition.
    printf '%s\n' "$value" > "$file" || exit 1
    written=0
  done
  return "$written"
}

# What firmware with steps takes: the highest that is not above the limit, or else the lowest.
step() {
  lowest=$1
  chosen=
  for one in "$@"; do
    if [ "$one" -le "$limit" ]; then chosen=$one; fi
  done
  printf '%s' "${chosen:-$lowest}"
}

whole=0
if [ "$limit" = 100 ]; then whole=1; fi
held=$((1 - whole))

while [ "$tries" -gt 0 ]; do
  if give "$limit" "$sys"/class/power_supply/BAT*/charge_control_end_threshold; then exit 0; fi
  if give "$held" "$sys"/bus/platform/devices/VPC2004:*/conservation_mode; then exit 0; fi
  if give "$(step 80 100)" "$sys"/devices/platform/lg-laptop/battery_care_limit; then exit 0; fi
  if give "$held" "$sys"/devices/platform/samsung/battery_life_extender; then exit 0; fi
  if give "0 $limit" "$sys"/devices/platform/huawei-wmi/charge_control_thresholds; then exit 0; fi
  # Here 0 stands for no limit.
  sony=$(step 50 80 100)
  if [ "$sony" = 100 ]; then sony=0; fi
  if give "$sony" "$sys"/devices/platform/sony-laptop/battery_care_limiter; then exit 0; fi
  tries=$((tries - 1))
  if [ "$tries" -gt 0 ]; then sleep 1; fi
done
echo 'this machine offers no way to limit the charge' >&2
exit 1
