// One program: a view per tensor, a statement per operation, liveness in between.
#include "passes/lower_to_rt/ProgramLowering.h"
#include "passes/lower_to_rt/EntryArguments.h"
#include "passes/lower_to_rt/Guards.h"
#include "passes/lower_to_rt/KernelTable.h"
#include "passes/lower_to_rt/Layout.h"
#include "passes/lower_to_rt/Names.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace mlir::flow;

namespace flodl::lowering {
namespace {

struct ViewInfo {
  enum Kind { Bound, Sized, Frame, Alias } kind;
  std::string name;
  DType dtype;
  Layout layout;
  std::string boundKind = {};
  int64_t index = 0;  ///< of bound memory, or the base view of an alias
  int64_t first = -1, last = -1;
};

struct Statement {
  Location loc;
  std::string callee;
  SmallVector<size_t> views;
  std::vector<std::string> args;
  int64_t guard = -1;
  bool boundary = false;
  size_t written = 0;  ///< how many of the views, at the end of the list, are results
  bool side = false;
};

class ProgramLowering {
 public:
  ProgramLowering(ProgramOp program, ModelOp model, KernelTable &kernels, LoweringOptions options)
      : program(program), model(model), kernels(kernels), sideWork(options.sideWork), cuda(options.cuda),
        body(program.getBody().front()), guards(body, model.getParameters().size()) {}

  void run() {
    for (BlockArgument argument : body.getArguments())
      if (!argument.use_empty())
        values[argument] = addView({ViewInfo::Bound, names.unique(inputName(argument.getArgNumber())),
                                  plainType(argument).dtype, layoutOf(argument), "input",
                                  int64_t(argument.getArgNumber())});
    for (Operation &op : body)
      lower(op);
    finishOutputs();
    if (sideWork)
      markSideWork();
    build();
  }

 private:
  // ---- views

  size_t addView(ViewInfo view) {
    views.push_back(std::move(view));
    return views.size() - 1;
  }
  static Layout layoutOf(Value value) { return Layout::contiguous(plainType(value).shape); }
  size_t viewOf(Value value) const {
    auto it = values.find(value);
    assert(it != values.end() && "a value is used before it has a view");
    return it->second;
  }
  size_t root(size_t view) const {
    while (views[view].kind == ViewInfo::Alias)
      view = views[view].index;
    return view;
  }
  std::string inputName(unsigned i) {
    ArrayAttr inputs = model.getInputs();
    return cast<StringAttr>(i < inputs.size() ? inputs[i] : model.getTargets()[i - inputs.size()]).str();
  }
  std::string parameterName(int64_t i) { return cast<StringAttr>(model.getParameters()[i]).str(); }

  /// Where the result of an operation is written: straight into a gradient when it is one, else
  /// into the frame. Parameters' gradients have memory always, an input's only when it is wanted.
  size_t destination(Value result, StringRef wish) {
    DType dtype = plainType(result).dtype;
    for (Operation *user : result.getUsers()) {
      if (auto gradient = dyn_cast<ParameterGradientOp>(user))
        if (boundGradients.insert(gradient.getIndex()).second)
          return addView({ViewInfo::Bound, names.unique("grad_" + parameterName(gradient.getIndex())), dtype,
                          layoutOf(result), "gradient", int64_t(gradient.getIndex())});
      if (auto gradient = dyn_cast<InputGradientOp>(user);
          gradient && guards.of(gradient) == guards.of(result.getDefiningOp()))
        return addView({ViewInfo::Sized, names.unique("grad_" + inputName(gradient.getIndex())), dtype,
                        layoutOf(result), "inputGradient", int64_t(gradient.getIndex())});
    }
    return addView({ViewInfo::Frame, names.unique(wish), dtype, layoutOf(result)});
  }

  // ---- statements

  void touch(size_t view) {
    ViewInfo &info = views[root(view)];
    int64_t now = statements.size();
    if (info.first < 0)
      info.first = now;
    info.last = now;
  }
  void addStatement(Operation &op, StringRef callee, ArrayRef<size_t> used, std::vector<std::string> args,
                    size_t written = 0) {
    for (size_t view : used)
      touch(view);
    statements.push_back({op.getLoc(), callee.str(), SmallVector<size_t>(used), std::move(args), guards.of(&op),
                          /*boundary=*/false, written});
  }
  void copy(Operation &op, size_t from, size_t to) {
    addStatement(op, "rt::contiguous", {from, to}, {"$0", "$1"}, /*written=*/1);
  }

