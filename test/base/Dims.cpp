// Sizes as expressions: canonical forms, decisions, texts.
#include "flodl/base/dim.h"
#include "flodl/base/error.h"
#include <gtest/gtest.h>

using namespace flodl;

namespace {

const Dim batch = "batch", seq = "seq";

TEST(Dims, NumbersBehaveLikeIntegers) {
  EXPECT_EQ(static_cast<int64_t>(Dim(6) * 7), 42);
  EXPECT_EQ(static_cast<int64_t>(Dim(-7) / 2), -4);
  EXPECT_EQ(static_cast<int64_t>(Dim(-7) % 2), 1);
  EXPECT_TRUE(Dim(3) < 4);
}

TEST(Dims, EqualExpressionsHaveOneForm) {
  EXPECT_TRUE((2 * batch + batch).same(batch * 3));
  EXPECT_TRUE(((batch + 1) * (batch - 1)).same(batch * batch - 1));
  EXPECT_TRUE((batch * seq).same(seq * batch));
  EXPECT_TRUE((batch - batch).isConstant());
  EXPECT_TRUE((batch * 8 / 8).same(batch));
  EXPECT_TRUE((batch * 6 % 3).same(Dim(0)));
  EXPECT_FALSE((batch / 2 * 2).same(batch));
}

TEST(Dims, TextsParseBack) {
  for (const Dim &dim : {batch, 2 * batch + 1, batch * seq, batch / 2, (batch + 3) % 4, Dim(7), batch - seq}) {
    auto parsed = Dim::parse(dim.str());
    ASSERT_TRUE(parsed) << dim.str();
    EXPECT_TRUE(parsed->same(dim)) << dim.str();
  }
  EXPECT_FALSE(Dim::parse("batch +"));
  EXPECT_FALSE(Dim::parse("3x"));
}

TEST(Dims, EvaluatesUnderSizes) {
  auto sizes = [](std::string_view name) { return name == "batch" ? std::optional<int64_t>(10) : std::nullopt; };
  EXPECT_EQ((2 * batch + 1).evaluate(sizes), 21);
  EXPECT_EQ((batch / 3).evaluate(sizes), 3);
  EXPECT_EQ((batch % 3).evaluate(sizes), 1);
  EXPECT_EQ((batch + seq).evaluate(sizes), std::nullopt);
  EXPECT_EQ((batch * seq).symbols(), (std::vector<std::string>{"batch", "seq"}));
}

TEST(Dims, DecidesWhatAllSizesAgreeOn) {
  EXPECT_TRUE(batch == batch);
  EXPECT_TRUE(batch + 1 != batch);
  EXPECT_TRUE(batch < batch + 1);
}

void expectUndecided(void (*body)()) {
  try {
    body();
    ADD_FAILURE() << "expected an error";
  } catch (const Error &error) {
    EXPECT_EQ(error.code(), ErrorCode::UndecidedDim);
    EXPECT_NE(error.text().find("batch"), std::string::npos) << error.text();
  }
}

TEST(Dims, UndecidedComparisonsThrow) {
  expectUndecided([] { (void)bool(batch == 4); });
  expectUndecided([] { (void)bool(batch < seq); });
  expectUndecided([] { (void)static_cast<int64_t>(batch); });
}

TEST(Dims, ErrorsSayTheComparisonAsItIsWritten) {
  auto textOf = [](auto body) -> std::string {
    try {
      body();
    } catch (const Error &error) {
      return error.text().substr(0, error.text().find(" has no"));
    }
    return "no error";
  };
  EXPECT_EQ(textOf([] { (void)bool(batch > 32); }), "the comparison batch > 32");
  EXPECT_EQ(textOf([] { (void)bool(32 >= batch); }), "the comparison 32 >= batch");
  EXPECT_EQ(textOf([] { (void)bool(batch <= seq); }), "the comparison batch <= seq");
  EXPECT_EQ(textOf([] { (void)bool(batch != 4); }), "the comparison batch != 4");
}

TEST(Dims, RememberWhereTheyWereAskedFor) {
  constexpr SourceLoc first{"model.cpp", "forward", 3, 5}, second{"model.cpp", "forward", 4, 9};
  auto placeOf = [](auto body) -> std::string {
    try {
      body();
    } catch (const Error &error) {
      return error.location().str();
    }
    return "no error";
  };
  Dim rows = batch.askedAt(first), length = seq.askedAt(second);
  EXPECT_TRUE(rows.same(batch));
  EXPECT_EQ(rows.str(), "batch");
  EXPECT_EQ(placeOf([&] { (void)bool(rows / 2 + 1 < 8); }), "model.cpp:3:5");
  EXPECT_EQ(placeOf([&] { (void)bool(4 < 2 * length); }), "model.cpp:4:9");
  EXPECT_EQ(placeOf([&] { (void)bool(length == rows); }), "model.cpp:4:9") << "the left one";
  EXPECT_EQ(placeOf([&] { (void)static_cast<int64_t>(rows % 3); }), "model.cpp:3:5");
  EXPECT_EQ(Dim(4).askedAt(first).constant(), 4);
}

TEST(Dims, DivisionByZeroThrows) { EXPECT_THROW((void)(batch / 0), Error); }

}  // namespace
