// SPDX-License-Identifier: Apache-2.0
// Catch2 v2 wants its main in one file of the user's.
#define CATCH_CONFIG_MAIN
#include "catch.hpp"
