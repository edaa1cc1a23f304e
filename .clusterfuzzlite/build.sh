#!/bin/bash -eu
# Builds the fuzz targets as OSS-Fuzz and ClusterFuzzLite expect them: flags and engine come from the
# environment, each target goes to $OUT with its seeds, dictionary and options.
cd "$SRC/sipconform"
build=$WORK/build
: "${OSIP_SOURCE_DIR:=$(fuzz/osip/fetch "$WORK/osip")}"

# Targets run in an image without the libraries they were built with: those go along, and are looked for
# beside the target.
# shellcheck disable=SC2016 # $ORIGIN is the loader's
cmake -S . -B "$build" -G Ninja \
    -DCMAKE_C_COMPILER="$CC" -DCMAKE_CXX_COMPILER="$CXX" \
    -DCMAKE_C_FLAGS="$CFLAGS" -DCMAKE_CXX_FLAGS="$CXXFLAGS" \
    -DCMAKE_BUILD_RPATH='$ORIGIN/lib' -DSIPCONFORM_TESTS=OFF -DSIPCONFORM_FUZZ=ON \
    -DSIPCONFORM_FUZZING_ENGINE="$LIB_FUZZING_ENGINE" -DOSIP_SOURCE_DIR="$OSIP_SOURCE_DIR"
cmake --build "$build" --target fuzz_targets

seeds() {
    name=$1
    folders=()
    for folder in "corpus/$name" "corpus/regressions/$name"; do
        [ -d "$folder" ] && folders+=("$folder")
    done
    [ ${#folders[@]} = 0 ] || python3 -m zipfile -c "$OUT/fuzz_${name}_seed_corpus.zip" "${folders[@]}"
}

libraries() {
    ldd "$1" | sed -n 's/.* => \(\/[^ ]*\) .*/\1/p' |
        grep -v -E '/(libc|libm|libdl|librt|libpthread|libresolv|libgcc_s)\.so' || true
}

mkdir -p "$OUT/lib"
for target in "$build"/fuzz/fuzz_*; do
    # programs that help the build stand beside the targets
    if [ ! -f "$target" ] || [ ! -x "$target" ] || ! grep -q LLVMFuzzerTestOneInput "$target"; then
        continue
    fi
    base=${target##*/}
    cp "$target" "$OUT/"
    seeds "${base#fuzz_}"
    [ ! -f "$build/fuzz/sip.dict" ] || cp "$build/fuzz/sip.dict" "$OUT/$base.dict"
    [ ! -f "fuzz/$base.options" ] || cp "fuzz/$base.options" "$OUT/"
    libraries "$target" | xargs -r cp -L -t "$OUT/lib"
done
