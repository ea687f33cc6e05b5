// Every example and edge of the console's formats.
#include "frontend/monitor/Console.h"
#include "frontend/monitor/Format.h"
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

using namespace flodl;
using namespace flodl::monitor;

TEST(Format, durations) {
  EXPECT_EQ(formatDuration(-1), "—");
  EXPECT_EQ(formatDuration(std::nan("")), "—");
  EXPECT_EQ(formatDuration(std::numeric_limits<double>::infinity()), "—");
  EXPECT_EQ(formatDuration(0), "0ms");
  EXPECT_EQ(formatDuration(0.042), "42ms");
  EXPECT_EQ(formatDuration(0.9999), "999ms");
  EXPECT_EQ(formatDuration(1.0), "1s");
  EXPECT_EQ(formatDuration(1.5), "1.5s");
  EXPECT_EQ(formatDuration(1.59), "1.5s");
  EXPECT_EQ(formatDuration(1.05), "1s");
  EXPECT_EQ(formatDuration(59.99), "59.9s");
  EXPECT_EQ(formatDuration(60), "1m 00s");
  EXPECT_EQ(formatDuration(90), "1m 30s");
  EXPECT_EQ(formatDuration(3599.9), "59m 59s");
  EXPECT_EQ(formatDuration(3661), "1h 01m");
  EXPECT_EQ(formatDuration(360000), "100h 00m");
}

TEST(Format, bytes) {
  EXPECT_EQ(formatBytes(0), "0 B");
  EXPECT_EQ(formatBytes(512), "512 B");
  EXPECT_EQ(formatBytes(1023), "1023 B");
  EXPECT_EQ(formatBytes(512000), "500 KB");
  EXPECT_EQ(formatBytes(100ull << 20), "100 MB");
  EXPECT_EQ(formatBytes(2254857830), "2.1 GB");
}

TEST(Format, metrics) {
  EXPECT_EQ(formatMetric(0), "0");
  EXPECT_EQ(formatMetric(1e-4), "1.00e-4");
  EXPECT_EQ(formatMetric(-2.5e-12), "-2.50e-12");
  EXPECT_EQ(formatMetric(0.001), "0.0010");
  EXPECT_EQ(formatMetric(1.2345), "1.2345");
  EXPECT_EQ(formatMetric(-99.5), "-99.5000");
  EXPECT_EQ(formatMetric(100), "100.00");
  EXPECT_EQ(formatMetric(12345.67), "12345.67");
  EXPECT_EQ(formatMetric(std::nan("")), "nan");
  EXPECT_EQ(formatMetric(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(Format, rates) {
  EXPECT_EQ(formatRate(0.5), "0.5/s");
  EXPECT_EQ(formatRate(950), "950/s");
  EXPECT_EQ(formatRate(51234), "51.2k/s");
  EXPECT_EQ(formatRate(1.3e6), "1.3M/s");
}

TEST(Format, numbers_align_to_the_digits_of_the_total) {
  EXPECT_EQ(epochNumber(0, 0), "1/0");
  EXPECT_EQ(epochNumber(0, 9), "1/9");
  EXPECT_EQ(epochNumber(0, 10), " 1/10");
  EXPECT_EQ(epochNumber(99, 100), "100/100");
  EXPECT_EQ(epochNumber(0, 999), "  1/999");
  EXPECT_EQ(epochNumber(11, 10), "12/10");
}

TEST(Format, epoch_line_names_memory_utilisation_and_spill_when_known) {
  Metrics metrics{{"loss", 0.5}, {"acc", 0.25}};
  ResourceSample resources;
  EpochLine line{.epoch = 2, .total = 10, .duration = 1.5, .eta = 10.5, .metrics = &metrics, .resources = &resources};
  EXPECT_EQ(epochLine(line), "  epoch  3/10  loss=0.5000  acc=0.2500  [1.5s  ETA 10.5s]");
  resources.gpuPercent = 81.6;
  EXPECT_EQ(epochLine(line), "  epoch  3/10  loss=0.5000  acc=0.2500  [1.5s  ETA 10.5s] (82%)");
  resources.vramAllocBytes = 2254857830;
  resources.vramTotalBytes = 6ull << 30;
  EXPECT_EQ(epochLine(line), "  epoch  3/10  loss=0.5000  acc=0.2500  [1.5s  ETA 10.5s]  VRAM: 2.1/6.0 GB (82%)");
  resources.vramAllocBytes = (6ull << 30) + (100 << 20);
  line.eta = -1;
  EXPECT_EQ(epochLine(line), "  epoch  3/10  loss=0.5000  acc=0.2500  [1.5s]  VRAM: 6.1/6.0 GB + 100 MB spilled (82%)");
}
