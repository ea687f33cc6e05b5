// Where a data set is kept and how far ahead it is read, on machines with memory of any size.
#include "Support.h"
#include "frontend/data/Mode.h"

using namespace flodl;
using namespace flodl::test;

namespace {

constexpr uint64_t gb = uint64_t{1} << 30;
const Device gpuDevice(kCUDA);

data::Placement onGpu(std::optional<detail::DeviceMemory> memory, uint64_t dataBytes, double maxUsage = 0.90) {
  data::Placement p;
  p.device = gpuDevice;
  p.memory = memory;
  p.dataBytes = dataBytes;
  p.batchBytes = gb / 8;
  p.batches = 100;
  p.maxUsage = maxUsage;
  return p;
}

TEST(Mode, gpu_budget_is_its_share_less_what_is_used) {
  EXPECT_EQ(data::memoryBudget({.total = 10 * gb, .free = 10 * gb}, 0.90), 9 * gb);
  EXPECT_EQ(data::memoryBudget({.total = 10 * gb, .free = 4 * gb}, 0.90), 3 * gb);
  EXPECT_EQ(data::memoryBudget({.total = 10 * gb, .free = gb / 2}, 0.90), 0u);
  EXPECT_EQ(data::memoryBudget({.total = 10 * gb, .free = 10 * gb}, 0.10), 5 * gb);  // at least one half
  EXPECT_EQ(data::memoryBudget({.total = 100, .free = 100}, 2.0), 99u);
}

TEST(Mode, gpu_keeps_what_fits) {
  detail::DeviceMemory empty{.total = 10 * gb, .free = 10 * gb}, full{.total = 10 * gb, .free = gb + gb / 16};
  EXPECT_TRUE(data::keepResident(onGpu(empty, 8 * gb)));
  EXPECT_FALSE(data::keepResident(onGpu(empty, 9 * gb)));
  EXPECT_TRUE(data::keepResident(onGpu(empty, 9 * gb, 0.95)));
  EXPECT_FALSE(data::keepResident(onGpu(empty, 5 * gb, 0.2)));
  EXPECT_FALSE(data::keepResident(onGpu(full, gb)));
  EXPECT_FALSE(data::keepResident(onGpu(std::nullopt, 1)));
  data::Placement forced = onGpu(empty, 1);
  forced.forceStreaming = true;
  EXPECT_FALSE(data::keepResident(forced));
}

TEST(Mode, cpu_keeps_what_fits_into_half_of_the_free_ram) {
  data::Placement p;
  p.dataBytes = 4 * gb;
  p.availableRam = 8 * gb + 2;
  EXPECT_TRUE(data::keepResident(p));
  p.availableRam = 8 * gb;
  EXPECT_FALSE(data::keepResident(p));
  p.availableRam.reset();
  EXPECT_TRUE(data::keepResident(p));
}

TEST(Mode, depth_fills_the_budget_within_bounds) {
  detail::DeviceMemory empty{.total = 10 * gb, .free = 10 * gb}, full{.total = 10 * gb, .free = gb + gb / 16};
  EXPECT_EQ(data::adaptiveDepth(onGpu(empty, 99 * gb)), 72u);
  EXPECT_EQ(data::adaptiveDepth(onGpu(full, 99 * gb)), 1u);
  EXPECT_EQ(data::adaptiveDepth(onGpu(std::nullopt, 99 * gb)), 1u);
  data::Placement p = onGpu(empty, 99 * gb);
  p.batches = 10;
  EXPECT_EQ(data::adaptiveDepth(p), 10u);
  p.batchBytes = 0;
  EXPECT_EQ(data::adaptiveDepth(p), 2u);
  data::Placement cpu;
  EXPECT_EQ(data::adaptiveDepth(cpu), 1u);
  cpu.batches = 5;
  EXPECT_EQ(data::adaptiveDepth(cpu), 2u);
}

// Two CountingData samples are 16 bytes each: 20 samples are 320 bytes.
class Gpu : public testing::Test {
 protected:
  FakeRuntime runtime;
  std::shared_ptr<CountingData> data = std::make_shared<CountingData>(20);
  DataLoaderBuilder builder() {
    DataLoaderBuilder b = DataLoader::builder(data);
    b.device(gpuDevice).batch_size(4);
    return b;
  }
};

TEST_F(Gpu, resident_data_is_copied_once) {
  runtime.gpu = {.total = 1000, .free = 900};
  DataLoader loader = builder().build();
  EXPECT_TRUE(loader.is_resident());
  EXPECT_EQ(loader.device(), gpuDevice);
  for (auto &batch : loader.epoch(0))
    EXPECT_EQ(batch[0].device(), gpuDevice);
  EXPECT_EQ(runtime.uploads, 1);
}

TEST_F(Gpu, larger_data_is_streamed_in_the_same_order) {
  runtime.gpu = {.total = 1000, .free = 900};
  DataLoader resident = builder().build();
  runtime.gpu = {.total = 1000, .free = 300};
  DataLoader streamed = builder().build();
  EXPECT_FALSE(streamed.is_resident());
  EXPECT_EQ(order(streamed, 3), order(resident, 3));
  for (auto &batch : streamed.epoch(0))
    EXPECT_EQ(batch[1].device(), gpuDevice);
  EXPECT_EQ(streamed.prefetch_depth(), 3u);  // 200 bytes of budget, 64 a batch
}

TEST_F(Gpu, out_of_memory_while_loading_falls_back_to_streaming) {
  runtime.gpu = {.total = 1000, .free = 900};
  runtime.failingUploads = 1;
  struct Backwards : Sampler {
    size_t len() const override { return 20; }
    std::vector<size_t> indices(size_t) override {
      std::vector<size_t> order;
      for (size_t i = 20; i-- > 0;)
        order.push_back(i);
      return order;
    }
  };
  DataLoader loader = builder().sampler(std::make_shared<Backwards>()).build();
  EXPECT_FALSE(loader.is_resident());
  EXPECT_EQ(runtime.releases, 1);
  EXPECT_EQ(flat(order(loader, 0)), Backwards().indices(0));
}

TEST_F(Gpu, other_errors_while_loading_are_passed_on) {
  runtime.gpu = {.total = 1000, .free = 900};
  runtime.failingUploads = 1;
  runtime.uploadError = ErrorCode::Runtime;
  EXPECT_EQ(errorOf([&] { builder().build(); }), "the device is full");
}

TEST_F(Gpu, streaming_tries_once_more_when_memory_is_short) {
  DataLoader loader = builder().prefetch(2).build();
  runtime.failingUploads = 1;
  EXPECT_EQ(flat(order(loader, 0)).size(), 20u);
  EXPECT_EQ(runtime.releases, 1);
  runtime.failingUploads = 2;
  Epoch epoch = loader.epoch(0);
  EXPECT_EQ(errorOf([&] { *epoch.begin(); }), "the device is full");
}

}  // namespace
