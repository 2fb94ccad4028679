# Flags for what this project compiles itself; none of them reaches a consumer.
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion)

if(PLUMB_SANITIZE)
  set(sanitize -fsanitize=address,undefined -fno-sanitize-recover=all)
  add_compile_options(${sanitize} -fno-omit-frame-pointer)
  add_link_options(${sanitize})
endif()

if(PLUMB_COVERAGE)
  # threads count, too
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()

# Instruments the libraries; only the harnesses themselves link libFuzzer's main().
if(PLUMB_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
