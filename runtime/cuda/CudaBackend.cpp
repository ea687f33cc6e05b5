#include "runtime/cuda/CudaBackend.h"
#include "runtime/core/Random.h"
#include <ATen/Context.h>
#include <ATen/cuda/CUDAEvent.h>
#include <bit>
#include <c10/cuda/CUDAGraphsC10Utils.h>
#include <c10/cuda/CUDAGuard.h>
#include <cstdio>
#include <cstdlib>

namespace flodl::rt::cuda {

using detail::ClipKind;
using detail::OptimizerKind;

static bool isOn(const char *variable) {
  const char *text = std::getenv(variable);
  return !text || std::string_view(text) != "0";
}

/// FLODL_CUDA_GRAPHS=0 runs everything directly, for debuggers and profilers.
static bool graphsEnabled() {
  static const bool enabled = isOn("FLODL_CUDA_GRAPHS");
  return enabled;
}

/// FLODL_CUDA_SIDE=0 records graphs without parallel branches, to measure what these bring.
static bool sideEnabled() {
  static const bool enabled = isOn("FLODL_CUDA_SIDE");
  return enabled;
}

/// Work goes to the caller's stream. Workspaces and frames are shared by all calls on a device, so
/// a call on another stream than the last one waits for that.
c10::cuda::CUDAStream CudaBackend::enter(at::Device device) {
  c10::cuda::CUDAStream stream = c10::cuda::getCurrentCUDAStream(device.index());
  if (lastStreams.size() <= static_cast<size_t>(device.index()))
    lastStreams.resize(static_cast<size_t>(device.index()) + 1);
  std::optional<c10::cuda::CUDAStream> &last = lastStreams[static_cast<size_t>(device.index())];
  if (last && *last != stream) {
    at::cuda::CUDAEvent done;
    done.record(*last);
    done.block(stream);
  }
  last = stream;
  return stream;
}

namespace {

DeviceModel &deviceModel(ModelState &model) {
  if (!model.deviceState)
    model.deviceState = std::make_unique<DeviceModel>();
  return static_cast<DeviceModel &>(*model.deviceState);
}

BindingState &bindingState(Binding &binding) {
  if (!binding.deviceState)
    binding.deviceState = std::make_unique<BindingState>();
  return static_cast<BindingState &>(*binding.deviceState);
}

void append(CallKey &key, std::span<const uint8_t> bits) {
  uint64_t word = 1;  // ends with a 1, so that lists of different length differ
  for (uint8_t bit : bits) {
    if (word >> 63) {
      key.push_back(word);
      word = 1;
    }
    word = word << 1 | (bit != 0);
  }
  key.push_back(word);
}

/// Makes `next` wait for all that is on `stream` now.
void follow(c10::cuda::CUDAStream next, c10::cuda::CUDAStream stream) {
  at::cuda::CUDAEvent done;
  done.record(stream);
  done.block(next);
}

c10::cuda::CUDAStream mainStream(const SideBranch &side, at::Device device) {
  return c10::cuda::getStreamFromExternal(side.main, device.index());
}

void join(SideBranch &side, at::Device device) {
  if (!side.outstanding)
    return;
  follow(mainStream(side, device), sideStream(device));
  side.outstanding = false;
}

/// While it lives, convolutions of libtorch use algorithms that give equal results in every run
/// (contracts, section 9).
class DeterministicConvolutions {
 public:
  DeterministicConvolutions() { at::globalContext().setDeterministicCuDNN(true); }
  ~DeterministicConvolutions() { at::globalContext().setDeterministicCuDNN(former); }
  DeterministicConvolutions(const DeterministicConvolutions &) = delete;
  DeterministicConvolutions &operator=(const DeterministicConvolutions &) = delete;

 private:
  bool former = at::globalContext().deterministicCuDNN();
};

/// One run of a half of a program.
class Run {
 public:
  Run(ModelState &model, Frame &frame, Phase phase, cudaStream_t stream)
      : model(model), frame(frame), binding(*frame.active), phase(phase), stream(stream), device(deviceModel(model)),
        state(bindingState(binding)), faults(faultsOf(model.device().index())) {}

  void operator()() {
    bool isStep = frame.call.record != nullptr;
    if (phase == Phase::Run && !isRecorded()) {
      faults.throwIfPresent();
      faults.limitCalls(stream);
    }
    if (isStep)
      prepareStep();
    stageInputs();
    begin(copies, state.words(), {frame.call.forward, stepNumber}, stream);
    frame.call.forwardOnDevice = &state.words()->forward;
    launch();
    copyAll(results, stream);
    if (isStep)
      endStep();
  }

 private:
  /// Work that the caller is recording becomes part of the caller's graph.
  static bool isRecorded() {
    return c10::cuda::currentStreamCaptureStatusMayInitCtx() != c10::cuda::CaptureStatus::None;
  }