  static bool isCopy(const Statement &statement) { return statement.callee == "rt::contiguous"; }
  bool isGradient(size_t view) const {
    return views[view].kind == ViewInfo::Bound && views[view].boundKind == "gradient";
  }

  /// Statements that write gradients of parameters and nothing else run beside the rest; a gradient
  /// that is copied into its place counts as written there. Memory they touch is not reused before
  /// the end, where they are joined before buffers are written. A gradient that a later statement of
  /// the main stream uses is not left to the side.
  void markSideWork() {
    llvm::DenseSet<size_t> used;    // by later statements of the main stream
    llvm::DenseSet<size_t> copied;  // into a gradient
    for (Statement &statement : llvm::reverse(statements)) {
      auto results = ArrayRef(statement.views).take_back(statement.written);
      bool beside = !results.empty() && llvm::all_of(results, [&](size_t view) {
        return isGradient(view) || (views[root(view)].kind == ViewInfo::Frame && copied.contains(root(view)));
      });
      bool awaited = llvm::any_of(results, [&](size_t view) { return used.contains(root(view)); });
      if (!beside || awaited) {
        for (size_t view : statement.views)
          used.insert(root(view));
        continue;
      }
      statement.side = true;
      for (size_t view : statement.views)
        views[root(view)].last = statements.size();
      if (isCopy(statement))
        copied.insert(root(statement.views[0]));
    }
  }

  size_t contiguousView(Operation &op, size_t view) {
    if (views[view].layout.isContiguous())
      return view;
    size_t made = addView({ViewInfo::Frame, names.unique(views[view].name + "_contiguous"), views[view].dtype,
                           Layout::contiguous(views[view].layout.sizes)});
    copy(op, view, made);
    return made;
  }

  std::string wishFor(Operation &op) {
    std::string name = op.getName().stripDialect().str();
    return inBackward ? "d_" + name : name;
  }

  void lower(Operation &op) {
    llvm::TypeSwitch<Operation *>(&op)
        .Case<ParameterOp>([&](auto p) {
          values[p.getResult()] = addView({ViewInfo::Bound, names.unique(parameterName(p.getIndex())),
                                           plainType(p.getResult()).dtype, layoutOf(p.getResult()), "parameter",
                                           int64_t(p.getIndex())});
        })
        .Case<BufferOp>([&](auto buffer) { lowerBuffer(buffer); })
        .Case<HyperOp>([&](auto h) { scalars[h.getResult()] = "call.hyper(" + std::to_string(h.getIndex()) + ")"; })
        .Case<FlagOp>([&](auto f) { scalars[f.getResult()] = "call.flag(" + std::to_string(f.getIndex()) + ")"; })
        .Case<WriteBufferOp>([&](auto write) { lowerWriteBuffer(write); })
        .Case<OutputOp>([&](auto output) { outputs.assign(output.getValues().begin(), output.getValues().end()); })
        .Case<OutputGradientsOp>([&](auto gradients) { lowerBoundary(gradients); })
        .Case<LossOp>([&](auto loss) { lowerLoss(loss); })
        .Case<ParameterGradientOp>([&](auto g) { lowerParameterGradient(g); })
        .Case<InputGradientOp>([&](auto g) { lowerInputGradient(g); })
        .Case<UpdateOp>([&](auto update) {
          if (sideWork)
            addStatement(op, "rt::joinSideWork", {}, {});
          finishWrites();
          if (update.getClip() != "none")
            addStatement(op, "rt::clipGradients", {}, {});
          addStatement(op, "rt::optimizerStep", {}, {});
        })
        .Case<CheckSizesOp>([&](auto check) { sizeChecks.push_back(check); })
        .Case<CheckIndexOp>([&](auto check) { lowerCheckIndex(check); })
        .Case<FusedOp>([&](auto fused) { lowerFused(fused); })
        .Case<TensorOpInterface>([&](auto tensorOp) {
          if (opInfo(tensorOp.opCode()).callClass == CallClass::View)
            lowerView(tensorOp);
          else
            lowerCall(tensorOp);
        })
        .Default([](Operation *) {});
  }

  size_t bufferView(int64_t index, Value like) {
    auto [it, added] = bufferViews.try_emplace(index, 0);
    if (added)
      it->second = addView({ViewInfo::Bound, names.unique(cast<StringAttr>(model.getBuffers()[index]).str()),
                            plainType(like).dtype, layoutOf(like), "buffer", index});
    return it->second;
  }

