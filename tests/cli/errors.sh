#!/usr/bin/env bash
# What the plumb command says and returns when something is wrong with a file or the command line.
# Usage: tests/cli/errors.sh PLUMB TRACES
set -u
plumb=$1
good=$2/linux-6.18/basic.c.A.pcap.gz
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
out=$folder/out
err=$folder/err
failures=0

fail() {
  echo "FAIL: $name: $1"
  sed 's/^/  out: /' "$out"
  sed 's/^/  err: /' "$err"
  failures=$((failures + 1))
}

# run CODE ARGUMENT...: the command must return CODE.
run() {
  expected=$1
  shift
  "$plumb" "$@" >"$out" 2>"$err" </dev/null
  code=$?
  [ "$code" -eq "$expected" ] || fail "exit code $code, not $expected"
}

says() { grep -q -e "$1" "$err" || fail "stderr does not say '$1'"; }
shows() { grep -q -e "$1" "$out" || fail "stdout does not show '$1'"; }
one_line() { [ "$(wc -l <"$err")" -eq 1 ] || fail "not one line on stderr"; }
silent() { [ ! -s "$err" ] || fail "something on stderr"; }

# Each bad file comes first, a good one after it: the good one is judged all the same.
bad_file() {
  run 3 check "$1" "$good"
  says "^plumb: $1: $2"
  one_line
  shows "basic.c.A.pcap.gz"
  shows "all 2 files"
}

name="text file"
echo "This is no capture." >"$folder/text.pcap"
bad_file "$folder/text.pcap" "is not a pcap or pcapng capture"

name="empty file"
: >"$folder/empty.pcap"
bad_file "$folder/empty.pcap" "is empty"

name="folder without captures"
mkdir "$folder/directory"
run 3 check "$folder/directory" "$good"
says "^plumb: $folder/directory: there is no capture in this folder"
one_line
shows "basic.c.A.pcap.gz"
run 3 explain "$folder/directory"
says "is a directory"

name="missing file"
bad_file "$folder/missing.pcap" "No such file or directory"

name="dangling link"
ln -s nowhere "$folder/dangling.pcap"
bad_file "$folder/dangling.pcap" "No such file or directory"

# Nobody may read this one, not even root.
name="unreadable file"
bad_file /proc/self/mem "Input/output error"

name="file without permission"
cp "$good" "$folder/secret.pcap"
chmod 0 "$folder/secret.pcap"
if [ ! -r "$folder/secret.pcap" ]; then
  bad_file "$folder/secret.pcap" "Permission denied"
fi

# What comes before the break is judged, and counts.
name="truncated capture"
gzip -dc "$good" | head -c 3000 >"$folder/truncated.pcap"
run 3 check "$folder/truncated.pcap" "$good"
says "truncated.pcap: truncated after packet 4 "
one_line
shows "connection 1, packets 1 to 4"
shows "not read whole"

name="truncated gzip file"
head -c 1200 "$good" >"$folder/truncated.gz"
run 3 check "$folder/truncated.gz"
says "truncated.gz: truncated after packet [0-9]* (truncated gzip data)"

name="explain a truncated capture"
run 3 explain "$folder/truncated.pcap"
says "truncated after packet 4 "
shows "^#4 "

name="coverage of a truncated capture"
run 3 coverage "$folder/truncated.pcap" "$good"
says "^plumb: $folder/truncated.pcap: "
one_line
shows "findings had an occasion"

name="explain a text file"
run 3 explain "$folder/text.pcap"
says "is not a pcap or pcapng capture"

# The page is written for what was read.
name="report a truncated capture"
run 3 report -o "$folder/page.html" "$folder/truncated.pcap"
says "truncated after packet 4 "
grep -q "was not read whole: truncated" "$folder/page.html" || fail "the page does not say so"
grep -q 'id="c1-p4"' "$folder/page.html" || fail "packet 4 is not on the page"

name="report a text file"
run 3 report -o "$folder/none.html" "$folder/text.pcap"
says "is not a pcap or pcapng capture"
[ ! -e "$folder/none.html" ] || fail "there is a page of it"

