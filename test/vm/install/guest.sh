# What both scripts of the installer start with.
set -uo pipefail
export PATH=/input/bin:$PATH XDG_STATE_HOME=/root/state NO_COLOR=1
passphrase='correct horse battery staple'
password='another secret of theirs'
disk=/dev/nvme0n1

mkdir -p /nix/store /results/runs /root/.config
mount -t tmpfs -o size=2g store /nix/store
# The links of volumes would wait for rules that the guest does not have.
export LVM_SUPPRESS_FD_WARNINGS=1
mkdir -p /etc/lvm
echo 'activation { udev_sync=0 udev_rules=0 verify_udev_operations=0 }' >/etc/lvm/lvm.conf
echo 'panther-host' >/etc/hostname

step() { echo "== $1, after $(cut -d ' ' -f 1 /proc/uptime) s"; }
must() { "$@" || { echo "FAILED: $*"; exit 1; }; }
panther() { node /input/panther-discover.mjs "$@"; }

# What was written to a disk since the guest started: sectors written and discarded, and its first MiB.
written() { # disk
  udevadm settle
  sync
  awk '{ print $7, $14 }' "/sys/block/${1##*/}/stat"
  head -c 1048576 "$1" | sha256sum
}

# Runs an install that nobody watches; what it says, how it ended, and whether the disk was written to.
attempt() { # name, flags…
  local name=$1 before after status
  shift
  before=$(written "$disk")
  panther install --out /root/os "$@" </dev/null >"/results/runs/$name.out" 2>"/results/runs/$name.err" \
    3<<<"$passphrase" 4<<<"$password"
  status=$?
  after=$(written "$disk")
  echo "$status" >"/results/runs/$name.status"
  [[ $before == "$after" ]] && echo untouched >"/results/runs/$name.disk" || echo written >"/results/runs/$name.disk"
}
