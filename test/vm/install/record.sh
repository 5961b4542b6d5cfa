# The machine is recorded, and its host written.
. /input/guest.sh
must node /input/driver.mjs record
hand_on
step end
