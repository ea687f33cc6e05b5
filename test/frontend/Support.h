// Recording graphs and expecting errors, without a runtime.
#pragma once
#include "GraphImpl.h"
#include "flodl/flodl.h"
#include "gtest/gtest.h"

namespace flodl::test {

/// While it lives modules have shapes only, as in the capture process.
class Recorded : public testing::Test {
 protected:
  Recorded() { detail::setCapturing(true); }
  ~Recorded() override { detail::setCapturing(false); }

  /// The recording of `graph` on inputs `specs`.
  detail::Recording record(Graph &graph, std::vector<InputSpec> specs, std::vector<InputSpec> targets = {}) {
    return detail::recordGraph(graph, specs, targets, /*twice=*/true).at(0).recording;
  }
  std::string signature(Graph &graph, std::vector<InputSpec> specs, std::vector<InputSpec> targets = {}) {
    return detail::signatureOf(record(graph, std::move(specs), std::move(targets)));
  }
};

/// The error `f` throws, whose text must contain `part`.
template <class F>
Error errorOf(F f, const std::string &part) {
  try {
    f();
  } catch (const Error &error) {
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << "got: " << error.what();
    return error;
  }
  ADD_FAILURE() << "no error; expected one about: " << part;
  return Error(ErrorCode::Internal, "");
}

}  // namespace flodl::test
