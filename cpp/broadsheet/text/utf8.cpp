// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/text/utf8.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

namespace broadsheet::text {
namespace {

constexpr std::size_t bytes_per_checkpoint = 1 << 16;

// One code point, or malformed bytes that go together.
struct Sequence {
  char32_t code_point;
  std::ptrdiff_t length;  // bytes, at least 1.
  bool is_malformed;
};

bool continues(std::uint8_t byte) { return (byte & 0xC0) == 0x80; }

// What `from` < `end` begins with: any bytes, slowly.
Sequence sequence(const std::uint8_t* from, const std::uint8_t* end) {
  const auto lead = *from;
  if (lead < 0x80) return {lead, 1, false};
  if (lead < 0xC2 || lead > 0xF4) return {0, 1, true};
  const std::ptrdiff_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  // The second byte shuts out overlong forms, surrogates and what lies above U+10FFFF.
  std::uint8_t least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  std::uint8_t most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  auto code_point = static_cast<char32_t>(lead & (0x7F >> length));
  for (std::ptrdiff_t i = 1; i < length; ++i) {
    if (from + i == end || from[i] < least || from[i] > most) return {0, i, true};
    code_point = code_point << 6 | (from[i] & 0x3F);
    least = 0x80;
    most = 0xBF;
  }
  return {code_point, length, false};
}

// ASCII bytes at the front of eight bytes.
int n_ascii(const std::uint8_t* eight) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, eight, sizeof bytes);
  bytes &= 0x8080808080808080u;
  return (std::endian::native == std::endian::little ? std::countr_zero(bytes)
                                                     : std::countl_zero(bytes)) /
         8;
}

// Decodes what begins before `stop`, which may reach on to `end`, and moves `begin` past it.
// No more units are written than there are bytes to read, so these may be as many as those.
template <class Unit>
Unit* decode_until(const std::uint8_t* stop, const std::uint8_t* end, DecodeError on_error,
                   const std::uint8_t*& begin, Unit* to) {
  constexpr std::ptrdiff_t eight = 8;
  const auto* from = begin;
  while (from < stop) {
    const auto lead = *from;
    const auto left = end - from;
    if (lead < 0x80) {
      if (left >= eight) {
        // All of them are written, and what is none of ASCII is overwritten: that takes no branch.
        std::copy_n(from, eight, to);
        const auto n = n_ascii(from);
        from += n;
        to += n;
      } else {
        *to++ = lead;
        ++from;
      }
      continue;
    }
    if (lead >= 0xC2 && lead < 0xE0 && left >= 2 && continues(from[1])) {
      *to++ = static_cast<Unit>((lead & 0x1F) << 6 | (from[1] & 0x3F));
      from += 2;
      continue;
    }
    if (lead >= 0xE1 && lead < 0xED && left >= 3 && continues(from[1]) && continues(from[2])) {
      *to++ = static_cast<Unit>((lead & 0x0F) << 12 | (from[1] & 0x3F) << 6 | (from[2] & 0x3F));
      from += 3;
      continue;
    }
    const auto next = sequence(from, end);
    from += next.length;
    if (!next.is_malformed) {
      *to++ = static_cast<Unit>(next.code_point);
    } else if (on_error == DecodeError::strict) {
      throw MalformedUtf8();
    } else if (on_error == DecodeError::replace) {
      *to++ = static_cast<Unit>(0xFFFD);
    }
  }
  begin = from;
  return to;
}

// The end of the part that begins at `from` and is done before the next checkpoint.
const std::uint8_t* part_end(const std::uint8_t* from, const std::uint8_t* end) {
  return from + std::min(bytes_per_checkpoint, static_cast<std::size_t>(end - from));
}

std::uint8_t highest_byte(const std::uint8_t* from, const std::uint8_t* end,
                          base::Checkpoint& checkpoint) {
  std::uint8_t highest = 0;
  while (from < end) {
    for (const auto* stop = part_end(from, end); from < stop; ++from) {
      highest = std::max(highest, *from);
    }
    if (from < end) checkpoint();
  }
  return highest;
}

template <class Unit>
View decode_into(base::Buffer<Unit>& units, const std::uint8_t* from, const std::uint8_t* end,
                 DecodeError on_error, base::Checkpoint& checkpoint) {
  const auto n_bytes = static_cast<std::size_t>(end - from);
  if (units.size() < n_bytes) {
    units.clear();  // so that nothing is copied
    units.resize(n_bytes);
  }
  auto* to = units.data();
  while (from < end) {
    to = decode_until(part_end(from, end), end, on_error, from, to);
    if (from < end) checkpoint();
  }
  return {units.data(), static_cast<std::size_t>(to - units.data()),
          static_cast<Width>(sizeof(Unit))};
}

}  // namespace

View Utf8Decoder::decode(const View& utf8, DecodeError on_error, base::Checkpoint& checkpoint) {
  const auto* const from = static_cast<const std::uint8_t*>(utf8.data);
  const auto* const end = from + utf8.length;
  const auto highest = highest_byte(from, end, checkpoint);
  if (highest < 0x80) return {utf8.data, utf8.length, Width::one};
  // From 0xF0 on a byte leads to code points that take more than two bytes.
  if (highest < 0xF0) return decode_into(two_, from, end, on_error, checkpoint);
  return decode_into(four_, from, end, on_error, checkpoint);
}

}  // namespace broadsheet::text
