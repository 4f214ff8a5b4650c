// SPDX-License-Identifier: Apache-2.0
#include "broadsheet/tokens/char_ngrams.hpp"

#include <algorithm>
#include <string_view>

#include "broadsheet/text/unicode.hpp"

namespace broadsheet::tokens {
namespace {

// Calls f(character, data, length) for each code point of UTF-8 that folding has made.
template <class F>
void for_each_character(std::string_view bytes, F&& f) {
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  while (at < end) {
    const auto first = static_cast<unsigned char>(*at);
    const auto tail = [at](std::size_t i) {
      return static_cast<char32_t>(static_cast<unsigned char>(at[i]) & 0x3F);
    };
    char32_t c = first;
    std::size_t length = 1;
    if (first >= 0xF0) {
      c = (first & 0x07u) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3);
      length = 4;
    } else if (first >= 0xE0) {
      c = (first & 0x0Fu) << 12 | tail(1) << 6 | tail(2);
      length = 3;
    } else if (first >= 0xC0) {
      c = (first & 0x1Fu) << 6 | tail(1);
      length = 2;
    }
    f(c, at, length);
    at += length;
  }
}

}  // namespace

void CharNgrams::append(const char* data, std::size_t length) {
  begins_.push_back(bytes_.size());
  bytes_.insert(bytes_.end(), data, data + length);
}

void CharNgrams::append_text(const text::Folded& folded) {
  std::size_t spaces = 0;  // in the run that ends here
  for_each_character(folded.bytes(), [&](char32_t c, const char* data, std::size_t length) {
    spaces = text::is_space(c) ? spaces + 1 : 0;
    if (spaces == 2) {  // what stood for one becomes a space for all
      bytes_.resize(begins_.back());
      begins_.pop_back();
      append(" ", 1);
    } else if (spaces < 2) {
      append(data, length);
    }
  });
  segments_.push_back(begins_.size());
}

void CharNgrams::append_words(const text::Folded& folded) {
  bool inside = false;
  const auto end_word = [&] {
    if (!inside) return;
    append(" ", 1);
    segments_.push_back(begins_.size());
    inside = false;
  };
  for_each_character(folded.bytes(), [&](char32_t c, const char* data, std::size_t length) {
    if (text::is_space(c)) return end_word();
    if (!inside) append(" ", 1);
    inside = true;
    append(data, length);
  });
  end_word();
}

void CharNgrams::start(const text::Folded& folded, Within within, NgramRange range) {
  within_ = within;
  range_ = range;
  bytes_.clear();
  begins_.clear();
  segments_.clear();
  within == Within::text ? append_text(folded) : append_words(folded);
  begins_.push_back(bytes_.size());
  bytes_.resize(bytes_.size() + text::Folded::padding);
  segment_ = segment_begin_ = at_ = 0;
}

void CharNgrams::take(std::size_t first, std::size_t last) {
  ngrams_.emplace_back(bytes_.data() + begins_[first], begins_[last] - begins_[first],
                       process_seed());
}

std::span<const Token> CharNgrams::next() {
  constexpr std::size_t at_once = 1024;
  ngrams_.clear();
  while (segment_ < segments_.size() && ngrams_.size() < at_once) {
    const auto end = segments_[segment_];
    const auto length = end - segment_begin_;
    // Within a word, the whole of it is counted below.
    const auto most = within_ == Within::words ? std::min(range_.most, length - 1) : range_.most;
    while (at_ < end && ngrams_.size() < at_once) {
      const auto longest = std::min(most, end - at_);
      for (auto n = range_.least; n <= longest; ++n) take(at_, at_ + n);
      ++at_;
    }
    if (at_ == end) {
      if (within_ == Within::words && length <= range_.most) take(segment_begin_, end);
      segment_begin_ = end;
      ++segment_;
    }
  }
  return ngrams_;
}

}  // namespace broadsheet::tokens
