# What every script of the installer starts with: the parts of a live medium that the guest has not.
set -uo pipefail
export PATH=/input/bin:$PATH XDG_STATE_HOME=/root/state NO_COLOR=1
mkdir -p /nix/store /results/runs /etc/lvm
mount -t tmpfs -o size=2g store /nix/store
# Volumes would wait for rules that the guest does not have.
echo 'activation { udev_sync=0 udev_rules=0 verify_udev_operations=0 }' >/etc/lvm/lvm.conf
echo os >/etc/panther-install
# Networks that somebody has joined.
mkdir -p /etc/NetworkManager/system-connections /var/lib/iwd
printf '[wifi-security]\npsk=of the house\n' >/etc/NetworkManager/system-connections/home.nmconnection
printf '[Security]\nPassphrase=of the cafe\n' >/var/lib/iwd/cafe.psk

step() { echo "== $1, after $(cut -d ' ' -f 1 /proc/uptime) s"; }
must() { "$@" || { echo "FAILED: $*"; exit 1; }; }

# Repository and state go from a guest to the next one, as on a medium that keeps them.
bring() { base64 -d /input/carried | tar -C /root -xf -; }
hand_on() { sync && tar -C /root -cf - os state | base64 -w 0 >/results/carried; }
