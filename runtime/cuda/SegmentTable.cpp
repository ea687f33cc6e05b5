#include "runtime/cuda/SegmentTable.h"
#include "runtime/cuda/Faults.h"
#include <algorithm>
#include <map>

namespace flodl::rt::cuda {

static constexpr size_t maxTables = 8;

static bool isAligned(const void *pointer) { return reinterpret_cast<uintptr_t>(pointer) % 16 == 0; }

/// Number of each segment's group, in order of first appearance.
static std::vector<Group> groupsOf(std::span<const UpdateSegment> updates, std::vector<int32_t> *numbers) {
  std::vector<const detail::OptimizerGroup *> seen;
  std::vector<Group> groups;
  for (const UpdateSegment &update : updates) {
    auto found = std::find(seen.begin(), seen.end(), update.group);
    if (numbers)
      numbers->push_back(static_cast<int32_t>(found - seen.begin()));
    if (found != seen.end())
      continue;
    seen.push_back(update.group);
    const detail::OptimizerGroup &g = *update.group;
    groups.push_back({g.lr, g.weightDecay, g.momentum, g.beta1, g.beta2, g.eps});
  }
  return groups;
}

static Segment segmentOf(const UpdateSegment &update) {
  void *gradient = const_cast<void *>(update.gradient);
  return {update.parameter, gradient, update.first, update.second, update.count, 0, update.dtype,
          isAligned(update.parameter) && isAligned(gradient) && isAligned(update.first) && isAligned(update.second)};
}

static Segment segmentOf(const GradientSegment &other) {
  return {nullptr, other.gradient, nullptr, nullptr, other.count, 0, other.dtype, isAligned(other.gradient)};
}

SegmentTable::SegmentTable(detail::OptimizerKind kind, std::span<const UpdateSegment> updates,
                           std::span<const GradientSegment> others, cudaStream_t stream)
    : kind(kind) {
  std::vector<int32_t> numbers;
  groups = groupsOf(updates, &numbers);
  // Chunks of one kernel lie together: by whether they are updated, element type, and velocity.
  std::map<std::pair<DType, bool>, std::vector<Chunk>> parts;
  std::vector<Chunk> chunks, rest;
  auto cut = [](std::vector<Chunk> &list, size_t segment, int64_t count) {
    for (int64_t i = 0; i * chunkSize < count; ++i)
      list.push_back({static_cast<int32_t>(segment), static_cast<int32_t>(i)});
  };
  for (size_t i = 0; i < updates.size(); ++i) {
    segments.push_back(segmentOf(updates[i]));
    segments.back().group = numbers[i];
    cut(parts[{updates[i].dtype, updates[i].first != nullptr}], i, updates[i].count);
    steps.push_back(updates[i].step - 1);
  }
  for (const GradientSegment &other : others) {
    cut(rest, segments.size(), other.count);
    segments.push_back(segmentOf(other));
  }
  for (auto &[key, list] : parts) {
    if (list.empty())
      continue;
    launches.push_back({key.first, key.second, static_cast<int>(chunks.size()), static_cast<int>(list.size())});
    chunks.insert(chunks.end(), list.begin(), list.end());
  }
  chunks.insert(chunks.end(), rest.begin(), rest.end());

  size_t bytes = 0;
  auto reserve = [&](size_t count, size_t size) {
    size_t offset = bytes;
    bytes += (count * size + 255) / 256 * 256;
    return offset;
  };
  const size_t atSegments = reserve(segments.size(), sizeof(Segment)), atChunks = reserve(chunks.size(), sizeof(Chunk));
  const size_t atGroups = reserve(groups.size(), sizeof(Group)), atSteps = reserve(steps.size(), sizeof(int64_t));
  const size_t atScalars = reserve(updates.size(), sizeof(UpdateScalars)), atClip = reserve(1, sizeof(Clip));
  const size_t atPartials = reserve(normBlocks, sizeof(double)), atTicket = reserve(1, sizeof(unsigned));
  memory = DeviceBuffer(bytes);
  table = {memory.as<Segment>(atSegments),     memory.as<Chunk>(atChunks), memory.as<Group>(atGroups),
           memory.as<int64_t>(atSteps),        memory.as<UpdateScalars>(atScalars), memory.as<Clip>(atClip),
           memory.as<double>(atPartials),      memory.as<unsigned>(atTicket),
           faultsOfCurrentDevice().view().word, static_cast<int>(updates.size()), static_cast<int>(chunks.size())};
  FLODL_CUDA_CHECK(cudaMemsetAsync(memory.as<>(), 0, bytes, stream));
  auto put = [&](size_t offset, const auto &list) {
    if (!list.empty())
      upload(memory.as<>(offset), list.data(), list.size() * sizeof(list[0]), stream);
  };
  put(atSegments, segments);
  put(atChunks, chunks);
  put(atGroups, groups);
  put(atSteps, steps);
}

bool SegmentTable::isFor(detail::OptimizerKind wanted, std::span<const UpdateSegment> updates,
                         std::span<const GradientSegment> others) const {
  if (kind != wanted || steps.size() != updates.size() || segments.size() != updates.size() + others.size())
    return false;
  for (size_t i = 0; i < updates.size(); ++i) {
    const Segment &s = segments[i];
    const UpdateSegment &u = updates[i];
    if (s.parameter != u.parameter || s.gradient != u.gradient || s.first != u.first || s.second != u.second ||
        s.count != u.count || s.dtype != u.dtype)
      return false;
  }
  for (size_t i = 0; i < others.size(); ++i) {
    const Segment &s = segments[updates.size() + i];
    if (s.gradient != others[i].gradient || s.count != others[i].count || s.dtype != others[i].dtype)
      return false;
  }
  std::vector<int32_t> numbers;
  groupsOf(updates, &numbers);
  for (size_t i = 0; i < updates.size(); ++i)
    if (segments[i].group != numbers[i])
      return false;
  return true;
}

void SegmentTable::refresh(std::span<const UpdateSegment> updates, double clipLimit, cudaStream_t stream) {
  bool counted = true;
  for (size_t i = 0; i < steps.size(); ++i) {
    counted &= steps[i] == updates[i].step - 1;
    steps[i] = updates[i].step - 1;
  }
  if (!counted)
    upload(table.steps, steps.data(), steps.size() * sizeof(int64_t), stream);
  if (std::vector<Group> present = groupsOf(updates, nullptr); present != groups) {
    groups = std::move(present);
    upload(const_cast<Group *>(table.groups), groups.data(), groups.size() * sizeof(Group), stream);
  }
  if (limit != clipLimit) {
    limit = clipLimit;
    upload(&table.clip->limit, &limit, sizeof limit, stream);
  }
}

void SegmentTable::update(bool clipped, double gradientScale, cudaStream_t stream) const {
  for (const Launch &launch : launches)
    cuda::update(table, kind, launch.dtype, launch.momentum, launch.first, launch.count, clipped, gradientScale, stream);
}

std::shared_ptr<SegmentTable> TableCache::get(detail::OptimizerKind kind, std::span<const UpdateSegment> updates,
                                              std::span<const GradientSegment> others, cudaStream_t stream) {
  auto found = std::find_if(tables.begin(), tables.end(),
                            [&](const auto &table) { return table->isFor(kind, updates, others); });
  if (found != tables.end()) {
    std::rotate(found, found + 1, tables.end());
    return tables.back();
  }
  if (tables.size() == maxTables)
    tables.erase(tables.begin());
  tables.push_back(std::make_shared<SegmentTable>(kind, updates, others, stream));
  return tables.back();
}

}  // namespace flodl::rt::cuda
