// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "arrow_slice.hpp"
#include "broadsheet/text/view.hpp"
#include "call.hpp"

namespace broadsheet::bindings {

/// The texts of an Arrow column, borrowed row by row as UTF-8 that is not checked here: the core
/// does so where it decodes. A null has no data, which an empty text has.
class ArrowTexts {
 public:
  /// Appends the rows of one array.
  /// @throws std::invalid_argument  where offsets, sizes or dictionary indices contradict each
  ///                                other, naming the row.
  void append(const ArrowSlice& rows) {
    if (rows.schema.dictionary != nullptr) {
      append_dictionary(rows);
      return;
    }
    const std::string_view format = rows.schema.format;
    if (format == "u" || format == "z") return append_offsets<std::int32_t>(rows);
    if (format == "U" || format == "Z") return append_offsets<std::int64_t>(rows);
    if (format == "vu" || format == "vz") return append_views(rows);
    throw std::invalid_argument("an Arrow array of texts was expected");
  }

  [[nodiscard]] const std::vector<text::View>& views() const { return views_; }

 private:
  void reserve(std::int64_t n_more) {
    const auto n = views_.size() + static_cast<std::size_t>(n_more);
    if (n > views_.capacity() && !views_.empty()) return;  // grows by itself, twofold
    views_.reserve(n);
  }

  void append(const char* data, std::int64_t length) {
    views_.push_back(
        {length == 0 ? "" : data, static_cast<std::size_t>(length), text::Width::utf8});
  }
  void append_null() { views_.push_back({nullptr, 0, text::Width::utf8}); }

  template <class Offset>
  void append_offsets(const ArrowSlice& rows) {
    rows.require_buffers(3);
    if (rows.length == 0) return;
    reserve(rows.length);
    const auto* const offsets = rows.buffer(1);
    const auto* const data = static_cast<const char*>(rows.array.buffers[2]);
    auto begin = load<Offset>(offsets, rows.first);
    if (begin < 0) refuse_arrow("row 0 begins at " + std::to_string(begin));
    SignalCheck check_signals;
    for (std::int64_t row = 0; row < rows.length; ++row) {
      check_signals();
      const auto end = load<Offset>(offsets, rows.first + row + 1);
      if (end < begin) refuse_arrow("its offsets descend at row " + std::to_string(row));
      if (end > begin && data == nullptr) refuse_arrow("its texts are missing");
      if (rows.is_valid(row)) {
        append(data + begin, end - begin);
      } else {
        append_null();
      }
      begin = end;
    }
  }

  // Texts of up to 12 bytes stand in the row itself, others in one of the variadic buffers, whose
  // lengths are the last buffer.
  void append_views(const ArrowSlice& rows) {
    rows.require_buffers(3, true);
    if (rows.length == 0) return;
    reserve(rows.length);
    constexpr std::int64_t row_size = 16;
    constexpr std::int32_t most_inline = 12;
    const auto* const table = static_cast<const char*>(rows.buffer(1));
    const auto n_variadic = rows.array.n_buffers - 3;
    const auto* const lengths = n_variadic > 0 ? rows.buffer(rows.array.n_buffers - 1) : nullptr;
    SignalCheck check_signals;
    for (std::int64_t row = 0; row < rows.length; ++row) {
      check_signals();
      if (!rows.is_valid(row)) {
        append_null();
        continue;
      }
      const auto* const view = table + (rows.first + row) * row_size;
      const auto length = load<std::int32_t>(view, 0);
      if (length < 0) refuse_arrow("row " + std::to_string(row) + " has a negative length");
      if (length <= most_inline) {
        append(view + 4, length);
        continue;
      }
      const std::int64_t buffer = load<std::int32_t>(view, 2);
      const std::int64_t begin = load<std::int32_t>(view, 3);
      if (buffer < 0 || buffer >= n_variadic) {
        refuse_arrow("row " + std::to_string(row) + " is in buffer " + std::to_string(buffer) +
                     " of " + std::to_string(n_variadic));
      }
      if (begin < 0 || begin + length > load<std::int64_t>(lengths, buffer)) {
        refuse_arrow("row " + std::to_string(row) + " ends behind its buffer");
      }
      append(static_cast<const char*>(rows.buffer(2 + buffer)) + begin, length);
    }
  }

  void append_dictionary(const ArrowSlice& rows) {
    if (rows.array.dictionary == nullptr) refuse_arrow("its dictionary is missing");
    ArrowTexts dictionary;
    dictionary.append(ArrowSlice(*rows.schema.dictionary, *rows.array.dictionary));
    const auto& texts = dictionary.views();
    switch (rows.schema.format[0]) {
      case 'c':
        return append_indices<std::int8_t>(rows, texts);
      case 'C':
        return append_indices<std::uint8_t>(rows, texts);
      case 's':
        return append_indices<std::int16_t>(rows, texts);
      case 'S':
        return append_indices<std::uint16_t>(rows, texts);
      case 'i':
        return append_indices<std::int32_t>(rows, texts);
      case 'I':
        return append_indices<std::uint32_t>(rows, texts);
      case 'l':
        return append_indices<std::int64_t>(rows, texts);
      case 'L':
        return append_indices<std::uint64_t>(rows, texts);
      default:
        refuse_arrow("its dictionary's indices are no integers");
    }
  }

  template <class Key>
  void append_indices(const ArrowSlice& rows, const std::vector<text::View>& texts) {
    rows.require_buffers(2);
    if (rows.length == 0) return;
    reserve(rows.length);
    const auto* const keys = rows.buffer(1);
    SignalCheck check_signals;
    for (std::int64_t row = 0; row < rows.length; ++row) {
      check_signals();
      if (!rows.is_valid(row)) {
        append_null();
        continue;
      }
      const auto key = load<Key>(keys, rows.first + row);
      // A negative one becomes larger than any dictionary.
      if (static_cast<std::uint64_t>(key) >= texts.size()) {
        refuse_arrow("row " + std::to_string(row) + " is entry " + std::to_string(key) + " of " +
                     std::to_string(texts.size()) + " in its dictionary");
      }
      views_.push_back(texts[static_cast<std::size_t>(key)]);
    }
  }

  std::vector<text::View> views_;
};

}  // namespace broadsheet::bindings
