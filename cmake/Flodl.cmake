# One function per kind of target; component files list sources and dependencies and nothing else.

# Interface target with the flags of everything that includes LLVM or MLIR headers. Such targets
# build without exceptions; both libraries are linked as shared libraries only.
add_library(flodl_mlir INTERFACE)
target_include_directories(flodl_mlir SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})
target_compile_options(flodl_mlir INTERFACE -fno-exceptions -Wall -Wextra -Wno-unused-parameter)
target_link_libraries(flodl_mlir INTERFACE MLIR LLVM)

set(FLODL_TD_INCLUDES -I ${PROJECT_SOURCE_DIR} -I ${MLIR_INCLUDE_DIRS})
file(GLOB_RECURSE FLODL_TD_FILES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/ir/*.td)

# flodl_mlir_tablegen(OUT TD ARGS...): runs mlir-tblgen on TD (relative to the caller).
function(flodl_mlir_tablegen out td)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${out})
  get_filename_component(dir ${output} DIRECTORY)
  file(MAKE_DIRECTORY ${dir})
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${LLVM_TOOLS_BINARY_DIR}/mlir-tblgen ${FLODL_TD_INCLUDES} ${ARGN} ${CMAKE_CURRENT_SOURCE_DIR}/${td}
            --write-if-changed -o ${output}
    DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${td} ${FLODL_TD_FILES}
    VERBATIM)
  set_property(DIRECTORY APPEND PROPERTY FLODL_GENERATED ${output})
endfunction()

# flodl_records(OUT GENERATOR): runs flodl-tblgen over all operation records.
function(flodl_records out generator)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${out})
  get_filename_component(dir ${output} DIRECTORY)
  file(MAKE_DIRECTORY ${dir})
  add_custom_command(
    OUTPUT ${output}
    COMMAND flodl-tblgen ${FLODL_TD_INCLUDES} --generator=${generator} --write-if-changed
            ${PROJECT_SOURCE_DIR}/ir/ops/FlowOps.td -o ${output}
    DEPENDS flodl-tblgen ${FLODL_TD_FILES}
    VERBATIM)
  set_property(DIRECTORY APPEND PROPERTY FLODL_GENERATED ${output})
endfunction()

# flodl_generated_target(NAME): a target that makes everything generated in this directory.
function(flodl_generated_target name)
  get_property(files DIRECTORY PROPERTY FLODL_GENERATED)
  add_custom_target(${name} DEPENDS ${files})
endfunction()

# flodl_compiler_library(NAME SOURCES... [LINK libs...]): part of the compiler half (MLIR, no libtorch).
function(flodl_compiler_library name)
  cmake_parse_arguments(ARG "" "" "LINK;SOURCES" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES} ${ARG_UNPARSED_ARGUMENTS})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_LINK} flodl_mlir)
endfunction()
