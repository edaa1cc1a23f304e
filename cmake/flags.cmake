# Warnings are errors, and every build looks for the same ones.
add_compile_definitions(_GNU_SOURCE)
add_compile_options(-Wall -Wextra -Werror -Wshadow -Wpointer-arith -Wstrict-prototypes
                    -Wmissing-prototypes -Wwrite-strings -Wvla -Wformat=2 -Wswitch-enum -fno-common)

if(SIPCONFORM_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
else()
  add_compile_options(-fstack-protector-strong)
endif()
if(SIPCONFORM_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
  if(NOT SIPCONFORM_SANITIZE)
    # What the instrumentation calls comes with a sanitizer, or with libFuzzer: for programs that are no
    # fuzzers, without its main function.
    execute_process(COMMAND ${CMAKE_C_COMPILER} -print-resource-dir OUTPUT_VARIABLE clang_resources
                    OUTPUT_STRIP_TRAILING_WHITESPACE)
    set(clang_fuzzer ${clang_resources}/lib/linux/libclang_rt.fuzzer_no_main-${CMAKE_SYSTEM_PROCESSOR}.a)
    link_libraries(${clang_fuzzer} stdc++ m)
  endif()
endif()
if(SIPCONFORM_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate)
endif()