name="report one connection"
run 0 report --connection 2 "${good%/*}/tw-reuse.c.A.pcap.gz"
shows '<h2 id="c2" '
grep -q '<h2 id="c1" ' "$out" && fail "shows connection 1"
silent

name="report a violation"
run 1 report "$2/passt-20230309/corrupt2-duplex.c.A.pcap.gz"
shows '<li id="c1-f0" class="must">'
silent

# A capture without any TCP is read, and said to have none.
name="no packets"
gzip -dc "$good" | head -c 24 >"$folder/none.pcap"
run 0 check "$folder/none.pcap"
shows "no TCP connection in 0 packets"
silent

name="standard input"
gzip -dc "$good" | "$plumb" check - >"$out" 2>"$err" || fail "exit code $?"
shows "connection 1, packets 1 to 20"

name="quiet"
run 0 check --quiet "$good"
shows "^file "
grep -q "connection 1" "$out" && fail "shows connections"
silent

name="json"
run 3 check --json "$good" "$folder/empty.pcap"
shows '"error": "is empty"'
says "is empty"

name="no command"
run 2
says "plumb check FILE"

name="unknown command"
run 2 chek "$good"
says "no command 'chek'.*plumb --help"
one_line

name="unknown option"
run 2 check --colour "$good"
says "check does not understand '--colour'"
one_line
run 2 explain -x "$good"
says "explain does not understand '-x'"
run 2 report -x "$good"
says "report does not understand '-x'"
run 2 coverage --quiet "$good"
says "coverage does not understand '--quiet'"
run 2 clause MUST-9 nonsense
says "there is no clause 'nonsense'"
shows "^MUST-9  RFC 9293 section "

name="a clause that is judged, by two findings, and one that is not"
run 0 clause R9293-L16 MUST-9
shows "^  plumb check finds: A segment of an open connection had no ACK bit\.$"
shows "^  plumb check finds: It acknowledged less than it had acknowledged before\.$"
[ "$(grep -c "plumb check finds" "$out")" -eq 2 ] || fail "not two findings"
silent

name="all clauses that are judged"
run 0 clause
shows "^SHLD-14  *SHOULD  It moved the right edge of its window to the left$"
[ "$(wc -l <"$out")" -eq "$(LC_ALL=C sort -u "$out" | wc -l)" ] || fail "a line is there twice"
LC_ALL=C sort -c -k 1,1 "$out" || fail "not in the order of the ids"
silent

name="an id in other letters"
run 0 clause shld-14 ev-seg-sync-7B
shows "^SHLD-14  RFC 9293 section 3.8.6  SHOULD NOT$"
shows "^  plumb check finds: It moved the right edge of its window to the left\.$"
shows "^EV-SEG-SYNC-7b  RFC"
run 0 check --clause shld-14 "$good"
silent

name="no file"
run 2 check
says "takes one capture file or more"
run 2 explain
says "takes one capture file"
run 2 explain "$good" "$good"
run 2 report
says "takes one capture file"
run 2 coverage
says "takes one capture file or more"

name="contradictory options"
run 2 check --quiet --json "$good"
says "only one of --quiet, --json, --junit - and --sarif -"
one_line

name="bad option values"
run 2 check --vantage nowhere "$good"
says "not 'nowhere'"
run 2 check --endpoint 10.0.0.1:http "$good"
says "--endpoint takes .*, not '10.0.0.1:http'"
run 2 check --since yesterday "$good"
says "--since takes .*, not 'yesterday'"
run 2 check --clause NONE "$good"
says "--clause takes .*, not 'NONE'"
run 2 check --filter 'tcp prot 80' "$good"
says "--filter 'tcp prot 80': "
one_line
run 2 explain --vantage 1.2.3 "$good"
says "not '1.2.3'"
run 2 coverage --vantage 1.2.3 "$good"
says "not '1.2.3'"
for count in 0 -1 x 1x 99999999999999999999; do
  run 2 explain --connection "$count" "$good"
  says "not '$count'"