  /// Recorded work reads inputs, and writes gradients of inputs, at fixed addresses.
  void stageInputs() {
    if (phase == Phase::Run) {
      stage(Source::Input, copies, /*into=*/true);
      return;
    }
    stage(Source::OutputGradient, copies, /*into=*/true);
    stage(Source::InputGradient, results, /*into=*/false);
  }

  void stage(Source source, std::vector<Copy> &list, bool into) {
    for (size_t i = 0; i < binding.slotCount(source); ++i) {
      void *given = binding.slotData(source, i);
      size_t bytes = binding.slotBytes(source, i);
      if (!given || bytes == 0)
        continue;
      void *fixed = state.fixed(source, i, bytes);
      if (given == fixed)
        continue;
      list.push_back(into ? Copy{given, fixed, bytes} : Copy{fixed, given, bytes});
      binding.bind(source, i, fixed);
    }
  }

  void prepareStep() {
    for (size_t i = 0; i < frame.call.present.size(); ++i) {
      const at::Tensor &gradient = model.gradients.persistentSet()[i];
      if (!frame.call.present[i])
        continue;
      if (model.optimizerSlots[i] >= 0)
        updates.push_back({model.optimizerSlots[i], gradient});
      else if (model.clip != ClipKind::None)
        others.push_back({gradient.data_ptr(), gradient.numel(), dtypeOf(gradient.scalar_type())});
    }
    std::vector<UpdateSegment> segments;
    model.optimizer->collect(updates, segments);
    device.table = device.tables.get(model.optimizer->optimizerKind(), segments, others, stream);
    device.table->refresh(segments, model.clipLimit, stream);
    if (!device.ring)
      device.ring = std::make_shared<ScalarRing>(model.code.terms.size(), faults);
    stepNumber = device.ring->begin(*frame.call.record, model.clip == ClipKind::Norm, stream);
    device.words = state.words();
    device.scalarsReady = false;
  }

  void endStep() {
    model.optimizer->count(updates);
    slots.clear();
    for (const Optimizer::Update &update : updates)
      slots.push_back(update.slot);
    faults.enqueuedUpdate();
    faults.counted(model.optimizer->weak_from_this(), slots);
    device.table->countStep();
    device.table.reset();
    frame.call.record = nullptr;
  }

  CallKey key() const {
    const ProgramCall &call = frame.call;
    CallKey key{static_cast<uint64_t>(phase), static_cast<uint64_t>(model.clip), seed(), model.instance,
                static_cast<uint64_t>(at::globalContext().allowTF32CuBLAS()) |
                    static_cast<uint64_t>(at::globalContext().allowTF32CuDNN(at::Float32Op::CONV)) << 1 |
                    static_cast<uint64_t>(at::globalContext().deterministicAlgorithms()) << 2 |
                    static_cast<uint64_t>(at::globalContext().benchmarkCuDNN()) << 3,
                std::bit_cast<uint64_t>(device.table.get())};
    append(key, call.flags);
    append(key, call.wantsParameters);
    append(key, call.wantsInputs);
    for (double hyper : call.hypers)
      key.push_back(std::bit_cast<uint64_t>(hyper));
    for (Source source : {Source::Parameter, Source::Buffer, Source::Gradient})
      for (size_t i = 0; i < binding.slotCount(source); ++i)
        key.push_back(std::bit_cast<uint64_t>(binding.slotData(source, i)));
    return key;
  }

  /// Enqueues the work on `onto`, which a recording may be listening to.
  void enqueue(cudaStream_t onto) {
    device.scalarsReady = false;
    const DeterministicConvolutions deterministic;
    frame.call.publish(binding.views(), /*cuda=*/true, onto);
    (phase == Phase::Run ? frame.program->run : frame.program->backward)(frame.call);
  }

  void launch() {
    if (!graphsEnabled() || isRecorded())
      return enqueue(stream);
    bool seen = false;
    Recording &recording = state.find(key(), seen, model.code.name);
    if (seen && !recording.graph && !recording.refused)
      tryRecord(recording);
    if (recording.graph)
      recording.graph.launch(stream);
    else
      enqueue(stream);
  }

  void tryRecord(Recording &recording) {
    try {
      recording.graph = GraphExec::record(model.device(), [&](cudaStream_t onto) {
        device.side = {sideEnabled(), false, onto};
        enqueue(onto);
        join(device.side, model.device());
      });
      recording.table = device.table;
    } catch (const std::exception &error) {
      recording.refused = true;
      std::fprintf(stderr, "flodl: note: model '%s' cannot be recorded as a CUDA graph and runs without one: %s\n",
                   model.code.name, error.what());
    }
    device.side = {};
  }

