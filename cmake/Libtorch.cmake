# Finds libtorch: -DFLODL_LIBTORCH=DIR, $LIBTORCH_PATH, $LIBTORCH, or what `tools/flodl setup` installed.
set(FLODL_HOME $ENV{FLODL_HOME})
if(NOT FLODL_HOME)
  set(FLODL_HOME $ENV{HOME}/.cache/flodl)
endif()
set(FLODL_LIBTORCH "" CACHE PATH "libtorch 2.11: the folder that holds include/ and lib/")
if(NOT FLODL_LIBTORCH)
  foreach(dir $ENV{LIBTORCH_PATH} $ENV{LIBTORCH} ${FLODL_HOME}/libtorch-2.11.0/torch)
    if(EXISTS ${dir}/lib/libtorch_cpu.so)
      set(FLODL_LIBTORCH ${dir} CACHE PATH "" FORCE)
      break()
    endif()
  endforeach()
endif()
if(NOT EXISTS ${FLODL_LIBTORCH}/lib/libtorch_cpu.so)
  message(FATAL_ERROR "libtorch 2.11 not found (tried -DFLODL_LIBTORCH, $LIBTORCH_PATH, $LIBTORCH and "
                      "${FLODL_HOME}/libtorch-2.11.0/torch). Run `tools/flodl setup` to install it.")
endif()

# CPU half of libtorch. libtorch.so itself is left out: it is empty, but needs the CUDA half, whose
# libraries a machine without a GPU does not have.
add_library(flodl_libtorch INTERFACE)
target_include_directories(flodl_libtorch SYSTEM INTERFACE ${FLODL_LIBTORCH}/include
                           ${FLODL_LIBTORCH}/include/torch/csrc/api/include)
target_link_directories(flodl_libtorch INTERFACE ${FLODL_LIBTORCH}/lib)
target_link_libraries(flodl_libtorch INTERFACE torch_cpu c10)
target_link_options(flodl_libtorch INTERFACE -Wl,-rpath,${FLODL_LIBTORCH}/lib)