done
run 2 report --connection 0 "$good"
says "not '0'"
run 2 report --vantage 1.2.3 "$good"
says "not '1.2.3'"
run 2 report --profile nowhere "$good"
says "nowhere"
run 2 report --connection 2 "$good"
says "has no connection 2, the last is 1"
run 2 explain --connection 2 "$good"
says "has no connection 2, the last is 1"

name="filter that does not suit the link"
gzip -dc "$good" | head -c 20 >"$folder/raw.pcap"
printf '\145\0\0\0' >>"$folder/raw.pcap"
run 3 check --filter 'ether src 1:2:3:4:5:6' "$folder/raw.pcap"
says "raw.pcap: the filter cannot be applied to it: "
one_line

name="interface that cannot be captured"
run 3 check -i nonexistent
says "^plumb: nonexistent: "
one_line
grep -q ': \(.*\) (\1)$' "$err" && fail "it says the same twice"
run 2 check -i lo "$good"
says "files or an interface, not both"
run 2 check -i lo --json
says "want a file"

name="nothing asked for is there"
for option in "--connection 2" "--endpoint 192.0.2.1" "--since 1000" "--filter udp"; do
  # shellcheck disable=SC2086 # two words
  run 0 check $option "$good"
  shows "basic.c.A.pcap.gz  *\."
  says "^plumb: none of the connections is as asked for$"
  one_line
done
run 0 check --endpoint 192.0.2.1 "$folder/none.pcap"
silent

name="profiles"
passt=$2/passt-20230309/corrupt2-duplex.c.A.pcap.gz
run 1 check "$passt"
run 0 check --profile passt "$passt"
shows "SHLD-14  SHOULD, known variation: passt/window-not-shifted"
shows "^R5681-3-a *MUST *known "
silent
run 1 check --profile linux "$passt"
printf 'clause\ttreatment\treason\nSHLD-14\tviolation\twe promised\n' >"$folder/ours.tsv"
run 1 check --profile "$folder/ours.tsv" "$2/linux-6.18-cubic/buffer-cut.c.B.pcap.gz"
shows "SHLD-14  SHOULD, a violation by the profile: we promised"
printf 'clause\ttreatment\treason\nSHLD-14\tforgiven\twe promised\n' >"$folder/ours.tsv"
run 2 check --profile "$folder/ours.tsv" "$passt"
says "ours.tsv: line 2 has no treatment: violation, deviation or known"
one_line
run 2 check --profile windows "$passt"
says "--profile takes strict, internet, a stack or a file, not 'windows': No such file"
one_line

# Shards of two captures; any that do not make one whole are refused, and nothing is printed.
name="shards"
for number in 1 2; do
  "$plumb" check --shard $number/2 "$good" >"$folder/$number.json" || fail "exit code $?"
  "$plumb" check --shard $number/2 "${good%/*}/tw-reuse.c.A.pcap.gz" >"$folder/other-$number.json"
  "$plumb" check --shard $number/2 --filter tcp "$good" >"$folder/filtered-$number.json"
  "$plumb" check --shard $number/2 "$good" "$good" >"$folder/twice-$number.json"