  /// Whether something reads the value, or a view of it, when buffers have been written: the caller, who gets outputs
  /// at the end, or the backward half.
  static bool isReadAfterWrites(Value value) {
    return llvm::any_of(value.getUsers(), [](Operation *user) {
      auto gradients = user->getBlock()->getOps<OutputGradientsOp>();
      if (isa<OutputOp>(user) || (!gradients.empty() && (*gradients.begin())->isBeforeInBlock(user)))
        return true;
      auto tensorOp = dyn_cast<TensorOpInterface>(user);
      return tensorOp && opInfo(tensorOp.opCode()).callClass == CallClass::View && isReadAfterWrites(user->getResult(0));
    });
  }

  /// A buffer's value is the one before the call, also for what reads it later.
  void lowerBuffer(BufferOp buffer) {
    size_t view = bufferView(buffer.getIndex(), buffer.getResult());
    bool isWritten = llvm::any_of(body.getOps<WriteBufferOp>(),
                                  [&](WriteBufferOp write) { return write.getIndex() == buffer.getIndex(); });
    if (isWritten && isReadAfterWrites(buffer.getResult())) {
      size_t before = addView({ViewInfo::Frame, names.unique(views[view].name + "_before"), views[view].dtype,
                               views[view].layout});
      copy(*buffer, view, before);
      view = before;
    }
    values[buffer.getResult()] = view;
  }

  void lowerBoundary(OutputGradientsOp gradients) {
    finishWrites();
    for (Value output : outputs)
      touch(viewOf(output));
    statements.push_back({gradients.getLoc(), "", {}, {}, -1, /*boundary=*/true});
    inBackward = true;
    for (auto [i, gradient] : llvm::enumerate(gradients.getGradients())) {
      std::string tag = cast<StringAttr>(model.getOutputs()[i]).str();
      values[gradient] = addView({ViewInfo::Sized, names.unique("grad_" + (tag.empty() ? "output" : tag)),
                                  plainType(gradient).dtype, layoutOf(gradient), "outputGradient", int64_t(i)});
    }
  }

  void lowerLoss(LossOp loss) {
    addStatement(*loss, "rt::recordLoss", {viewOf(loss.getTotal())}, {"$0"});
    for (auto [i, term] : llvm::enumerate(loss.getTerms()))
      addStatement(*loss, "rt::recordTerm", {viewOf(term)}, {std::to_string(i), "$0"});
    inBackward = true;
  }

  void lowerParameterGradient(ParameterGradientOp op) {
    size_t view = viewOf(op.getValue());
    const ViewInfo &info = views[view];
    if (info.kind == ViewInfo::Bound && info.boundKind == "gradient" && info.index == int64_t(op.getIndex()))
      return;
    bool added = boundGradients.insert(op.getIndex()).second;
    assert(added && "a parameter has one gradient");
    (void)added;
    size_t target = addView({ViewInfo::Bound, names.unique("grad_" + parameterName(op.getIndex())), info.dtype,
                             Layout::contiguous(info.layout.sizes), "gradient", int64_t(op.getIndex())});
    copy(*op, view, target);
  }

  void lowerInputGradient(InputGradientOp op) {
    size_t view = viewOf(op.getValue());
    const ViewInfo &info = views[view];
    if (info.kind == ViewInfo::Sized && info.boundKind == "inputGradient" && info.index == int64_t(op.getIndex()))
      return;
    size_t target = addView({ViewInfo::Sized, names.unique("grad_" + inputName(op.getIndex())), info.dtype,
                             Layout::contiguous(info.layout.sizes), "inputGradient", int64_t(op.getIndex())});
    copy(*op, view, target);
  }

  void lowerView(TensorOpInterface op) {
    size_t base = viewOf(op->getOperand(0));
    std::optional<Layout> layout = viewLayout(op, views[base].layout);
    if (!layout) {
      base = contiguousView(*op, base);
      layout = viewLayout(op, views[base].layout);
    }
    values[op->getResult(0)] =
        addView({ViewInfo::Alias, names.unique(wishFor(*op)), views[base].dtype, *layout, "", int64_t(base)});
  }

