#!/bin/bash
# Makes the station a service of systemd, then hands the container over to it.
mkdir -p /etc/systemd/system/multi-user.target.wants
cp /opt/station/station.service /etc/systemd/system/
ln -sf ../station.service /etc/systemd/system/multi-user.target.wants/station.service
exec /lib/systemd/systemd
