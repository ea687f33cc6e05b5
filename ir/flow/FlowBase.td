// The flow dialect: models, their parameters and the tensor operations on them.
#ifndef FLODL_IR_FLOW_FLOWBASE_TD
#define FLODL_IR_FLOW_FLOWBASE_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"

def Flow_Dialect : Dialect {
  let name = "flow";
  let cppNamespace = "::mlir::flow";
  let summary = "Deep-learning models as captured from FlowBuilder programs";
  let description = [{
    A `flow.model` holds one recording of a registered factory: its inputs, parameters, buffers,
    hyper-parameters and mode flags, the tensor operations on them, and the tagged values. Passes
    turn it into programs (`func.func`) that hold only tensor operations.

    Tensors are builtin ranked tensors. A symbolic size is a dynamic dimension whose expression
    stands in the type's encoding: `tensor<?x784xf32, #flow.dims<["batch", 784]>>`.
  }];
  let useDefaultAttributePrinterParser = 1;
}

class Flow_Attr<string name, string attrMnemonic, list<Trait> traits = []>
    : AttrDef<Flow_Dialect, name, traits> {
  let mnemonic = attrMnemonic;
}

/// Facts of an operation that come from its record.
def Flow_TensorOpInterface : OpInterface<"TensorOpInterface"> {
  let cppNamespace = "::mlir::flow";
  let description = [{
    Implemented by every operation defined through a record in `ir/ops`. The methods are
    generated; passes ask them instead of listing operation names.
  }];
  let methods = [
    StaticInterfaceMethod<"The operation's code in the project's tables.",
                    "::flodl::OpCode", "opCode", (ins)>,
    InterfaceMethod<"Attribute values in the record's order.",
                    "::llvm::SmallVector<::flodl::AttrValue>", "attrValues", (ins)>,
    InterfaceMethod<[{
        Gradients towards the operands, given those of the results (null: not wanted, or absent).
        `wanted[i]` says whether operand i needs one; an operand that gets none stays null.
      }],
      "void", "buildGradients",
      (ins "::mlir::flow::GradientBuilder &":$b, "::mlir::ValueRange":$resultGrads,
           "::llvm::ArrayRef<bool>":$wanted,
           "::llvm::SmallVectorImpl<::mlir::Value> &":$operandGrads)>
  ];
}

#endif
