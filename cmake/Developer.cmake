# SPDX-License-Identifier: Apache-2.0
# What only developers of broadsheet build with; users of the library never see it.

add_library(broadsheet_developer INTERFACE)

if(BROADSHEET_DEVELOPER)
  target_compile_options(broadsheet_developer INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor
    -Woverloaded-virtual -Wdouble-promotion -Wcast-align -Werror)
endif()

if(NOT BROADSHEET_INDEX_BITS EQUAL 32)
  # The sum of two 16-bit numbers is an int, which of two 32-bit ones it is anyway.
  target_compile_options(broadsheet_developer INTERFACE
    -Wno-conversion -Wno-sign-conversion -Wno-narrowing -Wno-overflow)
endif()

if(BROADSHEET_SANITIZE)
  target_compile_options(broadsheet_developer INTERFACE
    -fsanitize=${BROADSHEET_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1
    # Instrumented code hides from GCC that a variable is set, and it warns of the standard library.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(broadsheet_developer INTERFACE -fsanitize=${BROADSHEET_SANITIZE})
endif()
