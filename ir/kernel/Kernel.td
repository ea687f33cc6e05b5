// Kernels: loop nests over scalars, made from fused groups.
#ifndef FLODL_IR_KERNEL_KERNEL_TD
#define FLODL_IR_KERNEL_KERNEL_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Kernel_Dialect : Dialect {
  let name = "kernel";
  let cppNamespace = "::mlir::kernel";
  let summary = "Loop nests over scalars with row and column reductions";
  let description = [{
    A `kernel.func` iterates over a space of rows and columns (all dimensions but the last make the
    rows). It holds phases: each is one pass over the columns of a row, or, between passes, scalar
    code for the row. The same kernel is printed as vectorisable C++ and as CUDA C++.
  }];
}

class Kernel_Op<string mnemonic, list<Trait> traits = []> : Op<Kernel_Dialect, mnemonic, traits>;

def Kernel_FuncOp : Kernel_Op<"func", [IsolatedFromAbove, Symbol, SingleBlock, NoTerminator]> {
  let summary = "One kernel";
  let description = [{
    `shape` is `flat` (one pass over all elements), `rows` (phases over each row) or `columns`
    (sums over the rows, one result per column). `cols` is the length of a row when it is known,
    else -1. Arguments have a C element type each (`types`), a name and an access: `element`,
    `row`, `column` or `scalar`. `parameters` are the types of run-time numbers after them.

    Constraints:
    - (C1) `shape` and `accesses` hold the words above.
    - (C2) `names`, `types`, `accesses` and `written` have one entry per argument.
    - (C3) loads, stores and parameters in the body name an argument or parameter; only written
      arguments are stored to.
    - (C4) a `columns` kernel has one pass, whose reductions are sums.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, StrAttr:$shape, SI64Attr:$cols, StrArrayAttr:$names,
                       StrArrayAttr:$types, StrArrayAttr:$accesses, DenseBoolArrayAttr:$written,
                       StrArrayAttr:$parameters);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$shape $sym_name attr-dict-with-keyword $body";
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
}

def Kernel_PassOp : Kernel_Op<"pass", [SingleBlock]> {
  let summary = "One pass over the columns of a row";
  let description = [{
    The values that `kernel.combine` names at its end are reduced over the columns, each as `kinds`
    says: `sum` or `max`. The results are known once the pass is over.

    Constraints:
    - (C1) `kinds` holds `sum` and `max`, one per result.
    - (C2) the body ends with a `kernel.combine` of the results' types.
  }];
  let arguments = (ins StrArrayAttr:$kinds);
  let results = (outs Variadic<AnyType>:$reduced);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$kinds attr-dict-with-keyword `:` type($reduced) $body";
  let hasRegionVerifier = 1;
}

def Kernel_CombineOp : Kernel_Op<"combine", [Terminator, HasParent<"PassOp">]> {
  let summary = "Values that the pass reduces, one per kind";
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

def Kernel_LoadOp : Kernel_Op<"load", [Pure]> {
  let summary = "Element of an argument at the present place";
  let arguments = (ins I64Attr:$argument);
  let results = (outs AnyType:$value);
  let assemblyFormat = "$argument attr-dict `:` type($value)";
}

def Kernel_SelectOp : Kernel_Op<"select", [Pure, AllTypesMatch<["input", "value"]>]> {
  let summary = "The value where the condition holds, else 0";
  let arguments = (ins I1:$condition, AnyType:$input);
  let results = (outs AnyType:$value);
  let assemblyFormat = "$condition `,` $input attr-dict `:` type($value)";
}

def Kernel_CountOp : Kernel_Op<"count", [Pure]> {
  let summary = "Number of elements of the iteration space";
  let results = (outs AnyType:$value);
  let assemblyFormat = "attr-dict `:` type($value)";
}

def Kernel_ColumnOp : Kernel_Op<"column", [Pure]> {
  let summary = "Number of the present column";
  let results = (outs I64:$value);
  let assemblyFormat = "attr-dict";
}

def Kernel_ConstantOp : Kernel_Op<"constant", [Pure]> {
  let summary = "A number";
  let arguments = (ins F64Attr:$number);
  let results = (outs AnyType:$value);
  let assemblyFormat = "$number attr-dict `:` type($value)";
}

def Kernel_ParameterOp : Kernel_Op<"parameter", [Pure]> {
  let summary = "A run-time number handed to the kernel: hyper-parameter, flag or row length";
  let arguments = (ins I64Attr:$number);
  let results = (outs AnyType:$value);
  let assemblyFormat = "$number attr-dict `:` type($value)";
}

def Kernel_ApplyOp : Kernel_Op<"apply", [Pure]> {
  let summary = "Scalar formula of an operation's record";
  let description = [{
    `function` names the record; `extra` are its attributes as C++ expressions, in order, after the
    operands.
  }];
  let arguments = (ins StrAttr:$function, Variadic<AnyType>:$operands, StrArrayAttr:$extra);
  let results = (outs AnyType:$value);
  let assemblyFormat = "$function `(` $operands `)` $extra attr-dict `:` functional-type($operands, $value)";
}

def Kernel_CastOp : Kernel_Op<"cast", [Pure]> {
  let summary = "Conversion of the element type";
  let arguments = (ins AnyType:$input);
  let results = (outs AnyType:$value);
  let assemblyFormat = "$input attr-dict `:` type($input) `to` type($value)";
}

def Kernel_KeepOp : Kernel_Op<"keep"> {
  let summary = "Keeps a value of every column of the row for later passes";
  let arguments = (ins AnyType:$value, I64Attr:$slot);
  let assemblyFormat = "$value `,` $slot attr-dict `:` type($value)";
}

def Kernel_KeptOp : Kernel_Op<"kept", [Pure]> {
  let summary = "What an earlier pass kept for the present column";
  let arguments = (ins I64Attr:$slot);
  let results = (outs AnyType:$value);
  let assemblyFormat = "$slot attr-dict `:` type($value)";
}

def Kernel_StoreOp : Kernel_Op<"store"> {
  let summary = "Writes an element of an argument at the present place";
  let arguments = (ins AnyType:$value, I64Attr:$argument);
  let assemblyFormat = "$value `,` $argument attr-dict `:` type($value)";
}

#endif
