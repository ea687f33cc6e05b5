// Trend mathematics and the store that feeds it.
#include "flodl/trend.h"
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

using namespace flodl;

TEST(Trend, empty_history_has_neutral_answers) {
  Trend t;
  EXPECT_TRUE(t.is_empty());
  EXPECT_EQ(t.latest(), 0);
  EXPECT_EQ(t.mean(), 0);
  EXPECT_EQ(t.min(), std::numeric_limits<double>::infinity());
  EXPECT_EQ(t.max(), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(t.slope(), 0);
  EXPECT_TRUE(t.stalled(0, 1e-9));
  EXPECT_FALSE(t.stalled(0, 0));
  EXPECT_FALSE(t.improving());
  EXPECT_FALSE(t.converged(0, 1));
}

TEST(Trend, slope_of_a_line_is_its_step) {
  Trend t({5, 4, 3, 2});
  EXPECT_DOUBLE_EQ(t.slope(), -1);
  EXPECT_DOUBLE_EQ(t.slope(2), -1);
  EXPECT_TRUE(t.improving());
  EXPECT_FALSE(t.stalled(0, 1));  // strict
  EXPECT_TRUE(t.stalled(0, 1.001));
  EXPECT_EQ(t.latest(), 2);
  EXPECT_EQ(t.mean(), 3.5);
  EXPECT_EQ(t.min(), 2);
  EXPECT_EQ(t.max(), 5);
}

TEST(Trend, windows_take_the_newest_points) {
  Trend t({0, 100, 3, 2, 1});
  EXPECT_DOUBLE_EQ(t.slope(3), -1);
  EXPECT_EQ(t.slope(1), 0);
  EXPECT_EQ(t.slope(99), t.slope(0));
  EXPECT_EQ(t.last(2), (std::vector<double>{2, 1}));
  EXPECT_EQ(t.last(9).size(), 5u);
  EXPECT_TRUE(t.last(0).empty());
}

TEST(Trend, least_squares_of_scattered_points) {
  // x = 0..3, y = 1, 3, 2, 4: slope = (4*19 - 6*10) / (4*14 - 36) = 16/20
  EXPECT_DOUBLE_EQ(Trend({1, 3, 2, 4}).slope(), 0.8);
}

TEST(Trend, convergence_is_population_variance_below_the_tolerance) {
  Trend t({9, 1, 1, 3, 3});
  EXPECT_FALSE(t.converged(4, 1.0));  // variance is 1: strict
  EXPECT_TRUE(t.converged(4, 1.01));
  EXPECT_FALSE(t.converged(1, 1.01));
}

TEST(TrendGroup, all_and_any) {
  TrendGroup group({Trend({2, 1}), Trend({1, 2})});
  EXPECT_FALSE(group.all_improving());
  EXPECT_TRUE(group.any_improving());
  EXPECT_TRUE(group.all_stalled(0, 1.5));
  EXPECT_FALSE(group.any_stalled(0, 0.5));
  EXPECT_TRUE(group.all_converged(0, 0.26));
  EXPECT_FALSE(group.any_converged(0, 0.25));
  EXPECT_EQ(group.slopes(), (std::vector<double>{-1, 1}));
  EXPECT_EQ(group.mean_slope(), 0);
  TrendGroup none;
  EXPECT_FALSE(none.all_improving() || none.all_stalled(0, 1) || none.all_converged(0, 1));
  EXPECT_EQ(none.mean_slope(), 0);
}

TEST(MetricsStore, flush_appends_the_mean_of_the_buffer) {
  MetricsStore store;
  store.record("loss", 1.5);
  store.record("loss", 1.3);
  EXPECT_EQ(store.collected("loss"), (std::vector<double>{1.5, 1.3}));
  store.flush();
  EXPECT_TRUE(store.collected("loss").empty());
  EXPECT_DOUBLE_EQ(store.trend("loss").latest(), 1.4);
  EXPECT_EQ(store.flush_count(), 1u);
  store.flush();  // nothing new
  EXPECT_EQ(store.flush_count(), 1u);
  EXPECT_EQ(store.trend("loss").len(), 1u);
  EXPECT_TRUE(store.trend("unknown").is_empty());
}

TEST(MetricsStore, named_flush_leaves_the_others) {
  MetricsStore store;
  store.record("b", 1);
  store.record("a", std::vector<double>{2, 4});
  std::string only[] = {"a", "missing"};
  store.flush(only);
  EXPECT_EQ(store.trend("a").values(), std::vector<double>{3});
  EXPECT_TRUE(store.trend("b").is_empty());
  EXPECT_EQ(store.collected("b").size(), 1u);
  store.flush();
  EXPECT_EQ(store.latest_metrics(), (Metrics{{"b", 1}, {"a", 3}}));
  store.reset_trend(only);
  EXPECT_EQ(store.latest_metrics(), (Metrics{{"b", 1}}));
  EXPECT_EQ(store.names(), (std::vector<std::string>{"b", "a"}));
}

TEST(MetricsStore, pending_values_are_read_once_and_late) {
  MetricsStore store;
  int reads = 0;
  store.record("loss", [&] { return ++reads, 2.0; });
  EXPECT_EQ(reads, 0);
  EXPECT_EQ(store.collected("loss"), std::vector<double>{2});
  store.flush();
  EXPECT_EQ(reads, 1);
  EXPECT_EQ(store.trend("loss").latest(), 2);
}

TEST(MetricsStore, eta_needs_a_flush_and_ends_at_the_total) {
  MetricsStore store;
  EXPECT_EQ(store.eta(10), 0);
  store.record("loss", 1);
  store.flush();
  EXPECT_GE(store.eta(10), 0);
  EXPECT_LT(store.eta(10), 60);  // not an absolute clock
  EXPECT_EQ(store.eta(1), 0);
  EXPECT_EQ(store.eta(0), 0);
}
