// SPDX-License-Identifier: Apache-2.0
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

#include "arrow_batches.hpp"
#include "bindings.hpp"
#include "call.hpp"

namespace broadsheet::bindings {
namespace {

bool is_text(std::string_view format) { return format == "u" || format == "U" || format == "vu"; }
bool is_binary(std::string_view format) { return format == "z" || format == "Z" || format == "vz"; }

// NumPy's type of what a column stores, or null where it is of no fixed width.
const char* dtype_of(std::string_view format) {
  if (format.size() == 1) {
    switch (format[0]) {
      case 'b':
        return "bool";
      case 'c':
        return "int8";
      case 'C':
        return "uint8";
      case 's':
        return "int16";
      case 'S':
        return "uint16";
      case 'i':
        return "int32";
      case 'I':
        return "uint32";
      case 'l':
        return "int64";
      case 'L':
        return "uint64";
      case 'e':
        return "float16";
      case 'f':
        return "float32";
      case 'g':
        return "float64";
      default:
        return nullptr;
    }
  }
  if (format == "tdD") return "int32";
  if (format == "tdm" || format.starts_with("ts")) return "int64";
  return nullptr;
}

std::string kind_of(const ArrowSchema& schema) {
  const auto* const value = schema.dictionary == nullptr ? &schema : schema.dictionary;
  if (is_text(value->format)) return "text";
  if (is_binary(value->format)) return "binary";
  if (schema.dictionary != nullptr) return "other";
  if (std::string_view(schema.format) == "n") return "null";
  return dtype_of(schema.format) == nullptr ? "other" : "number";
}

// (name, kind, format) of each column, or of the array itself.
py::tuple column_of(const ArrowSchema& schema) {
  const auto decode = [](const char* utf8) {
    return py::reinterpret_steal<py::object>(
        PyUnicode_DecodeUTF8(utf8, static_cast<Py_ssize_t>(std::strlen(utf8)), "replace"));
  };
  return py::make_tuple(decode(schema.name == nullptr ? "" : schema.name), kind_of(schema),
                        decode(schema.format));
}

py::list columns(const ArrowBatches& batches) {
  py::list result;
  if (!batches.is_struct()) {
    result.append(column_of(batches.schema()));
    return result;
  }
  for (std::int64_t i = 0; i < batches.schema().n_children; ++i) {
    result.append(column_of(*batches.schema().children[i]));
  }
  return result;
}

py::array_t<bool> valid_rows(const ArrowSlice& rows) {
  py::array_t<bool> valid(rows.length);
  auto* const out = valid.mutable_data();
  for (std::int64_t row = 0; row < rows.length; ++row) {
    out[row] = rows.is_valid(row);
  }
  return valid;
}

// Copies a column of fixed width: (values, which of them are valid).
py::tuple numbers(const ArrowBatch& batch, std::int64_t column) {
  const auto rows = batch.rows(column);
  const auto* const dtype = dtype_of(rows.schema.format);
  if (dtype == nullptr || rows.schema.dictionary != nullptr) {
    throw std::invalid_argument("an Arrow array of fixed width was expected");
  }
  rows.require_buffers(2);
  py::array values(py::dtype(dtype), rows.length);
  if (rows.length > 0) {
    const auto* const from = static_cast<const char*>(rows.buffer(1));
    if (std::string_view(dtype) == "bool") {
      const Validity bits(from, rows.first);
      auto* const out = static_cast<bool*>(values.mutable_data());
      for (std::int64_t row = 0; row < rows.length; ++row) out[row] = bits[row];
    } else {
      std::memcpy(values.mutable_data(), from + rows.first * values.itemsize(),
                  static_cast<std::size_t>(values.nbytes()));
    }
  }
  return py::make_tuple(values, valid_rows(rows));
}

// As str; None for a null; and bytes where they are meant as such, or are no UTF-8.
py::object to_python(const text::View& text, bool is_bytes) {
  if (text.data == nullptr) return py::none();
  const auto* const data = static_cast<const char*>(text.data);
  const auto length = static_cast<Py_ssize_t>(text.length);
  if (!is_bytes) {
    auto* const str = PyUnicode_DecodeUTF8(data, length, "strict");
    if (str != nullptr) return py::reinterpret_steal<py::object>(str);
    if (PyErr_ExceptionMatches(PyExc_UnicodeDecodeError) == 0) throw py::error_already_set();
    PyErr_Clear();
  }
  return py::bytes(data, static_cast<std::size_t>(length));
}

void bind_text_column(py::module_& m) {
  py::class_<TextColumn>(m, "TextColumn", "Texts of an Arrow column, borrowed; a sequence.")
      .def(py::init<ArrowBatches&, std::int64_t>(), py::arg("batches"), py::arg("column") = -1,
           "The column of all batches that are left; -1: they are no structs.")
      .def_property_readonly("is_binary", &TextColumn::is_binary, "Whether it is of bytes.")
      .def("__len__", [](const TextColumn& self) { return self.views().size(); })
      .def(
          "__getitem__",
          [](const TextColumn& self, std::size_t row) {
            if (row >= self.views().size()) throw py::index_error("no such row");
            return to_python(self.views()[row], self.is_binary());
          },
          py::arg("row"), "str; bytes where it is binary or malformed; None where it is null.")
      .def(
          "first_null",
          [](const TextColumn& self) {
            const auto& views = self.views();
            const auto null = std::find_if(views.begin(), views.end(),
                                           [](const auto& view) { return view.data == nullptr; });
            return null == views.end() ? -1 : null - views.begin();
          },
          "The first row that is null, or -1.");
}

}  // namespace

void bind_arrow(py::module_& m) {
  py::class_<ArrowBatch>(m, "ArrowBatch", "Rows of an Arrow column or table.")
      .def("__len__", [](const ArrowBatch& self) { return self.rows().length; })
      .def(
          "texts",
          [](const ArrowBatch& self, std::int64_t column) {
            const TextColumn texts(self, column);
            py::list result(texts.views().size());
            SignalCheck check_signals;
            for (std::size_t row = 0; row < texts.views().size(); ++row) {
              check_signals();
              result[row] = to_python(texts.views()[row], texts.is_binary());
            }
            return result;
          },
          py::arg("column") = -1, "A column of texts as a list; see TextColumn.")
      .def("numbers", &numbers, py::arg("column") = -1,
           "A column of fixed width: values as they are stored, shape (n_rows,), and bool "
           "(n_rows,)\n"
           "that tells which are valid.");
  py::class_<ArrowBatches>(m, "ArrowBatches", "What __arrow_c_stream__ or __arrow_c_array__ gives.")
      .def(py::init<const py::object&>(), py::arg("source"))
      .def_property_readonly("is_table", &ArrowBatches::is_struct, "Whether it has columns.")
      .def_property_readonly("columns", &columns,
                             "(name, kind, format) of each column, or of the one array; kind is\n"
                             "'text', 'binary', 'number', 'null' or 'other'.")
      .def("__iter__", [](const py::object& self) { return self; })
      .def("__next__", [](ArrowBatches& self) {
        auto batch = self.next();
        if (!batch) throw py::stop_iteration();
        return *std::move(batch);
      });
  bind_text_column(m);
}

}  // namespace broadsheet::bindings
