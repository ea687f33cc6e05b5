# Functions for the tests. Every test/<part>/CMakeLists.txt uses them; nothing else needs to be
# registered: the test runner finds the binaries and the lit files by itself.

# flodl_gtest(NAME SOURCES... [LINK libs...]): a GoogleTest binary. It lands where `check-flodl` and
# `tools/flodl test` look for binaries. Link `flodl_mlir` (or a compiler library) for code that uses
# MLIR, `flodl_libtorch` for code that uses libtorch.
function(flodl_gtest name)
  cmake_parse_arguments(ARG "" "" "LINK;SOURCES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES} ${ARG_UNPARSED_ARGUMENTS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/test/unit
                                           OUTPUT_NAME ${name} SUFFIX .gtest)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR} ${PROJECT_SOURCE_DIR}/test)
  target_compile_options(${name} PRIVATE -Wall -Wextra)
  target_link_libraries(${name} PRIVATE ${ARG_LINK} flodl_gtest_main)
  set_property(GLOBAL APPEND PROPERTY FLODL_TEST_DEPENDS ${name})
endfunction()

# flodl_test_depends(TARGETS...): targets the lit files run or read.
function(flodl_test_depends)
  set_property(GLOBAL APPEND PROPERTY FLODL_TEST_DEPENDS ${ARGN})
endfunction()