  void lowerCall(TensorOpInterface op) {
    SmallVector<Value> used;
    std::vector<std::string> args = entryArguments(op, [&](Value v) { return scalars.lookup(v); }, used);
    size_t results = op->getNumResults();
    for (Value result : op->getResults())
      values[result] = destination(result, results == 1 ? wishFor(*op) : wishFor(*op) + "_out");
    // libtorch's CUDA kernels for images write in the order of what they read, whatever the order of the
    // result's memory is. Element-wise ones heed both.
    bool heedsOrder = opInfo(op.opCode()).opClass == "E" || isa<ContiguousOp>(op.getOperation());
    SmallVector<size_t> usedViews;
    for (Value value : used) {
      bool reordered = cuda && !heedsOrder && views[viewOf(value)].layout.isChannelsLast();
      usedViews.push_back(reordered ? contiguousView(*op, viewOf(value)) : viewOf(value));
    }
    addStatement(*op, "rt::" + std::string(opInfo(op.opCode()).name), usedViews, std::move(args), results);
  }

  /// `model.cpp:12`; empty when the place is unknown.
  static std::string placeOf(Location loc) {
    std::string place;
    loc->walk([&](Location part) {
      auto file = dyn_cast<FileLineColLoc>(part);
      if (!file)
        return WalkResult::advance();
      // Generated code holds no folder of the machine it was made on.
      place = llvm::sys::path::filename(file.getFilename().getValue()).str() + ":" + std::to_string(file.getLine());
      return WalkResult::interrupt();
    });
    return place;
  }

  /// On the CPU an index out of range is an error at once, so the checked values are the given ones.
  void lowerCheckIndex(CheckIndexOp check) {
    size_t index = contiguousView(*check, viewOf(check.getIndex()));
    SmallVector<Value> sizeViews;
    std::string count = sizeText(check, check.size(), sizeViews);
    bool copies = cuda && !check.getChecked().use_empty();
    SmallVector<size_t> used;
    for (Value value : sizeViews)
      used.push_back(viewOf(value));
    std::string given = "$" + std::to_string(used.size()), checked = "nullptr";
    used.push_back(index);
    values[check.getChecked()] = index;
    if (copies) {
      values[check.getChecked()] = addView({ViewInfo::Frame, names.unique(views[index].name + "_checked"), kInt64,
                                            Layout::contiguous(views[index].layout.sizes)});
      checked = "&$" + std::to_string(used.size());
      used.push_back(viewOf(check.getChecked()));
    }
    std::optional<int64_t> ignored = check.ignored();
    addStatement(*check, "rt::checkIndex", used,
                 {given, checked, count, ignored ? std::to_string(*ignored) : "rt::nothingIgnored",
                  quoted(check.getOperand()), quoted(placeOf(check.getLoc()))},
                 copies);
  }

  /// Buffers change at the end, when nothing of the call can fail any more.
  void lowerWriteBuffer(WriteBufferOp write) {
    writes[write.getIndex()] = {write, contiguousView(*write, viewOf(write.getValue()))};
  }
  void finishWrites() {
    SmallVector<size_t> used;
    std::string pairs;
    for (auto &[index, write] : writes) {
      pairs += (used.empty() ? "&$" : ", &$") + std::to_string(used.size()) + ", &$" + std::to_string(used.size() + 1);
      used.append({write.second, bufferView(index, write.first.getValue())});
    }
    if (!used.empty())
      addStatement(*writes.back().second.first, "rt::writeBuffers", used,
                   {"std::array<const rt::View *, " + std::to_string(used.size()) + ">{" + pairs + "}"});
    writes.clear();
  }

  void lowerFused(FusedOp fused) {
    KernelTable::Use kernel = kernels.add(fused, wishFor(*fused));
    SmallVector<size_t> usedViews;
    std::vector<std::string> args;
    for (Value input : fused.getInputs())
      if (isa<RankedTensorType>(input.getType()))
        usedViews.push_back(contiguousView(*fused, viewOf(input)));
    for (Value result : fused.getOutputs()) {
      values[result] = destination(result, kernel.resultNames[cast<OpResult>(result).getResultNumber()]);
      usedViews.push_back(viewOf(result));
    }
    for (size_t i = 0; i < usedViews.size(); ++i)
      args.push_back("$" + std::to_string(i));
    for (Value input : fused.getInputs())
      if (!isa<RankedTensorType>(input.getType()))
        args.push_back(scalars.lookup(input));
    addStatement(*fused, "kernels::" + kernel.name, usedViews, std::move(args), fused.getOutputs().size());
  }

