# SPDX-License-Identifier: Apache-2.0
# What the core and its bindings are built with. Nothing here downloads anything.

find_package(Threads REQUIRED)

# The interpreter generates the Unicode tables; its headers are needed for the bindings alone.
if(BROADSHEET_BUILD_PYTHON)
  find_package(Python 3.11 COMPONENTS Interpreter Development.Module)
  if(Python_Interpreter_FOUND AND NOT Python_Development.Module_FOUND)
    message(FATAL_ERROR "The headers of ${Python_EXECUTABLE} are missing; on Debian they are in "
                        "the package python3-dev.")
  endif()
  find_package(Python 3.11 REQUIRED COMPONENTS Interpreter Development.Module)
  find_package(pybind11 3.0 CONFIG REQUIRED)
else()
  find_package(Python 3.11 REQUIRED COMPONENTS Interpreter)
endif()

# The system's Eigen (or -DEigen3_DIR) first, else the PyPI package cmeel-eigen.
find_package(Eigen3 3.4 CONFIG QUIET)
if(NOT Eigen3_FOUND)
  execute_process(
    COMMAND "${Python_EXECUTABLE}" -c "import sysconfig; print(sysconfig.get_path('purelib'))"
    OUTPUT_VARIABLE site_packages OUTPUT_STRIP_TRAILING_WHITESPACE)
  find_package(Eigen3 3.4 CONFIG REQUIRED
               HINTS "${site_packages}" PATH_SUFFIXES cmeel.prefix/share/eigen3/cmake)
endif()
