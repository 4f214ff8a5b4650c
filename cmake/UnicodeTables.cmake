# SPDX-License-Identifier: Apache-2.0
# The Unicode tables of the interpreter that builds the package, so that our words and Python's
# are the same by construction.

set(broadsheet_generated ${PROJECT_BINARY_DIR}/generated)
add_custom_command(
  OUTPUT ${broadsheet_generated}/broadsheet/text/unicode_tables.inc
  COMMAND ${CMAKE_COMMAND} -E make_directory ${broadsheet_generated}/broadsheet/text
  COMMAND "${Python_EXECUTABLE}" ${PROJECT_SOURCE_DIR}/tools/generate_unicode_tables.py
          ${broadsheet_generated}/broadsheet/text/unicode_tables.inc
  DEPENDS ${PROJECT_SOURCE_DIR}/tools/generate_unicode_tables.py
  COMMENT "Generating the Unicode tables of Python ${Python_VERSION}"
  VERBATIM)
add_custom_target(broadsheet_unicode_tables
                  DEPENDS ${broadsheet_generated}/broadsheet/text/unicode_tables.inc)
