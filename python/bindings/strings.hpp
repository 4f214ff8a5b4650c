// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/pybind11.h>

#include <span>
#include <string>
#include <vector>

#include "arrow_batches.hpp"
#include "broadsheet/text/view.hpp"

namespace broadsheet::bindings {

namespace py = pybind11;

/// The code points of a Python string, in place. The string must outlive the view.
inline text::View borrow(PyObject* string) {
  return {PyUnicode_DATA(string), static_cast<std::size_t>(PyUnicode_GET_LENGTH(string)),
          static_cast<text::Width>(PyUnicode_KIND(string))};
}

/// The bytes of a Python `bytes`, in place, which are UTF-8 or meant to be.
inline text::View borrow_utf8(PyObject* bytes) {
  return {PyBytes_AS_STRING(bytes), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes)),
          text::Width::utf8};
}

/// What may stand in a list of texts.
enum class Takes { str, str_or_bytes };

/// A list or tuple of `str`, or of `bytes` too, borrowed with references of our own: the caller may
/// change its list while the GIL is released. Or a `TextColumn` where bytes may stand. Made and
/// destroyed with the GIL held.
class Strings {
 public:
  /// @throws py::type_error  naming the first row that is neither, and what it is.
  Strings(const py::sequence& texts, const char* name, Takes takes = Takes::str) {
    if (takes == Takes::str_or_bytes && py::isinstance<TextColumn>(texts)) {
      require_texts(texts.cast<const TextColumn&>(), name);
      owners_.push_back(texts);
      column_ = &texts.cast<const TextColumn&>();
      return;
    }
    const auto fast = py::reinterpret_steal<py::object>(
        PySequence_Fast(texts.ptr(), "expected a list or tuple of str"));
    if (!fast) throw py::error_already_set();
    const auto size = PySequence_Fast_GET_SIZE(fast.ptr());
    owners_.reserve(static_cast<std::size_t>(size));
    views_.reserve(static_cast<std::size_t>(size));
    for (Py_ssize_t i = 0; i < size; ++i) {
      PyObject* item = PySequence_Fast_GET_ITEM(fast.ptr(), i);
      const bool is_bytes = takes == Takes::str_or_bytes && PyBytes_Check(item);
      if (!is_bytes && !PyUnicode_Check(item)) {
        throw py::type_error(std::string(name) + "[" + std::to_string(i) + "] must be str, got " +
                             Py_TYPE(item)->tp_name);
      }
      owners_.push_back(py::reinterpret_borrow<py::object>(item));
      views_.push_back(is_bytes ? borrow_utf8(item) : borrow(item));
    }
  }

  [[nodiscard]] std::span<const text::View> views() const {
    return column_ == nullptr ? views_ : column_->views();
  }

 private:
  static void require_texts(const TextColumn& column, const char* name) {
    const auto& views = column.views();
    for (std::size_t row = 0; row < views.size(); ++row) {
      if (views[row].data == nullptr) {
        throw py::type_error(std::string(name) + "[" + std::to_string(row) + "] is null");
      }
    }
  }

  std::vector<py::object> owners_;
  std::vector<text::View> views_;
  const TextColumn* column_ = nullptr;
};

}  // namespace broadsheet::bindings
