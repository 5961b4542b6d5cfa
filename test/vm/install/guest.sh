# What both scripts of the installer start with: the parts of a live medium that the guest has not.
set -uo pipefail
export PATH=/input/bin:$PATH XDG_STATE_HOME=/root/state NO_COLOR=1
mkdir -p /nix/store /results/runs /etc/lvm
mount -t tmpfs -o size=2g store /nix/store
# Volumes would wait for rules that the guest does not have.
echo 'activation { udev_sync=0 udev_rules=0 verify_udev_operations=0 }' >/etc/lvm/lvm.conf
echo os >/etc/panther-install

step() { echo "== $1, after $(cut -d ' ' -f 1 /proc/uptime) s"; }
must() { "$@" || { echo "FAILED: $*"; exit 1; }; }
