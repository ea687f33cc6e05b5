// Reading ahead in a thread of its own.
//
// One mutex guards the job (an epoch's order) and the queue of loaded batches. Starting or
// cancelling an epoch gives the job a new number; a batch that was being read for an older number
// is thrown away, so neither call waits for the data set.
#include "Source.h"
#include "Handles.h"
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

namespace flodl::data {

namespace {

class StreamingSource : public Source {
 public:
  StreamingSource(Reader reader, Device device)
      : reader_(std::move(reader)), device_(device), worker_([this] { run(); }) {}

  ~StreamingSource() override {
    {
      std::lock_guard lock(mutex_);
      stop_ = true;
      ++job_.number;
    }
    changed_.notify_all();
    worker_.join();
  }

  void begin(std::vector<size_t> order, size_t batchSize, size_t batches, size_t depth) override {
    std::deque<Loaded> former;
    {
      std::lock_guard lock(mutex_);
      job_ = {job_.number + 1, std::make_shared<const std::vector<size_t>>(std::move(order)), batchSize, batches, 0,
              std::max<size_t>(depth, 1)};
      former.swap(queue_);
    }
    changed_.notify_all();
  }

  void cancel() override { begin({}, 1, 0, 1); }

  std::vector<detail::Handle> take() override {
    Loaded loaded = pop();
    if (loaded.error)
      std::rethrow_exception(loaded.error);
    return loaded.upload ? loaded.upload->take() : std::move(loaded.tensors);
  }
  void skip() override { pop(); }
  bool dead() const override {
    std::lock_guard lock(mutex_);
    return dead_;
  }

 private:
  struct Job {
    uint64_t number = 0;
    std::shared_ptr<const std::vector<size_t>> order;
    size_t batchSize = 1, batches = 0, next = 0, depth = 1;
  };
  /// A batch on its way: on the CPU, being copied, or failed.
  struct Loaded {
    std::vector<detail::Handle> tensors;
    std::unique_ptr<detail::Upload> upload;
    std::exception_ptr error;
  };

  Loaded pop() {
    Loaded loaded;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return !queue_.empty() || dead_; });
      if (queue_.empty())
        throw Error(ErrorCode::Runtime, "prefetch worker stopped unexpectedly");
      loaded = std::move(queue_.front());
      queue_.pop_front();
    }
    changed_.notify_all();
    return loaded;
  }

  void run() {
    try {
      std::unique_lock lock(mutex_);
      while (!stop_) {
        if (job_.next == job_.batches || queue_.size() >= job_.depth) {
          changed_.wait(lock);
          continue;
        }
        Job job = job_;
        ++job_.next;
        lock.unlock();
        Loaded loaded = load(job);
        lock.lock();
        if (job_.number == job.number) {
          queue_.push_back(std::move(loaded));
          changed_.notify_all();
        } else {
          // Dropping tensors may be slow and may run code of the user.
          lock.unlock();
          loaded = {};
          lock.lock();
        }
      }
    } catch (...) {
      std::lock_guard lock(mutex_);
      dead_ = true;
      changed_.notify_all();
    }
  }

  Loaded load(const Job &job) {
    size_t first = job.next * job.batchSize, last = std::min(first + job.batchSize, job.order->size());
    std::span<const size_t> indices = std::span(*job.order).subspan(first, last - first);
    Loaded loaded;
    try {
      loaded.tensors = reader_.read(indices);
      if (device_.isCuda())
        upload(loaded, job.number);
    } catch (...) {
      loaded = {{}, nullptr, std::current_exception()};
    }
    return loaded;
  }

  /// Copies a batch to the device. When it does not fit, unused memory is given back and fewer
  /// batches are kept ahead before the copy is tried once more.
  void upload(Loaded &loaded, uint64_t number) {
    detail::Runtime &runtime = detail::runtime();
    try {
      loaded.upload = runtime.upload(loaded.tensors, device_);
    } catch (const Error &error) {
      if (error.code() != ErrorCode::OutOfMemory)
        throw;
      {
        std::lock_guard lock(mutex_);
        if (job_.number == number)
          job_.depth = std::max<size_t>(job_.depth / 2, 1);
      }
      runtime.releaseCache(device_);
      loaded.upload = runtime.upload(loaded.tensors, device_);
    }
    loaded.tensors.clear();
  }

  Reader reader_;
  Device device_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Job job_;
  std::deque<Loaded> queue_;
  bool stop_ = false, dead_ = false;
  std::thread worker_;  ///< last: it uses everything above
};

}  // namespace

std::unique_ptr<Source> makeStreamingSource(Reader reader, Device device) {
  return std::make_unique<StreamingSource>(std::move(reader), device);
}

}  // namespace flodl::data
