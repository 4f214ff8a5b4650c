// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace broadsheet::tokens {

/// MurmurHash3, its 32-bit variant for x86, of bytes: the hash that scikit-learn's
/// HashingVectorizer uses, with seed 0, so columns agree with its. Not for untrusted keys.
///
/// Source: A. Appleby's public-domain specification, 2011.
[[nodiscard]] std::uint32_t murmur_hash(std::string_view bytes, std::uint32_t seed = 0) noexcept;

}  // namespace broadsheet::tokens
