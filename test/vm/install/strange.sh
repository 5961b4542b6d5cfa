# The medium keeps what was done, and the machine starts with the other disk in the place of the formatted one.
. /input/guest.sh
. /input/runs.sh
bring
before=$(written nvme0n1; written nvme1n1)
panther strange --resume
[[ $(written nvme0n1; written nvme1n1) == "$before" ]] && echo untouched >/results/untouched
cat /proc/mounts >/results/mounts
step end
