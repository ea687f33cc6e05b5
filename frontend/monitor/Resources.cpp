// Reads processor and memory use from /proc; elsewhere every field stays absent.
#include "Resources.h"
#include "Format.h"
#include <cstdio>
#include <fstream>
#include <sstream>
#include <thread>

namespace flodl {

std::string ResourceSample::str() const {
  std::string text;
  auto add = [&](const std::string &part) { text += (text.empty() ? "" : " | ") + part; };
  auto percent = [](double value) { return std::to_string(static_cast<int>(value + 0.5)) + "%"; };
  if (cpuPercent)
    add("CPU: " + percent(*cpuPercent));
  if (ramUsedBytes && ramTotalBytes)
    add("RAM: " + monitor::formatBytes(*ramUsedBytes) + "/" + monitor::formatBytes(*ramTotalBytes));
  auto gpu = [&](const std::string &name, std::optional<double> util, std::optional<uint64_t> used,
                 std::optional<uint64_t> total) {
    if (util)
      add(name + ": " + percent(*util));
    if (used && total)
      add("VRAM: " + monitor::formatBytes(*used) + "/" + monitor::formatBytes(*total));
  };
  if (gpus.size() > 1) {
    for (const GpuSample &device : gpus)
      gpu("GPU" + std::to_string(device.device), device.utilPercent, device.vramAllocBytes, device.vramTotalBytes);
  } else {
    gpu("GPU", gpuPercent, vramAllocBytes, vramTotalBytes);
  }
  return text;
}

namespace monitor {

static std::string readFile(const char *path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::optional<CpuTicks> parseCpuTicks(const std::string &stat) {
  std::istringstream line(stat.substr(0, stat.find('\n')));
  std::string label;
  line >> label;
  if (label != "cpu")
    return std::nullopt;
  CpuTicks ticks;
  uint64_t value = 0;
  // user nice system idle iowait irq softirq steal; guest time is part of user time already.
  int field = 0;
  for (; field < 8 && line >> value; ++field) {
    ticks.total += value;
    if (field != 3 && field != 4)
      ticks.busy += value;
  }
  return field < 4 ? std::nullopt : std::optional(ticks);
}

/// Value of a line such as `MemTotal:  16384 kB`, in bytes.
static std::optional<uint64_t> memoryField(const std::string &meminfo, const std::string &key) {
  size_t at = meminfo.find(key + ":");
  if (at == std::string::npos)
    return std::nullopt;
  unsigned long long kilobytes = 0;
  if (std::sscanf(meminfo.c_str() + at + key.size() + 1, "%llu", &kilobytes) != 1)
    return std::nullopt;
  return kilobytes * 1024;
}

void parseMemory(const std::string &meminfo, ResourceSample &sample) {
  auto total = memoryField(meminfo, "MemTotal"), available = memoryField(meminfo, "MemAvailable");
  sample.ramTotalBytes = total;
  if (total && available && *available <= *total)
    sample.ramUsedBytes = *total - *available;
}

std::optional<uint64_t> availableRam() { return memoryField(readFile("/proc/meminfo"), "MemAvailable"); }

std::string hardwareLine() {
  std::string info = readFile("/proc/cpuinfo"), name = "Unknown CPU";
  if (size_t at = info.find("model name"); at != std::string::npos) {
    size_t colon = info.find(": ", at), end = info.find('\n', at);
    if (colon != std::string::npos && colon < end)
      name = info.substr(colon + 2, end - colon - 2);
  }
  std::string text = name + " (" + std::to_string(std::thread::hardware_concurrency()) + " threads";
  if (auto total = memoryField(readFile("/proc/meminfo"), "MemTotal"))
    text += ", " + std::to_string(*total >> 30) + " GB";
  return text + ")";
}

ResourceSampler::ResourceSampler() : last_(parseCpuTicks(readFile("/proc/stat"))) {}

ResourceSample ResourceSampler::sample() {
  ResourceSample sample;
  auto ticks = parseCpuTicks(readFile("/proc/stat"));
  if (ticks && last_ && ticks->total > last_->total && ticks->busy >= last_->busy) {
    double busy = static_cast<double>(ticks->busy - last_->busy);
    sample.cpuPercent = 100.0 * busy / static_cast<double>(ticks->total - last_->total);
  }
  last_ = ticks;
  parseMemory(readFile("/proc/meminfo"), sample);
  return sample;
}

}  // namespace monitor
}  // namespace flodl
