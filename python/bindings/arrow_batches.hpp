// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arrow_abi.hpp"
#include "arrow_slice.hpp"
#include "arrow_texts.hpp"

namespace broadsheet::bindings {

namespace py = pybind11;

/// An array with its type, kept for as long as somebody reads in it.
struct ArrowBatch {
  std::shared_ptr<const ArrowOwned<ArrowSchema>> schema;
  std::shared_ptr<const ArrowOwned<ArrowArray>> array;

  [[nodiscard]] ArrowSlice rows() const { return {**schema, **array}; }
  /// @param column  of a struct, or -1 for the array itself.
  [[nodiscard]] ArrowSlice rows(std::int64_t column) const {
    return column < 0 ? rows() : rows().column(column);
  }
};

/// What another library offers through the Arrow PyCapsule interface, taken over: arrays of one
/// type. Made and used with the GIL held.
class ArrowBatches {
 public:
  /// @throws py::type_error         when the object has neither `__arrow_c_stream__` nor
  ///                                `__arrow_c_array__`, or they give something else.
  /// @throws std::invalid_argument  when the library says that it failed.
  explicit ArrowBatches(const py::object& source) {
    if (py::hasattr(source, "__arrow_c_stream__")) {
      take_stream(source.attr("__arrow_c_stream__")());
    } else if (py::hasattr(source, "__arrow_c_array__")) {
      const py::object pair = source.attr("__arrow_c_array__")();
      if (!py::isinstance<py::tuple>(pair) || py::len(pair) != 2) {
        throw py::type_error("__arrow_c_array__ must give two capsules");
      }
      const auto capsules = py::reinterpret_borrow<py::tuple>(pair);
      set_schema(take<ArrowSchema>(capsules[0], "arrow_schema"));
      only_ = take<ArrowArray>(capsules[1], "arrow_array");
    } else {
      throw py::type_error("no Arrow data: it has no __arrow_c_stream__ or __arrow_c_array__");
    }
  }

  [[nodiscard]] const ArrowSchema& schema() const { return **schema_; }

  [[nodiscard]] bool is_struct() const { return std::string_view(schema().format) == "+s"; }

  /// The next array, until there is none.
  std::optional<ArrowBatch> next() {
    ArrowOwned<ArrowArray> array;
    if (stream_.is_released()) {
      array = std::move(only_);
    } else {
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
      int failed = 0;
      {
        const py::gil_scoped_release nogil;  // its threads may need it
        failed = stream_->get_next(&*stream_, &*array);
      }
      if (failed != 0) refuse_stream(failed);
    }
    if (array.is_released()) return std::nullopt;
    return ArrowBatch{schema_, std::make_shared<const ArrowOwned<ArrowArray>>(std::move(array))};
  }

 private:
  template <class T>
  static ArrowOwned<T> take(const py::handle& capsule, const char* name) {
    if (PyCapsule_IsValid(capsule.ptr(), name) == 0) {
      throw py::type_error(std::string("a capsule with the name ") + name + " was expected");
    }
    auto* const given = static_cast<T*>(PyCapsule_GetPointer(capsule.ptr(), name));
    ArrowOwned<T> taken(*given);
    if (taken.is_released()) refuse_arrow("it was released");
    return taken;
  }

  void take_stream(const py::object& capsule) {
    stream_ = take<ArrowArrayStream>(capsule, "arrow_array_stream");
    ArrowOwned<ArrowSchema> schema;
    const int failed = stream_->get_schema(&*stream_, &*schema);
    if (failed != 0) refuse_stream(failed);
    set_schema(std::move(schema));
  }

  void set_schema(ArrowOwned<ArrowSchema>&& schema) {
    if (schema.is_released()) refuse_arrow("its type was released");
    check(*schema);
    schema_ = std::make_shared<const ArrowOwned<ArrowSchema>>(std::move(schema));
  }

  static void check(const ArrowSchema& schema) {
    if (schema.format == nullptr || schema.n_children < 0 ||
        (schema.n_children > 0 && schema.children == nullptr)) {
      refuse_arrow("its type is incomplete");
    }
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
      if (schema.children[i] == nullptr) refuse_arrow("its type is incomplete");
      check(*schema.children[i]);
    }
    if (schema.dictionary != nullptr) check(*schema.dictionary);
  }

  [[noreturn]] void refuse_stream(int failed) {
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();  // Ctrl-C in a Python producer
    const char* const why = stream_->get_last_error(&*stream_);
    throw std::invalid_argument("the Arrow stream failed: " +
                                std::string(why == nullptr ? std::strerror(failed) : why));
  }

  ArrowOwned<ArrowArrayStream> stream_;
  ArrowOwned<ArrowArray> only_;
  std::shared_ptr<const ArrowOwned<ArrowSchema>> schema_;
};

/// A column of texts in any number of arrays, all of which it keeps.
class TextColumn {
 public:
  TextColumn(const ArrowBatch& batch, std::int64_t column) { append(batch, column); }
  /// Of all batches that are left.
  TextColumn(ArrowBatches& batches, std::int64_t column) {
    while (const auto batch = batches.next()) append(*batch, column);
  }

  [[nodiscard]] const std::vector<text::View>& views() const { return texts_.views(); }
  [[nodiscard]] bool is_binary() const { return is_binary_; }

 private:
  void append(const ArrowBatch& batch, std::int64_t column) {
    const auto rows = batch.rows(column);
    const auto* const dictionary = rows.schema.dictionary;
    const std::string_view format = (dictionary == nullptr ? &rows.schema : dictionary)->format;
    is_binary_ = format.ends_with('z') || format.ends_with('Z');
    texts_.append(rows);
    batches_.push_back(batch);
  }

  std::vector<ArrowBatch> batches_;
  ArrowTexts texts_;
  bool is_binary_ = false;
};

}  // namespace broadsheet::bindings
