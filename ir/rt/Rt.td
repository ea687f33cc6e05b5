// The exit dialect: exactly what is printed as host code.
#ifndef FLODL_IR_RT_RT_TD
#define FLODL_IR_RT_RT_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Rt_Dialect : Dialect {
  let name = "rt";
  let cppNamespace = "::mlir::rt";
  let summary = "Runtime calls on views, in the order and with the names in which they are printed";
  let description = [{
    Each operation is one declaration in a program's plan or one statement of its body. Order,
    names, memory and guards are decided: the printer (codegen/HostEmitter.cpp) has no logic.
  }];
  let useDefaultTypePrinterParser = 1;
}

def Rt_View : TypeDef<Rt_Dialect, "View"> {
  let mnemonic = "view";
  let summary = "A tensor's memory and layout, declared in the plan";
}

class Rt_Op<string mnemonic, list<Trait> traits = []> : Op<Rt_Dialect, mnemonic, traits>;

def Rt_ProgramOp : Rt_Op<"program", [IsolatedFromAbove, Symbol, SingleBlock, NoTerminator]> {
  let summary = "A program: the declarations of its views, then its statements";
  let description = [{
    `sizes` lists the C++ expressions over symbols that the plan may use, by name. Statements after
    `rt.boundary` are the backward half.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, FlatSymbolRefAttr:$model, StrAttr:$kind);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$kind $sym_name `of` $model attr-dict-with-keyword $body";
}

class Rt_DeclOp<string mnemonic> : Rt_Op<mnemonic> {
  let results = (outs Rt_View:$view);
}

def Rt_BoundOp : Rt_DeclOp<"bound"> {
  let summary = "A view of memory that the runtime binds: input, parameter, buffer or gradient";
  let arguments = (ins StrAttr:$kind, I64Attr:$index, StrAttr:$name);
  let assemblyFormat = "$kind $index $name attr-dict";
}

def Rt_SizedOp : Rt_DeclOp<"sized"> {
  let summary = "A bound view whose sizes the plan gives: a gradient towards an input or of an output";
  let arguments = (ins StrAttr:$kind, I64Attr:$index, StrAttr:$name, StrAttr:$dtype, StrArrayAttr:$sizes);
  let assemblyFormat = "$kind $index $name $dtype $sizes attr-dict";
}

def Rt_FrameOp : Rt_DeclOp<"frame"> {
  let summary = "Memory in the frame, alive from the first to the last statement that touches it";
  let arguments = (ins StrAttr:$name, StrAttr:$dtype, StrArrayAttr:$sizes, I64Attr:$first, I64Attr:$last);
  let assemblyFormat = "$name $dtype $sizes `alive` $first `to` $last attr-dict";
}

def Rt_AliasOp : Rt_DeclOp<"alias"> {
  let summary = "Another shape over the memory of a view";
  let arguments = (ins Rt_View:$base, StrAttr:$name, StrArrayAttr:$sizes, StrArrayAttr:$strides, StrAttr:$offset);
  let assemblyFormat = "$base $name $sizes `strides` $strides `offset` $offset attr-dict";
}

def Rt_RequireOp : Rt_Op<"require"> {
  let summary = "The plan's sizes must meet a condition";
  let description = [{
    `condition` is C++ over symbols, `shown` the same in the user's words; `text` and `place` are for the error.
  }];
  let arguments = (ins StrAttr:$condition, StrAttr:$shown, StrAttr:$text, StrAttr:$place);
  let assemblyFormat = "$condition $shown $text $place attr-dict";
}

def Rt_OutputOp : Rt_Op<"output"> {
  let summary = "The view is the i-th output of the program";
  let arguments = (ins Rt_View:$view, I64Attr:$index);
  let assemblyFormat = "$view $index attr-dict";
}

def Rt_CallOp : Rt_Op<"call"> {
  let summary = "A statement: one call of the runtime or of a generated kernel";
  let description = [{
    `args` are the arguments after the call context as they are printed; `$i` stands for the i-th
    view, `&$i` for its address, but in a quoted text `$` is a character. `guard` numbers the
    condition under which the statement runs; -1: always. `side` marks work that nothing of the
    program waits for before its end, such as a weight's gradient: it may run beside what follows.

    Constraints:
    - (C1) every `$` outside of quoted texts is followed by the number of a view.
  }];
  let arguments = (ins StrAttr:$callee, Variadic<Rt_View>:$views, StrArrayAttr:$args,
                       DefaultValuedAttr<SI64Attr, "-1">:$guard, UnitAttr:$side);
  let assemblyFormat = "$callee `(` $views `)` $args attr-dict";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Goes through one of `args`: `text` for what is printed as it stands, `view` for each `$i`
    /// (-1 where no number follows).
    static void forEachPart(::llvm::StringRef arg, ::llvm::function_ref<void(::llvm::StringRef)> text,
                            ::llvm::function_ref<void(int64_t)> view);
  }];
}

def Rt_GuardOp : Rt_Op<"guard"> {
  let summary = "A condition over the gradients that the call wants";
  let description = [{ `terms` are printed joined by `||`; a term may name an earlier guard. }];
  let arguments = (ins SI64Attr:$number, StrArrayAttr:$terms);
  let assemblyFormat = "$number $terms attr-dict";
}

def Rt_BoundaryOp : Rt_Op<"boundary"> {
  let summary = "End of the forward half of a training program";
  let assemblyFormat = "attr-dict";
}

#endif