done
"$plumb" check --shard 2/3 "$good" >"$folder/third.json"
merging_fails() { # MESSAGE SHARD...
  local message=$1
  shift
  run 3 merge "$@"
  says "$message"
  one_line
  [ ! -s "$out" ] || fail "something is printed"
}
run 0 merge "$folder/2.json" "$folder/1.json"
shows "connection 1, packets 1 to 20"
silent
merging_fails "plumb: shard 2 of 2 is missing" "$folder/1.json"
merging_fails "copy.json: is shard 1, as is .*1.json" "$folder/1.json" "$(cp "$folder/1.json" "$folder/copy.json" && echo "$folder/copy.json")"
merging_fails "third.json: is one of 3 shards, .*1.json one of 2" "$folder/1.json" "$folder/third.json"
merging_fails "other-2.json: is of the capture .*tw-reuse.* where .*1.json is of .*basic" "$folder/1.json" "$folder/other-2.json"
merging_fails "filtered-2.json: was made with another --filter than" "$folder/1.json" "$folder/filtered-2.json"
merging_fails "twice-2.json: is of 2 captures, .*1.json of 1" "$folder/1.json" "$folder/twice-2.json"
sed 's/"digest": "./"digest": "x/' "$folder/2.json" >"$folder/changed.json"
merging_fails "changed.json: is of another capture .*basic.* its packets differ" "$folder/1.json" "$folder/changed.json"
sed 's/"plumb": "[^"]*/"plumb": "9.9.9/' "$folder/2.json" >"$folder/newer.json"
merging_fails "newer.json: was written by plumb 9.9.9; this is" "$folder/1.json" "$folder/newer.json"
head -n 2 "$folder/2.json" >"$folder/broken.json"
merging_fails "broken.json: line 3 is missing: the shard is not whole" "$folder/1.json" "$folder/broken.json"
merging_fails "text.pcap: is not what plumb check --shard writes" "$folder/1.json" "$folder/text.pcap"
merging_fails "none.json: No such file" "$folder/1.json" "$folder/none.json"
run 2 merge
says "merge takes the shards"
run 2 merge --filter tcp "$folder/1.json"
says "merge does not understand '--filter'"
run 2 check --shard 3/2 "$good"
says "--shard takes a share like 2/3, of 64 at the most, not '3/2'"
run 2 check --shard 1/2 --quiet "$good"
says "the others are for plumb merge"

name="shards of a file that is no capture"
run 0 check --shard 1/1 "$folder/text.pcap"
says "is not a pcap or pcapng capture"
mv "$out" "$folder/whole.json"
run 3 merge "$folder/whole.json"
says "is not a pcap or pcapng capture"

name="shards of a file whose name is no UTF-8"
cp "$good" "$folder/"$'b\xff.pcap'
run 3 check --shard 1/2 "$folder/"$'b\xff.pcap'
says "wants file names in UTF-8"

name="merged output over a shard"
run 3 merge --junit "$folder/1.json" "$folder/1.json" "$folder/2.json"
says "it is not overwritten"

name="annotated copy of standard input"
run 3 check --annotate "$folder/copy.pcapng" -
says "plumb: -: --annotate reads a capture twice: it must be a file"
[ ! -e "$folder/copy.pcapng" ] || fail "the copy was begun"

name="output over an input"
cp "$good" "$folder/precious"
for option in --annotate --junit --sarif; do
  run 3 check "$option" "$folder/precious" "$folder/precious"
  says "precious: is to be judged: it is not overwritten"
  one_line
  cmp -s "$good" "$folder/precious" || fail "it was overwritten"
done

run 3 report -o "$folder/precious" "$folder/precious"
says "precious: is to be judged: it is not overwritten"
one_line
cmp -s "$good" "$folder/precious" || fail "it was overwritten"

name="two outputs over each other"
run 3 check --junit "$folder/both" --sarif "$folder/./both" "$good"
says "both: is to be written twice"
one_line

name="outputs that cannot be opened"
for option in --annotate --junit --sarif; do
  run 3 check "$option" "$folder/missing/out" "$good"
  says "missing/out: cannot be written: No such file or directory"
  one_line
done

name="outputs that cannot be written"
if [ -w /dev/full ]; then
  for option in --annotate --junit --sarif; do
    run 3 check --quiet "$option" /dev/full "$good"
    says "plumb: /dev/full: cannot be written: No space left on device"
    one_line
  done
fi

name="help"
run 0 --help
shows "plumb check FILE"
silent
run 0 help check
shows "Exit codes"
run 0 explain --help
shows "segment by segment"
run 0 check --help
run 0 report --help
run 0 merge --help
run 0 clause --help
run 2 help chek
name="version"
run 0 --version
shows "^plumb [0-9]"

name="output that cannot be written"
if [ -w /dev/full ]; then
  "$plumb" check "$good" >/dev/full 2>"$err"
  [ $? -eq 3 ] || fail "exit code is not 3"
  says "cannot write the output: No space left on device"
  run 3 report -o /dev/full "$good"
  says "cannot write the output: No space left on device"
fi
run 3 report -o "$folder/nowhere/page.html" "$good"
says "No such file or directory"

[ "$failures" -eq 0 ] && echo "all as it should be"
exit "$failures"