  ModelState &model;
  Frame &frame;
  Binding &binding;
  Phase phase;
  cudaStream_t stream;
  DeviceModel &device;
  BindingState &state;
  Faults &faults;
  std::vector<int> slots;
  std::vector<Copy> copies, results;
  std::vector<Optimizer::Update> updates;
  std::vector<GradientSegment> others;
  uint64_t stepNumber = 0;
};

}  // namespace

void CudaBackend::execute(ModelState &model, Frame &frame, Phase phase) {
  std::lock_guard lock(mutex);
  c10::cuda::CUDAGuard guard(model.device());
  Run(model, frame, phase, enter(model.device()).stream())();
}

/// Products in full float32 fill the chip by themselves: beside each other they only take each
/// other's cache (residual_tower, H200: 1.48 instead of 1.18 ms). On tensor cores they leave room
/// (tf32: 0.64 instead of 0.73 ms).
static bool leavesRoomBeside(const ProgramCall &call) {
  const std::vector<at::Tensor> &parameters = call.model->parameters;
  const at::ScalarType type = parameters.empty() ? at::kFloat : parameters[0].scalar_type();
  return type == at::kFloat ? at::globalContext().allowTF32CuBLAS() : type != at::kDouble;
}

void CudaBackend::beginSideWork(ProgramCall &call) {
  SideBranch &side = deviceModel(*call.model).side;
  if (!side.recording || !leavesRoomBeside(call))
    return;
  c10::cuda::CUDAStream beside = sideStream(call.model->device());
  follow(beside, mainStream(side, call.model->device()));
  side.outstanding = true;
  call.enqueueOn(beside.stream());
  c10::cuda::setCurrentCUDAStream(beside);
}

void CudaBackend::endSideWork(ProgramCall &call) {
  const SideBranch &side = deviceModel(*call.model).side;
  if (!side.recording)
    return;
  call.enqueueOn(side.main);
  c10::cuda::setCurrentCUDAStream(mainStream(side, call.model->device()));
}

void CudaBackend::joinSideWork(ProgramCall &call) { join(deviceModel(*call.model).side, call.model->device()); }

static cudaStream_t streamOf(const ProgramCall &step) { return static_cast<cudaStream_t>(step.stream()); }

/// Indices cannot be moved to a position where there is none.
static void requirePositions(const IndexRange &range) {
  if (range.count == 0)
    throw Error(ErrorCode::IndexOutOfRange,
                std::string(range.operand) + ": expects a dimension to choose from, but it has no elements");
}

/// A check that nothing waits for runs beside what follows: its verdict is needed at the loss.
void CudaBackend::checkIndex(ProgramCall &call, const View &index, const View *checked, const IndexRange &range) {
  if (index.numel == 0)
    return;
  requirePositions(range);
  const at::Device device = call.model->device();
  SideBranch &side = deviceModel(*call.model).side;
  cudaStream_t stream = streamOf(call);
  if (side.recording && !checked) {
    follow(sideStream(device), mainStream(side, device));
    side.outstanding = true;
    stream = sideStream(device).stream();
  }
  checkIndices(index.as<int64_t>(), checked ? checked->as<int64_t>() : nullptr, index.numel, range,
               faultsOf(device.index()).view(), stream);
}

at::Tensor CudaBackend::checkedIndex(const at::Tensor &index, const IndexRange &range) {
  if (index.numel() == 0)
    return index;
  requirePositions(range);
  c10::cuda::CUDAGuard guard(index.device());
  const at::Tensor values = index.contiguous();
  at::Tensor checked = at::empty_like(values);
  const auto *data = static_cast<const int64_t *>(values.const_data_ptr());
  checkIndices(data, checked.data_ptr<int64_t>(), values.numel(), range,
               faultsOf(index.device().index()).view(), c10::cuda::getCurrentCUDAStream().stream());
  return checked;
}

void CudaBackend::writeBuffers(ProgramCall &call, std::span<const View *const> valuesAndBuffers) {
  joinSideWork(call);
  std::vector<Copy> copies;
  for (size_t i = 0; i < valuesAndBuffers.size(); i += 2) {
    const View &value = *valuesAndBuffers[i], &buffer = *valuesAndBuffers[i + 1];
    if (!buffer.contiguous)
      throw Error(ErrorCode::Runtime, std::string("model '") + call.model->code.name +
                                          "' writes a buffer that is not contiguous; call contiguous() on it");
    if (value.data != buffer.data && value.numel)
      copies.push_back({value.data, buffer.data, static_cast<size_t>(value.numel) * itemSize(value.dtype)});
  }
  copyUnlessFaulted(copies, faultsOf(call.model->device().index()).view().word, streamOf(call));
}

/// Frames are CUDA's own memory: libtorch's allocator would keep what a larger frame has replaced.
at::Tensor CudaBackend::allocate(size_t bytes, at::Device device) {
  c10::cuda::CUDAGuard guard(device);
  auto memory = std::make_shared<DeviceBuffer>(bytes);
  return at::from_blob(memory->as<>(), {static_cast<int64_t>(bytes)}, [memory](void *) mutable { memory.reset(); },
                       at::TensorOptions(at::kByte).device(device));
}

void CudaBackend::clip(ProgramCall &step) {
  DeviceModel &device = deviceModel(*step.model);
  RingSlot norm = step.model->clip == ClipKind::Norm ? device.ring->normSlot(device.words) : RingSlot{};
  cuda::measure(device.table->view(), step.model->clip, norm, streamOf(step));
}

void CudaBackend::optimize(ProgramCall &step) {
  DeviceModel &device = deviceModel(*step.model);
  joinSideWork(step);
  if (!device.scalarsReady)
    prepareScalars(device.table->view(), device.table->optimizerKind(), {}, nullptr, kFloat32, streamOf(step));
  device.table->update(step.model->clip != ClipKind::None, 1, streamOf(step));
}

void CudaBackend::record(ProgramCall &step, int term, const View &value) {
  DeviceModel &device = deviceModel(*step.model);
  RingSlot slot = device.ring->slot(device.words, term);
  if (term >= 0) {
    cuda::record(slot, value.data, value.dtype, streamOf(step));
    return;
  }
  joinSideWork(step);  // who reads the loss learns of an index out of range
  // The loss comes before the first gradient: its kernel also makes the optimizer's scalars.
  prepareScalars(device.table->view(), device.table->optimizerKind(), slot, value.data, value.dtype, streamOf(step));
  device.scalarsReady = true;
}

/// Of the device that holds `pointer`.
static at::Device deviceOf(const void *pointer) {
  cudaPointerAttributes attributes;
  FLODL_CUDA_CHECK(cudaPointerGetAttributes(&attributes, pointer));
  return at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(attributes.device));
}

