// One, two or three spatial dimensions: convolutions and pooling have a record for each.
#ifndef FLODL_IR_OPS_SPATIALRANK_TD
#define FLODL_IR_OPS_SPATIALRANK_TD
include "ir/ops/FlowOpBase.td"

/// What differs between one, two and three spatial dimensions: words of the description and the example.
class Flow_SpatialRank<int n, string wordText, string axesText, string sizeText, string onesText> {
  int rank = n;
  /// `One`, of one-dimensional.
  string word = wordText;
  /// `H, W`, the sizes of an input; `KH, KW` are those of a kernel.
  string axes = axesText;
  string kernelAxes = !subst(", ", ", K", "K" # axesText);
  string resultAxes = !subst(", ", "', ", axesText # "'");
  /// `8x8`
  string size = sizeText;
  string half = !subst("8", "4", size);
  /// `1, 1`
  string ones = onesText;
  string zeros = !subst("1", "0", ones);
  string twos = !subst("1", "2", ones);
  string kernel = !subst("8", "3", size);
  /// `two dimensions`
  string dimensions = !cond(!eq(n, 1): "one dimension", !eq(n, 2): "two dimensions", true: "three dimensions");
}
def Flow_Rank1 : Flow_SpatialRank<1, "One", "L", "8", "1">;
def Flow_Rank2 : Flow_SpatialRank<2, "Two", "H, W", "8x8", "1, 1">;
def Flow_Rank3 : Flow_SpatialRank<3, "Three", "D, H, W", "8x8x8", "1, 1, 1">;

#endif
