// Epoch lines, records, exports and the progress line.
#include "flodl/monitor.h"
#include "flodl/base/error.h"
#include "flodl/detail/progress.h"
#include "flodl/verbosity.h"
#include "frontend/monitor/Console.h"
#include "frontend/monitor/Resources.h"
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <pty.h>
#include <regex>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace flodl;
using namespace std::chrono_literals;

namespace {

struct FakeGraph {
  Metrics latest_metrics() const { return {{"loss", 1.4}}; }
};

std::string printed(const std::function<void()> &action) {
  testing::internal::CaptureStdout();
  action();
  std::fflush(stdout);
  return testing::internal::GetCapturedStdout();
}

std::string readFile(const std::filesystem::path &path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::filesystem::path temporary(const char *name) {
  return std::filesystem::path(testing::TempDir()) / (std::to_string(getpid()) + name);
}

TEST(Monitor, prints_one_plain_line_per_epoch) {
  std::string text = printed([] {
    Monitor monitor(2);
    monitor.log(0, 1.5, {{"loss", 0.5}, {"lr", 1e-4}});
    monitor.log(1, 1500ms, {{"loss", 0.25}});
  });
  EXPECT_EQ(text, "  epoch 1/2  loss=0.5000  lr=1.00e-4  [1.5s  ETA 1.5s]\n"
                  "  epoch 2/2  loss=0.2500  [1.5s]\n");
}

TEST(Monitor, estimates_from_the_epochs_it_has_seen) {
  // Resumed at epoch 8: two epochs of 3 s are left after the first one.
  std::string text = printed([] { Monitor(10).log(7, 3.0, {}); });
  EXPECT_EQ(text, "  epoch  8/10  [3s  ETA 6s]\n");
  // Beyond the total there is nothing left to estimate.
  text = printed([] { Monitor(1).log(1, 3.0, {}); });
  EXPECT_EQ(text, "  epoch 2/1  [3s]\n");
}

TEST(Monitor, takes_metrics_of_a_graph_and_extras) {
  std::vector<EpochRecord> history;
  printed([&] {
    Monitor monitor(2);
    monitor.log(0, FakeGraph{}, {{"accuracy", 0.5}});
    monitor.log(1, 2.0, FakeGraph{});
    history = monitor.history();
  });
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[0].metrics, (Metrics{{"loss", 1.4}, {"accuracy", 0.5}}));
  EXPECT_EQ(history[1].epoch, 1u);
  EXPECT_EQ(history[1].duration_s, 2);
}

TEST(Monitor, measures_the_duration_when_none_is_given) {
  printed([] {
    Monitor monitor(2);
    std::this_thread::sleep_for(20ms);
    monitor.log(0, {{"loss", 1}});
    monitor.log(1, {{"loss", 1}});
    EXPECT_GE(monitor.history()[0].duration_s, 0.02);
    EXPECT_LT(monitor.history()[1].duration_s, 0.02);
  });
}

TEST(Monitor, finish_repeats_the_last_metrics) {
  std::string text = printed([] {
    Monitor monitor(1);
    monitor.log(0, 1.0, {{"loss", 0.5}, {"accuracy", 0.875}});
    monitor.finish();
  });
  EXPECT_NE(text.find("  training complete in "), std::string::npos);
  EXPECT_NE(text.find("  | loss: 0.5000\n  | accuracy: 0.8750\n"), std::string::npos);
  text = printed([] { Monitor(1).finish(); });
  EXPECT_EQ(text.find("  |"), std::string::npos);
}

TEST(Monitor, quiet_prints_nothing_and_still_records) {
  Verbosity before = verbosity();
  set_verbosity(Verbosity::Quiet);
  std::string text = printed([] {
    Monitor monitor(1);
    monitor.log(0, 1.0, {{"loss", 0.5}});
    monitor.finish();
    EXPECT_EQ(monitor.history().size(), 1u);
  });
  set_verbosity(before);
  EXPECT_EQ(text, "");
}

TEST(Monitor, table_aligns_changing_metrics) {
  auto path = temporary("run.csv");
  printed([&] {
    Monitor monitor(2);
    monitor.export_csv(path);
    EXPECT_FALSE(std::filesystem::exists(path));
    monitor.log(0, 1.0, {{"loss", 0.5}});
    monitor.log(1, 1.0, {{"a,b", 2}, {"loss", 0.25}});
    monitor.export_csv(path);
  });
  std::istringstream text(readFile(path));
  std::string header, first, second;
  std::getline(text, header);
  std::getline(text, first);
  std::getline(text, second);
  EXPECT_EQ(header, "epoch,duration_s,loss,\"a,b\",cpu_pct,ram_used,gpu_pct,vram_alloc,vram_spill");
  EXPECT_EQ(first.substr(0, 20), "1,1.000,0.50000000,,");
  EXPECT_EQ(second.substr(0, 29), "2,1.000,0.25000000,2.00000000");
  std::filesystem::remove(path);
}

TEST(Monitor, log_file_has_one_line_per_epoch) {
  auto path = temporary("run.log");
  printed([&] {
    Monitor monitor(10);
    monitor.log(0, 1.5, {{"loss", 0.5}});
    monitor.write_log(path);
  });
  EXPECT_EQ(readFile(path).find("# floDl training log\nepoch  1/10  loss=0.5000  [1.5s]\n# total: "), 0u);
  std::filesystem::remove(path);
}

TEST(Monitor, an_unwritable_file_is_an_error) {
  Monitor monitor(1);
  try {
    monitor.write_log("/nonexistent-folder/run.log");
    FAIL() << "expected an error";
  } catch (const Error &error) {
    EXPECT_EQ(error.code(), ErrorCode::Io);
    EXPECT_STREQ(error.what(), "cannot write '/nonexistent-folder/run.log': No such file or directory");
  }
}

TEST(Monitor, does_not_listen_when_stdout_is_no_terminal) {
  printed([] {
    Monitor monitor(1);
    EXPECT_EQ(detail::progressSink(), nullptr);
  });
}

/// What `action` prints on a terminal of 80 columns, run in a process of its own.
std::string printedOnTerminal(const std::function<void()> &action) {
  winsize size{.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};
  int terminal = -1;
  std::fflush(stdout);
  pid_t child = forkpty(&terminal, nullptr, nullptr, &size);
  if (child == 0) {
    setenv("TERM", "xterm", 1);
    action();
    std::fflush(stdout);
    _exit(0);
  }
  std::string text;
  char buffer[4096];
  // Reading fails once the child has gone.
  for (ssize_t count; (count = read(terminal, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<size_t>(count));
  waitpid(child, nullptr, 0);
  close(terminal);
  return text;
}

/// An epoch of ten batches of 32 samples, slow enough for the progress line.
void trainAnEpoch(size_t epoch) {
  detail::ProgressSink *sink = detail::progressSink();
  if (!sink)
    return;
  sink->epochBegin(epoch, 10);
  MetricsStore store;
  for (int batch = 0; batch < 10; ++batch) {
    sink->batchTaken(32);
    std::this_thread::sleep_for(30ms);
    store.record("loss", 0.5);
  }
}

TEST(Monitor, shows_progress_on_a_terminal) {
  std::string text = printedOnTerminal([] {
    unsetenv("NO_COLOR");
    Monitor monitor(3);
    trainAnEpoch(0);
    monitor.log(0, {{"loss", 0.5}});
  });
  std::regex progress(R"(\r\x1b\[K  epoch 1/3  \d+/10  loss=0\.5000  [\d.]+/s  \[\S+  ETA \S+\]\r)");
  EXPECT_TRUE(std::regex_search(text, progress)) << text;
  EXPECT_NE(text.find("\r\033[K  epoch 1/3  loss=0.5000  ["), std::string::npos) << text;
  EXPECT_EQ(text.find("\n"), text.size() - 1) << text;
}

TEST(Monitor, no_color_is_plain) {
  std::string text = printedOnTerminal([] {
    setenv("NO_COLOR", "1", 1);
    Monitor monitor(3);
    trainAnEpoch(0);
    monitor.log(0, 1.0, {{"loss", 0.5}});
  });
  EXPECT_EQ(text, "  epoch 1/3  loss=0.5000  [1s  ETA 2s]\r\n");
}

TEST(Monitor, evaluation_after_the_last_epoch_shows_nothing) {
  std::string text = printedOnTerminal([] {
    unsetenv("NO_COLOR");
    Monitor monitor(1);
    monitor.log(0, 1.0, {});
    trainAnEpoch(0);
  });
  EXPECT_EQ(text, "  epoch 1/1  [1s]\r\n");
}

TEST(Console, replaces_the_progress_line_on_a_terminal) {
  std::string text = printed([] {
    monitor::Console console(stdout, /*terminal=*/true);
    console.progress("one");
    console.progress("two");
    console.line("done");
    console.line("more");
  });
  EXPECT_EQ(text, "\r\033[Kone\r\r\033[Ktwo\r\r\033[Kdone\nmore\n");
}

TEST(Console, never_fills_a_whole_row) {
  std::string text = printed([] { monitor::Console(stdout, true).progress(std::string(200, 'x')); });
  EXPECT_EQ(text, "\r\033[K" + std::string(79, 'x') + "\r");
}

TEST(Console, is_plain_elsewhere) {
  std::string text = printed([] {
    monitor::Console console(stdout);
    EXPECT_FALSE(console.terminal());
    console.progress("one");
    console.line("done");
  });
  EXPECT_EQ(text, "done\n");
}

TEST(Console, progress_line_shows_rate_losses_and_time_left) {
  EXPECT_EQ(monitor::progressLine({.epoch = 2, .total = 10, .batch = 120, .batches = 469, .rate = 51234,
                                   .elapsed = 0.3, .eta = 8.4, .metrics = {{"loss", 0.4512}}}),
            "  epoch  3/10  120/469  loss=0.4512  51.2k/s  [300ms  ETA 8.4s]");
}

TEST(Resources, parses_processor_ticks) {
  auto ticks = monitor::parseCpuTicks("cpu  100 5 20 800 30 1 2 3 50 0\ncpu0 1 2 3 4\n");
  ASSERT_TRUE(ticks);
  EXPECT_EQ(ticks->total, 961u);
  EXPECT_EQ(ticks->busy, 131u);
  EXPECT_FALSE(monitor::parseCpuTicks(""));
  EXPECT_FALSE(monitor::parseCpuTicks("intr 1 2 3"));
}

TEST(Resources, parses_memory) {
  ResourceSample sample;
  monitor::parseMemory("MemTotal:       1000 kB\nMemFree: 1 kB\nMemAvailable:    400 kB\n", sample);
  EXPECT_EQ(sample.ramTotalBytes, 1000u * 1024);
  EXPECT_EQ(sample.ramUsedBytes, 600u * 1024);
  ResourceSample missing;
  monitor::parseMemory("", missing);
  EXPECT_FALSE(missing.ramUsedBytes || missing.ramTotalBytes);
}

TEST(Resources, text_names_what_is_known) {
  ResourceSample sample;
  EXPECT_EQ(sample.str(), "");
  sample.cpuPercent = 45;
  sample.ramUsedBytes = 1ull << 30;
  sample.ramTotalBytes = 4ull << 30;
  EXPECT_EQ(sample.str(), "CPU: 45% | RAM: 1.0 GB/4.0 GB");
  sample.gpus.resize(2);
  sample.gpus[0].utilPercent = 80;
  sample.gpus[1].device = 1;
  sample.gpus[1].utilPercent = 20;
  EXPECT_EQ(sample.str(), "CPU: 45% | RAM: 1.0 GB/4.0 GB | GPU0: 80% | GPU1: 20%");
}

TEST(Resources, this_machine_has_memory) {
  ResourceSample sample = monitor::ResourceSampler().sample();
  ASSERT_TRUE(sample.ramTotalBytes);
  EXPECT_GT(*sample.ramTotalBytes, 1u << 20);
  EXPECT_NE(monitor::hardwareLine().find("threads"), std::string::npos);
}

TEST(Verbosity, levels_are_ordered) {
  Verbosity before = verbosity();
  set_verbosity(Verbosity::Verbose);
  EXPECT_TRUE(enabled(Verbosity::Normal));
  EXPECT_TRUE(enabled(Verbosity::Verbose));
  EXPECT_FALSE(enabled(Verbosity::Debug));
  set_verbosity(before);
}

}  // namespace