void CudaBackend::update(OptimizerKind kind, std::span<const UpdateSegment> segments, double gradientScale) {
  if (segments.empty())
    return;
  std::lock_guard lock(mutex);
  c10::cuda::CUDAGuard guard(deviceOf(segments[0].parameter));
  cudaStream_t stream = enter(guard.current_device()).stream();
  Faults &faults = faultsOf(guard.current_device().index());
  faults.throwIfPresent();
  std::shared_ptr<SegmentTable> table = eagerTables.get(kind, segments, {}, stream);
  table->refresh(segments, 0, stream);
  prepareScalars(table->view(), kind, {}, nullptr, kFloat32, stream);
  table->countStep();
  faults.enqueuedUpdate();
  table->update(/*clipped=*/false, gradientScale, stream);
}

std::shared_ptr<SegmentTable> CudaBackend::gradientTable(std::span<const GradientSegment> segments, cudaStream_t stream) {
  return eagerTables.get(OptimizerKind::SGD, {}, segments, stream);
}

double CudaBackend::measure(ClipKind kind, std::span<const GradientSegment> segments) {
  if (segments.empty())
    return 0;
  std::lock_guard lock(mutex);
  c10::cuda::CUDAGuard guard(deviceOf(segments[0].gradient));
  cudaStream_t stream = enter(guard.current_device()).stream();
  std::shared_ptr<SegmentTable> table = gradientTable(segments, stream);
  cuda::measure(table->view(), kind, {}, stream);
  double measured = 0;
  FLODL_CUDA_CHECK(cudaMemcpyAsync(&measured, &table->view().clip->measured, sizeof measured, cudaMemcpyDeviceToHost, stream));
  FLODL_CUDA_CHECK(cudaStreamSynchronize(stream));
  return measured;
}

void CudaBackend::scale(std::span<const GradientSegment> segments, double factor) {
  if (segments.empty())
    return;
  std::lock_guard lock(mutex);
  c10::cuda::CUDAGuard guard(deviceOf(segments[0].gradient));
  cudaStream_t stream = enter(guard.current_device()).stream();
  scaleAndClamp(gradientTable(segments, stream)->view(), factor, std::numeric_limits<double>::infinity(), stream);
}

void CudaBackend::clamp(std::span<const GradientSegment> segments, double limit) {
  if (segments.empty())
    return;
  std::lock_guard lock(mutex);
  c10::cuda::CUDAGuard guard(deviceOf(segments[0].gradient));
  cudaStream_t stream = enter(guard.current_device()).stream();
  scaleAndClamp(gradientTable(segments, stream)->view(), 1, limit, stream);
}

}  // namespace flodl::rt::cuda
