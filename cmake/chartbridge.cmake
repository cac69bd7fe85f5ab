# The two functions that every folder uses.

set(CHARTBRIDGE_WARNINGS -Wall -Wextra -Wpedantic -Werror -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND CHARTBRIDGE_WARNINGS -Wno-restrict -Wno-maybe-uninitialized)  # both false with g++ 12 at -O2
else()
  list(APPEND CHARTBRIDGE_WARNINGS -Wno-error)  # the house compiler is g++; clang only builds fuzzers
endif()

# What makes faults in memory harder to use, in releases (findings G11); tests/house/hardening.py
# reads it off the program. Sanitizers have checks of their own, and FORTIFY wants optimisation.
set(CHARTBRIDGE_HARDENING)
set(CHARTBRIDGE_HARDENING_LINK)
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT CHARTBRIDGE_SANITIZE)
  list(APPEND CHARTBRIDGE_HARDENING -fPIE -fstack-protector-strong -fstack-clash-protection
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    list(APPEND CHARTBRIDGE_HARDENING -fcf-protection=full)
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
    list(APPEND CHARTBRIDGE_HARDENING -mbranch-protection=standard)
  endif()
  list(APPEND CHARTBRIDGE_HARDENING_LINK -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endif()

function(chartbridge_flags target)
  target_compile_options(${target} PRIVATE ${CHARTBRIDGE_WARNINGS} ${CHARTBRIDGE_HARDENING})
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "EXECUTABLE")
    target_link_options(${target} PRIVATE ${CHARTBRIDGE_HARDENING_LINK})
  endif()
  if(CHARTBRIDGE_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${CHARTBRIDGE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(${target} PRIVATE -fsanitize=${CHARTBRIDGE_SANITIZE})
  endif()
endfunction()

# chartbridge_library(name SOURCES … HEADERS … PUBLIC … PRIVATE …): the static library of one leaf
# folder, known to the others as chartbridge::name.
function(chartbridge_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;PUBLIC;PRIVATE" ${ARGN})
  if(ARG_SOURCES)
    add_library(chartbridge_${name} STATIC ${ARG_SOURCES})
    set(scope PUBLIC)
    chartbridge_flags(chartbridge_${name})
    target_link_libraries(chartbridge_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  else()
    add_library(chartbridge_${name} INTERFACE)
    set(scope INTERFACE)
    target_link_libraries(chartbridge_${name} INTERFACE ${ARG_PUBLIC})
  endif()
  add_library(chartbridge::${name} ALIAS chartbridge_${name})
  target_include_directories(chartbridge_${name} ${scope} ${PROJECT_SOURCE_DIR})
  target_sources(chartbridge_${name} ${scope} FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${ARG_HEADERS})
endfunction()

# chartbridge_test(name LABEL unit SOURCES … LINK …): one GoogleTest program.
function(chartbridge_test name)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_compile_options(${name} PRIVATE ${CHARTBRIDGE_WARNINGS} -O0)
  if(CHARTBRIDGE_SANITIZE)
    target_compile_options(${name} PRIVATE -fsanitize=${CHARTBRIDGE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(${name} PRIVATE -fsanitize=${CHARTBRIDGE_SANITIZE})
  endif()
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE CHARTBRIDGE_TESTS_DIR="${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 400)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
endfunction()

# chartbridge_embed(target NAME file…): each file's bytes become a string_view in the generated
# header "embedded/NAME.h", so that the program carries its tables, schemas and pages with it.
function(chartbridge_embed target name)
  set(header ${CMAKE_CURRENT_BINARY_DIR}/generated/embedded/${name}.h)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/generated/embedded/${name}.cpp)
  add_custom_command(OUTPUT ${header} ${source}
    COMMAND python3 ${PROJECT_SOURCE_DIR}/cmake/embed.py ${name} ${header} ${source} ${CMAKE_CURRENT_SOURCE_DIR} ${ARGN}
    DEPENDS ${PROJECT_SOURCE_DIR}/cmake/embed.py ${ARGN}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  target_sources(${target} PRIVATE ${source} ${header})
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/generated)
endfunction()
