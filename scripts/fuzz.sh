# Fuzzes what reads bytes from outside, with afl++ over code that SharpFuzz has instrumented. Sourced by ./dev.

fuzz() {
    local minutes=1 targets=()
    while [ $# -gt 0 ]; do
        case "$1" in
            --minutes) minutes=${2:-} && shift ;;
            -*) fail "usage: ./dev fuzz [--minutes N] [TARGET...]" ;;
            *) targets+=("$1") ;;
        esac
        shift
    done
    [[ $minutes =~ ^[1-9][0-9]*$ ]] || fail "--minutes takes a whole number of minutes, 1 or more"
    command -v afl-fuzz >/dev/null || fail "afl-fuzz is missing: apt-get install afl++"

    build tests/Watchfloor.Fuzz
    say "instrument"
    mkdir -p out/fuzz/crashes
    rm -rf out/fuzz/bin && cp -r tests/Watchfloor.Fuzz/bin/Release/net10.0 out/fuzz/bin
    dotnet tool restore --verbosity quiet
    # Instrumented code runs under the fuzzer only; names and seeds are told by the plain program.
    local library plain=tests/Watchfloor.Fuzz/bin/Release/net10.0/Watchfloor.Fuzz.dll
    for library in Events Formats Sigma Platform Monitoring; do dotnet sharpfuzz "out/fuzz/bin/Watchfloor.$library.dll"; done

    local all target found=0
    mapfile -t all < <(dotnet "$plain")
    [ ${#targets[@]} -gt 0 ] || targets=("${all[@]}")
    for target in "${targets[@]}"; do
        [[ " ${all[*]} " == *" $target "* ]] || fail "there is no target '$target'; the targets are: ${all[*]}"
    done
    for target in "${targets[@]}"; do fuzz_target "$target" $((minutes * 60 / ${#targets[@]} + 1)); done
    [ "$found" = 0 ] || fail "$found inputs made a target fail or hang. Try one again: dotnet out/fuzz/bin/Watchfloor.Fuzz.dll TARGET < FILE"
    say "no input made a target fail"
}

# Adds to 'found', reads 'plain', and puts failing inputs into out/fuzz/crashes, under names that stay the same.
fuzz_target() {
    local target=$1 seconds=$2 work=out/fuzz/corpus/$1 seed number=0 input kept
    say "fuzz $target for $seconds seconds"
    rm -rf "$work" && mkdir -p "$work/seeds"
    while read -r seed; do cp "$seed" "$work/seeds/$((number += 1))"; done < <(dotnet "$plain" "$target" seeds)
    # There is no binary of afl's own to check, the CPU is left as it is, and a core pattern that pipes hides no crash from us:
    # the target reports its failures itself.
    AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_IGNORE_SEED_PROBLEMS=1 \
        afl-fuzz -V "$seconds" -t 10000 -m none -i "$work/seeds" -o "$work/afl" -- dotnet out/fuzz/bin/Watchfloor.Fuzz.dll "$target" \
        >"$work/afl.log" 2>&1 || { tail -n 20 "$work/afl.log" >&2; fail "afl-fuzz ended early; the whole log is $work/afl.log"; }
    echo "$(sed -n 's/^execs_done *: //p' "$work/afl/default/fuzzer_stats") inputs"
    for input in "$work"/afl/default/{crashes,hangs}/id:*; do
        [ -e "$input" ] || continue
        kept=out/fuzz/crashes/$target-$(sha256sum "$input" | cut -c 1-16)
        cp "$input" "$kept"
        echo "$kept" >&2
        found=$((found + 1))
    done
}
