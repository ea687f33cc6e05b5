// Structure of models and programs: what is not a tensor operation.
#ifndef FLODL_IR_FLOW_FLOWSTRUCTURE_TD
#define FLODL_IR_FLOW_FLOWSTRUCTURE_TD

include "ir/ops/FlowOpBase.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/IR/TensorEncoding.td"

class Flow_StructureOp<string mnemonic, list<Trait> traits = []> : Op<Flow_Dialect, mnemonic, traits>;

def Flow_DimsAttr : Flow_Attr<"Dims", "dims",
    [DeclareAttrInterfaceMethods<VerifiableTensorEncoding>]> {
  let summary = "Sizes of a tensor's dimensions, numbers or expressions over the model's symbols";
  let parameters = (ins "::mlir::ArrayAttr":$sizes);
  let assemblyFormat = "`<` $sizes `>`";
}

def Flow_ModelOp : Flow_StructureOp<"model", [IsolatedFromAbove, Symbol, SingleBlock]> {
  let summary = "One recording of a registered model factory";
  let description = [{
    The block's arguments are the inputs, then the targets. The body holds parameters, buffers,
    hyper-parameters and flags, tensor operations, `flow.output`, optionally `flow.loss`, and ends
    with `flow.end`.

    Constraints:
    - (C1) there are as many block arguments as names in `inputs` and `targets`.
    - (C2) every size expression in the argument types uses symbols of `symbols` only.
    - (C3) the body has at most one `flow.output` and one `flow.loss`.
    - (C4) indices lie within `parameters` and `buffers`; `outputs` and `terms` name what `flow.output`
      and `flow.loss` list.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, StrAttr:$model, StrAttr:$signature, StrArrayAttr:$symbols,
                       StrArrayAttr:$inputs, StrArrayAttr:$targets, StrArrayAttr:$outputs, StrArrayAttr:$terms,
                       StrArrayAttr:$parameters, StrArrayAttr:$buffers);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$sym_name attr-dict-with-keyword $body";
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
}

def Flow_ProgramOp : Flow_StructureOp<"program", [
    IsolatedFromAbove, Symbol, SingleBlock, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "One program of a model: forward, train (forward and backward) or step";
  let description = [{
    Made from a `flow.model` by `flow-build-programs`; holds the same kind of body, and after
    `flow-differentiate` also the backward pass. In a `train` program `flow.output_gradients` is
    the boundary between the two halves.

    Constraints:
    - (C1) `kind` is `forward`, `train` or `step`.
    - (C2) a `train` program has a `flow.output` and one gradient for each of its values; a `step`
      program has a `flow.loss` and an optimizer at its end.
    - (C3) `model` names a model of the module, with whose tables the body agrees.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, FlatSymbolRefAttr:$model, StrAttr:$kind);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$kind $sym_name `of` $model attr-dict-with-keyword $body";
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
}

class Flow_LeafOp<string mnemonic> : Flow_StructureOp<mnemonic, [Pure]> {
  let assemblyFormat = "attr-dict `:` functional-type(operands, results)";
}

def Flow_ParameterOp : Flow_LeafOp<"parameter"> {
  let summary = "A trainable parameter of the model";
  let arguments = (ins I64Attr:$index);
  let results = (outs Flow_Tensor:$result);
}

def Flow_BufferOp : Flow_LeafOp<"buffer"> {
  let summary = "Value of a buffer before this call";
  let arguments = (ins I64Attr:$index);
  let results = (outs Flow_Tensor:$result);
}

def Flow_HyperOp : Flow_LeafOp<"hyper"> {
  let summary = "A floating-point hyper-parameter, given at run time";
  let arguments = (ins I64Attr:$index, F64Attr:$value, StrAttr:$name);
  let results = (outs F64:$result);
}

def Flow_FlagOp : Flow_LeafOp<"flag"> {
  let summary = "Training mode of a module, given at run time";
  let arguments = (ins I64Attr:$index, StrAttr:$name);
  let results = (outs I1:$result);
}

def Flow_WriteBufferOp : Flow_StructureOp<"write_buffer"> {
  let summary = "Replaces the value of a buffer";
  let arguments = (ins Flow_Tensor:$value, I64Attr:$index);
  let assemblyFormat = "$value attr-dict `:` type($value)";
}

def Flow_OutputOp : Flow_StructureOp<"output"> {
  let summary = "The model's result and its tagged values";
  let arguments = (ins Variadic<Flow_Tensor>:$values);
  let assemblyFormat = "$values attr-dict `:` type($values)";
}

def Flow_LossOp : Flow_StructureOp<"loss"> {
  let summary = "The loss to minimise, then its named terms";
  let arguments = (ins Flow_Tensor:$total, Variadic<Flow_Tensor>:$terms);
  let assemblyFormat = "$total (`,` $terms^)? attr-dict `:` functional-type(operands, results)";
}

def Flow_OutputGradientsOp : Flow_StructureOp<"output_gradients"> {
  let summary = "Gradients of the outputs; everything after it is the backward half";
  let results = (outs Variadic<Flow_Tensor>:$gradients);
  let assemblyFormat = "attr-dict `:` type($gradients)";
}

def Flow_ParameterGradientOp : Flow_StructureOp<"parameter_gradient"> {
  let summary = "The gradient of a parameter is complete";
  let arguments = (ins Flow_Tensor:$value, I64Attr:$index);
  let assemblyFormat = "$value attr-dict `:` type($value)";
}

def Flow_InputGradientOp : Flow_StructureOp<"input_gradient"> {
  let summary = "The gradient of an input is complete";
  let arguments = (ins Flow_Tensor:$value, I64Attr:$index);
  let assemblyFormat = "$value attr-dict `:` type($value)";
}

def Flow_UpdateOp : Flow_StructureOp<"update"> {
  let summary = "Clips the gradients (when asked) and applies the optimizer";
  let arguments = (ins StrAttr:$optimizer, StrAttr:$clip);
  let assemblyFormat = "attr-dict";
}

def Flow_EndOp : Flow_StructureOp<"end", [Terminator]> {
  let summary = "End of a model or program";
  let arguments = (ins OptionalAttr<StrAttr>:$optimizer, OptionalAttr<StrAttr>:$clip);
  let assemblyFormat = "attr-dict";
}

def Flow_CheckIndexOp : Flow_StructureOp<"check_index", [AllTypesMatch<["index", "checked"]>]> {
  let summary = "Every index is in [0, count) or equals `ignore`; an error otherwise";
  let description = [{
    `checked` is `index` with what is out of range moved to the nearest position: what uses it can
    run to its end where the error is reported later (contracts, section 6). `count` is a list of
    one size, which may be symbolic; `operand` names the operation and its operand in the error.

    It has an unknown effect, so that it is never dead: an operation whose decomposition needs no
    index in range may use `index` itself.

    Example:

    ```mlir
    %j = flow.check_index %i {count = [100], operand = "embedding indices"} : tensor<8x4xi64>
    ```
  }];
  let arguments = (ins Flow_Tensor:$index, Flow_ShapeAttr:$count, OptionalAttr<I64Attr>:$ignore, StrAttr:$operand);
  let results = (outs Flow_Tensor:$checked);
  let assemblyFormat = "$index attr-dict `:` type($index)";
  let builders = [OpBuilder<(ins "::mlir::Value":$index, "const ::flodl::Dim &":$count,
                                 "::std::optional<int64_t>":$ignore, "::llvm::StringRef":$operand)>];
  let extraClassDeclaration = [{
    /// Positions there are.
    ::flodl::Dim size();
    /// The value that stands for no position.
    ::std::optional<int64_t> ignored();
  }];
  let hasVerifier = 1;
}

def Flow_CheckSizesOp : Flow_StructureOp<"check_sizes"> {
  let summary = "A condition on two sizes that a call must meet; an error otherwise";
  let description = [{
    Holds before anything of the program runs. `text` is the user's and says what is wrong.

    Constraints:
    - (C1) `sizes` are two.
    - (C2) `condition` is `==`, `!=`, `<`, `>`, `<=` or `>=`.

    Example:

    ```mlir
    flow.check_sizes {sizes = ["mod(width, 4)", 0], condition = "==", text = "four heads share the width"}
    ```
  }];
  let arguments = (ins Flow_ShapeAttr:$sizes, StrAttr:$condition, StrAttr:$text);
  let assemblyFormat = "attr-dict";
  let hasVerifier = 1;
}

def Flow_FusedOp : Flow_StructureOp<"fused", [IsolatedFromAbove, SingleBlock, NoMemoryEffect]> {
  let summary = "Operations that become one kernel";
  let description = [{
    The body holds element-wise operations and reductions of one iteration space on whole
    tensors; code generation turns it into one loop nest. `kind` is `rows` (iterates over rows,
    reduces along them), or `columns` (reduces over all leading dimensions).
  }];
  let arguments = (ins Variadic<AnyType>:$inputs, StrAttr:$kind);
  let results = (outs Variadic<Flow_Tensor>:$outputs);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$kind `(` $inputs `)` attr-dict `:` functional-type($inputs, $outputs) $body";
}

def Flow_YieldOp : Flow_StructureOp<"yield", [Terminator, Pure, HasParent<"FusedOp">]> {
  let summary = "Results of a fused region";
  let arguments = (ins Variadic<Flow_Tensor>:$values);
  let assemblyFormat = "$values attr-dict `:` type($values)";
}

#endif
