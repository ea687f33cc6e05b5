# Finds CUDA 13: $CUDA_HOME, /usr/local/cuda, or NVIDIA's wheels beside libtorch, where `tools/flodl setup --cuda` puts
# them. The wheels hold no lib64, and libraries only under their full names, so CMake's own module does not find them.
#
# Sets FLODL_NVCC (false: a build without CUDA) and the interface target flodl_cuda: runtime, cuBLASLt and cuDNN.
get_filename_component(FLODL_CUDA_WHEELS ${FLODL_LIBTORCH}/../nvidia ABSOLUTE)
find_program(FLODL_NVCC nvcc HINTS $ENV{CUDA_HOME} /usr/local/cuda ${FLODL_CUDA_WHEELS}/cu13 PATH_SUFFIXES bin)
if(NOT FLODL_NVCC)
  return()
endif()

get_filename_component(FLODL_CUDA_HOME ${FLODL_NVCC} DIRECTORY)
get_filename_component(FLODL_CUDA_HOME ${FLODL_CUDA_HOME} DIRECTORY)
add_library(flodl_cuda INTERFACE)
# Each: name, header, name for the linker, full name, folder among the wheels.
foreach(part CUDART,cuda_runtime.h,cudart,libcudart.so.13,cu13 CUBLASLT,cublasLt.h,cublasLt,libcublasLt.so.13,cu13
             CUDNN,cudnn.h,cudnn,libcudnn.so.9,cudnn)
  string(REPLACE "," ";" part ${part})
  list(POP_FRONT part name header library full_name wheel)
  set(homes ${FLODL_CUDA_HOME} ${FLODL_CUDA_WHEELS}/${wheel})
  find_path(FLODL_${name}_INCLUDE ${header} HINTS ${homes} PATH_SUFFIXES include)
  find_library(FLODL_${name} NAMES ${library} ${full_name} HINTS ${homes} PATH_SUFFIXES lib lib64)
  if(FLODL_${name}_INCLUDE AND FLODL_${name})
    target_include_directories(flodl_cuda SYSTEM INTERFACE ${FLODL_${name}_INCLUDE})
    target_link_libraries(flodl_cuda INTERFACE ${FLODL_${name}})
  else()
    list(JOIN homes ", " homes)
    message(WARNING "${FLODL_NVCC} is there, but ${header} or ${full_name} is not (looked into ${homes} and the system's "
                    "folders): the build goes without CUDA. `tools/flodl setup --cuda` installs what is missing.")
    set(FLODL_NVCC OFF)
    return()
  endif()
endforeach()
