// All passes of the compiler, in the order of the pipeline.
#ifndef FLODL_PASSES_PASSES_TD
#define FLODL_PASSES_PASSES_TD

include "mlir/Pass/PassBase.td"

def BuildProgramsPass : Pass<"flow-build-programs", "::mlir::ModuleOp"> {
  let summary = "Make the programs of each model";
  let description = [{
    Puts up to three `flow.program` operations behind each `flow.model`: `forward` (the result and
    the tags), `train` (the same, with a place for the output gradients) and, when the model has a
    loss and an optimizer, `step`. The model stays, for its tables of names.

    Needs nothing. A `train` program is left out when the model has no output of floating type.
  }];
  let dependentDialects = ["::mlir::flow::FlowDialect"];
}

def CheckIndicesPass : Pass<"flow-check-indices", "::mlir::flow::ProgramOp"> {
  let summary = "Check what operations use as positions";
  let description = [{
    Puts a `flow.check_index` before every operation whose record names operands with positions
    (class labels, rows of a table), and lets the operation use the checked ones. Its derivative then
    uses them too. Equal checks of one tensor become one, which names the first operation. Operations
    whose results nothing uses are erased first, so that they are not checked.

    Needs `flow-build-programs`; runs before `flow-differentiate`. Results are the same where every
    position is in range.
  }];
  let dependentDialects = ["::mlir::flow::FlowDialect"];
}

def ChannelsLastPass : Pass<"flow-channels-last", "::mlir::flow::ProgramOp"> {
  let summary = "Keep images in channels-last order around convolutions";
  let description = [{
    Rewrites convolutions to take and give dense `[N, H, W, C]` tensors, and what follows them too:
    batch normalisation together with ReLU and max pooling behind it becomes one operation, which
    also takes the convolution's bias; element-wise operations and global average pooling run in the
    same order. Elsewhere a permuted copy stands.

    Needs nothing; runs before `flow-differentiate`, so that gradients are in the same order. Double
    precision stays as it is. Runs at -O1 and above in code for CUDA.
  }];
  let dependentDialects = ["::mlir::flow::FlowDialect"];
}

def DifferentiatePass : Pass<"flow-differentiate", "::mlir::flow::ProgramOp"> {
  let summary = "Append the backward pass to train and step programs";
  let description = [{
    Reverse-mode differentiation: walks the forward operations backwards, asks each for the
    gradients of its operands through `TensorOpInterface`, and adds the contributions to one value
    in the order in which libtorch's engine adds them (latest use first). `train` programs start
    from the results of `flow.output_gradients` and end with a `flow.parameter_gradient` per
    parameter and a `flow.input_gradient` per input of floating type; `step` programs start from
    the loss and end with the update.

    Needs `flow-build-programs`. A `forward` program is left unchanged. Values that depend neither
    on a parameter nor on an input of floating type get no gradient.
  }];
  let dependentDialects = ["::mlir::flow::FlowDialect"];
}

def DecomposePass : Pass<"flow-decompose", "::mlir::flow::ProgramOp"> {
  let summary = "Split normalisations, row reductions and losses into what kernels are made of";
  let description = [{
    Rewrites operations that have a formula over element-wise operations and row reductions into
    these, so that they fuse with their neighbours; and takes the bias out of `flow.linear` where
    its only user is an operation that fuses. Reductions of rows are taken apart next to element-wise
    operations only. Sums are reassociated: results differ from the whole
    operation's by rounding.

    Needs nothing. Runs at -O1 and above.
  }];
  let dependentDialects = ["::mlir::flow::FlowDialect"];
}

def FusePass : Pass<"flow-fuse", "::mlir::flow::ProgramOp"> {
  let summary = "Group element-wise operations and row reductions into single kernels";
  let description = [{
    Collects operations over one iteration space into `flow.fused` regions, which become one kernel
    each: chains of element-wise operations with the reductions along their last dimension
    (`rows`), and sums over all leading dimensions (`columns`). A value with users outside of its
    group becomes a result of the group; it is never computed twice.

    Needs `flow-decompose` for anything but plain chains. Constants and arithmetic on scalars are
    repeated in every group that uses them.
  }];
  let dependentDialects = ["::mlir::flow::FlowDialect"];
  let statistics = [Statistic<"numRegions", "num-regions", "Number of flow.fused operations created">];
}

def LowerToRtPass : Pass<"flow-lower-to-rt", "::mlir::ModuleOp"> {
  let summary = "Turn programs into runtime calls on views";
  let description = [{
    Gives every tensor a view (bound memory, a place in the frame with its first and last statement,
    or another shape over a view), turns fused regions into kernels and all other operations into
    calls of runtime entry points, and guards statements of a backward pass by the gradients that
    need them. What comes out is printed without further decisions.

    With `cuda`, checked indices get memory of their own: there an error is reported only after the
    kernels have run. With `side-work`, statements that only make gradients of parameters are marked to run beside the
    rest; the memory they read then stays alive to the end of the program.
  }];
  let options = [Option<"cuda", "cuda", "bool", /*default=*/"false", "The code runs on CUDA too">,
                 Option<"sideWork", "side-work", "bool", /*default=*/"false",
                        "Run weight gradients beside the rest of the backward pass">];
  let dependentDialects = ["::mlir::flow::FlowDialect", "::mlir::rt::RtDialect", "::mlir::kernel::KernelDialect"];
}

#endif