  void finishOutputs() {
    finishWrites();
    if (program.getKind() == "train" && sideWork)
      addStatement(*body.getTerminator(), "rt::joinSideWork", {}, {});
    // A tag may be read after the backward half as well.
    for (auto [i, output] : llvm::enumerate(outputs))
      if (!inBackward || i > 0)
        touch(viewOf(output));
  }

  // ---- building rt operations

  ArrayAttr texts(OpBuilder &b, const std::vector<std::string> &list) {
    SmallVector<StringRef> refs(list.begin(), list.end());
    return b.getStrArrayAttr(refs);
  }
  ArrayAttr texts(OpBuilder &b, const Shape &shape) {
    std::vector<std::string> list;
    for (const Dim &dim : shape)
      list.push_back(sizeExpression(dim));
    return texts(b, list);
  }

  Value declare(OpBuilder &b, const ViewInfo &view, ArrayRef<Value> declared) {
    Location loc = program.getLoc();
    Type viewType = rt::ViewType::get(b.getContext());
    std::string dtype(dtypeName(view.dtype));
    switch (view.kind) {
    case ViewInfo::Bound:
      return rt::BoundOp::create(b, loc, viewType, view.boundKind, view.index, view.name);
    case ViewInfo::Sized:
      return rt::SizedOp::create(b, loc, viewType, view.boundKind, view.index, view.name, dtype, texts(b, view.layout.sizes));
    case ViewInfo::Frame:
      return rt::FrameOp::create(b, loc, viewType, view.name, dtype, texts(b, view.layout.sizes), std::max<int64_t>(view.first, 0),
                                 std::max<int64_t>(view.last, 0));
    case ViewInfo::Alias:
      // Layouts count from the start of the memory, the plan from the start of the base.
      return rt::AliasOp::create(b, loc, viewType, declared[view.index], view.name, texts(b, view.layout.sizes),
                                 texts(b, view.layout.strides), sizeExpression(view.layout.offset - views[view.index].layout.offset));
    }
    llvm_unreachable("unknown view kind");
  }

  void build() {
    OpBuilder b(program);
    auto lowered = rt::ProgramOp::create(b, program.getLoc(), program.getSymName(), program.getModel(), program.getKind());
    b.createBlock(&lowered.getBody());
    for (CheckSizesOp check : sizeChecks) {
      Shape sizes = shapeValue(check.getSizes());
      auto condition = [&](auto text) { return text(sizes[0]) + " " + check.getCondition().str() + " " + text(sizes[1]); };
      rt::RequireOp::create(b, check.getLoc(), condition(sizeExpression), condition([](const Dim &dim) { return dim.str(); }),
                            check.getText(), placeOf(check.getLoc()));
    }
    SmallVector<Value> declared;
    for (const ViewInfo &view : views)
      declared.push_back(declare(b, view, declared));
    for (auto [i, output] : llvm::enumerate(outputs))
      rt::OutputOp::create(b, program.getLoc(), declared[viewOf(output)], i);
    for (size_t k = 0; k < guards.count(); ++k)
      rt::GuardOp::create(b, program.getLoc(), k, texts(b, guards.terms(k)));
    for (const Statement &statement : statements) {
      if (statement.boundary) {
        rt::BoundaryOp::create(b, statement.loc);
        continue;
      }
      SmallVector<Value> operands;
      for (size_t view : statement.views)
        operands.push_back(declared[view]);
      rt::CallOp::create(b, statement.loc, statement.callee, operands, texts(b, statement.args), statement.guard, statement.side);
    }
  }

  ProgramOp program;
  ModelOp model;
  KernelTable &kernels;
  bool sideWork, cuda;
  Block &body;
  Guards guards;
  Names names;
  std::vector<ViewInfo> views;
  std::vector<Statement> statements;
  DenseMap<Value, size_t> values;
  DenseMap<Value, std::string> scalars;
  DenseMap<int64_t, size_t> bufferViews;
  /// Of each buffer the last write so far and the view of its value.
  llvm::MapVector<int64_t, std::pair<WriteBufferOp, size_t>> writes;
  DenseSet<int64_t> boundGradients;
  SmallVector<Value> outputs;
  SmallVector<CheckSizesOp> sizeChecks;
  bool inBackward = false;
};

}  // namespace

void lowerProgram(ProgramOp program, ModelOp model, KernelTable &kernels, LoweringOptions options) {
  ProgramLowering(program, model, kernels, options).run();
}

}  // namespace flodl::lowering
