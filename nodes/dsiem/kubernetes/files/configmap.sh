#!/bin/sh
# Writes files.yaml from the files beside this script. A developer runs it, in the folder above, after a change of one.
set -eu

{
    sed '/^data:$/q' files.yaml
    for file in backend.sh filebeat.yml member.conf nats.conf ready.sh ship.sh; do
        echo "  $file: |"
        sed 's/^\(.\)/    \1/' "files/$file"
    done
} >files.yaml.new
mv files.yaml.new files.yaml
