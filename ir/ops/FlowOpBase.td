// The record of a tensor operation: everything the project knows of it, said once.
// The fields below `// floDl:` are read by tools/flodl-tblgen; the rest is ordinary ODS.
#ifndef FLODL_IR_OPS_FLOWOPBASE_TD
#define FLODL_IR_OPS_FLOWOPBASE_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "ir/flow/FlowBase.td"

/// Any ranked tensor with one of the seven element types.
def Flow_Tensor : RankedTensorOf<[I1, I32, I64, F16, BF16, F32, F64]>;
/// A floating-point hyper-parameter: an argument of the program, never part of its signature.
def Flow_Hyper : TypeConstraint<F64.predicate, "hyper-parameter", "::mlir::FloatType">;
/// A run-time flag, such as the training mode of a module.
def Flow_Flag : TypeConstraint<I1.predicate, "run-time flag", "::mlir::IntegerType">;
/// Sizes, which may be symbolic: `["batch", 784]`.
def Flow_ShapeAttr : ArrayAttrBase<CPred<"::llvm::isa<::mlir::ArrayAttr>($_self)">, "list of sizes">;
/// Element type by its name, `"float32"`.
def Flow_DTypeAttr : StringBasedAttr<CPred<"::llvm::isa<::mlir::StringAttr>($_self)">, "element type name">;

/// The derivative towards one operand. `value` is a C++ expression over the operands and results
/// by name, the gradients of the results (`g`, or `g_<result>` when there are several) and the
/// builder `b` (mlir::flow::GradientBuilder), which has one method per operation.
class Gradient<string operandName, string expression> {
  string operand = operandName;
  string value = expression;
}

/// `operand` holds positions in dimension `dim` of the operand `of`: a number (at most the last
/// dimension) or the name of an attribute. `ignored` names the attribute with the value that stands
/// for no position.
class Index<string operandName, string ofOperand, string ofDim, string ignoredAttr = ""> {
  string operand = operandName;
  string of = ofOperand;
  string dim = ofDim;
  string ignored = ignoredAttr;
}

/// What the attribute or hyper-parameter is when a call leaves it out, as a C++ initialiser: `{1, 1}`.
class Default<string attrName, string initialiser> {
  string attr = attrName;
  string value = initialiser;
}

class Flow_TensorOp<string mnemonic, list<Trait> traits = []>
    : Op<Flow_Dialect, mnemonic, traits # [
        DeclareOpInterfaceMethods<InferTypeOpInterface>,
        DeclareOpInterfaceMethods<Flow_TensorOpInterface>]> {
  // floDl:
  /// Class letters of the operation: E element-wise, R reduction, N normalisation, C contraction,
  /// V view, G gather/scatter, K creation, Q random, D shape of the result depends on the data (such
  /// an operation runs eagerly only).
  string opClass = ?;
  /// Function `flodl::rules::<name>` in ir/base that infers the result types.
  string rule = ?;
  /// PyTorch's function of the same meaning; empty when there is none.
  string pytorch = mnemonic;
  /// Out, Workspace, Allocating, View (flodl::CallClass).
  string callClass = "Out";
  /// libtorch expression over operand and attribute names that yields the result (a std::tuple
  /// for several results). Operands are `at::Tensor` (`std::optional<at::Tensor>` when optional,
  /// `std::vector<at::Tensor>` when variadic), hypers `double`, flags `bool`, attributes their
  /// C++ types (sizes are `std::vector<int64_t>`, element types `at::ScalarType`). Operations of
  /// class Q also see `random`, the `flodl::rt::RandomKey` made from `path` and `draw`. Helpers are
  /// in runtime/kernels, namespace `flodl::kernels`.
  string eager = ?;
  /// libtorch statement that writes the results into the tensors named like them; empty: the
  /// eager expression is copied into the result, and `callClass` is Allocating.
  string out = "";
  /// Scalar formula of an element-wise operation over operand names (of type T), in C++ with the
  /// functions of runtime/include/flodl/rt/scalar.h (`math::gelu(input)`); empty when it has none. Hypers, flags and
  /// attributes are in scope by name (`double`, `bool`, `int64_t`); class Q also sees `uniform`,
  /// the element's random number in [0, 1).
  string scalar = "";
  /// The scalar formula holds for floating-point operands only: others go through libtorch (integers,
  /// which it refuses to divide by 0).
  bit floatFormula = 0;
  /// The scalar formula costs more than loading its result again: kernels with several passes over a
  /// row keep the value.
  bit costly = 0;
  /// Derivatives; an operand without one gets no gradient. Empty: not differentiable.
  list<Gradient> gradients = [];
  /// Operands whose values are checked before they are used as positions. Derivatives get what was
  /// checked.
  list<Index> indices = [];
  /// Defaults of attributes and hyper-parameters at the end of the public function's parameters.
  list<Default> defaults = [];
  /// False for operations that only derivatives and passes create.
  bit isPublic = 1;
  /// Name of the C++ function and method, when several records overload one.
  string function = mnemonic;
  /// Parameters of the C++ function in PyTorch's order, with defaults: `input, dim = -1`. Empty:
  /// operands, then attributes.
  string parameters = "";
  /// False when the front end's function is written by hand, under the name of PyTorch's function.
  bit hasFunction = 1;
  /// Where tests sample the operands: real, positive (above 0), above one, unit (between -1 and 1), probability.
  string domain = "real";

  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

/// An operation that reads nothing but its operands and writes nothing but its results. It is not
/// `Pure`, since a size that only run time knows may not fit.
class Flow_ValueOp<string mnemonic, list<Trait> traits = []>
    : Flow_TensorOp<mnemonic, traits # [NoMemoryEffect]>;

#endif
