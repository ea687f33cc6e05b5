// Forms of rearrangements, scatters and distances that their descriptions' examples leave out; read by gradients_shape.test.

func.func @flip_one(%a: tensor<4x3x2xf32>) {
  %r = flow.flip %a {dims = array<i64: -2>}
    : (tensor<4x3x2xf32>) -> tensor<4x3x2xf32>
  return
}

func.func @flip_none(%a: tensor<4x3xf32>) {
  %r = flow.flip %a {dims = array<i64>}
    : (tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

func.func @roll_flat(%a: tensor<4x3xf32>) {
  %r = flow.roll %a {shifts = array<i64: -2>, dims = array<i64>}
    : (tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

func.func @roll_around_twice(%a: tensor<4x3xf32>) {
  %r = flow.roll %a {shifts = array<i64: 9>, dims = array<i64: 0>}
    : (tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

func.func @roll_one_dimension_twice(%a: tensor<4x3xf32>) {
  %r = flow.roll %a {shifts = array<i64: 1, 2>, dims = array<i64: 0, 0>}
    : (tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

func.func @triu_of_a_batch(%a: tensor<2x4x3xf32>) {
  %r = flow.triu %a {diagonal = 0 : i64}
    : (tensor<2x4x3xf32>) -> tensor<2x4x3xf32>
  return
}

func.func @triu_below(%a: tensor<4x4xf32>) {
  %r = flow.triu %a {diagonal = -2 : i64}
    : (tensor<4x4xf32>) -> tensor<4x4xf32>
  return
}

func.func @triu_beyond(%a: tensor<3x3xf32>) {
  %r = flow.triu %a {diagonal = 5 : i64}
    : (tensor<3x3xf32>) -> tensor<3x3xf32>
  return
}

func.func @tril_of_a_batch(%a: tensor<2x4x3xf32>) {
  %r = flow.tril %a {diagonal = 0 : i64}
    : (tensor<2x4x3xf32>) -> tensor<2x4x3xf32>
  return
}

func.func @tril_below(%a: tensor<4x4xf32>) {
  %r = flow.tril %a {diagonal = -2 : i64}
    : (tensor<4x4xf32>) -> tensor<4x4xf32>
  return
}

func.func @tril_beyond(%a: tensor<3x3xf32>) {
  %r = flow.tril %a {diagonal = 5 : i64}
    : (tensor<3x3xf32>) -> tensor<3x3xf32>
  return
}

func.func @repeat_once(%a: tensor<4x3xf32>) {
  %r = flow.repeat %a {counts = [1, 1]}
    : (tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

func.func @repeat_inner(%a: tensor<4x3xf32>) {
  %r = flow.repeat %a {counts = [2, 3]}
    : (tensor<4x3xf32>) -> tensor<8x9xf32>
  return
}

func.func @repeat_none(%a: tensor<4x3xf32>) {
  %r = flow.repeat %a {counts = [0, 3]}
    : (tensor<4x3xf32>) -> tensor<0x9xf32>
  return
}

func.func @repeat_of_a_scalar(%a: tensor<f32>) {
  %r = flow.repeat %a {counts = [3, 2]}
    : (tensor<f32>) -> tensor<3x2xf32>
  return
}

func.func @repeat_more_dimensions(%a: tensor<3xf32>) {
  %r = flow.repeat %a {counts = [2, 1, 2]}
    : (tensor<3xf32>) -> tensor<2x1x6xf32>
  return
}

func.func @stack_first(%a: tensor<3x2xf32>, %b: tensor<3x2xf32>, %c: tensor<3x2xf32>) {
  %r = flow.stack %a, %b, %c {dim = 0 : i64}
    : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x3x2xf32>
  return
}

func.func @stack_last(%a: tensor<3x2xf32>, %b: tensor<3x2xf32>) {
  %r = flow.stack %a, %b {dim = -1 : i64}
    : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2x2xf32>
  return
}

func.func @stack_of_scalars(%a: tensor<f32>, %b: tensor<f32>) {
  %r = flow.stack %a, %b {dim = 0 : i64}
    : (tensor<f32>, tensor<f32>) -> tensor<2xf32>
  return
}

func.func @diagonal_of_a_batch(%a: tensor<2x4x3xf32>) {
  %r = flow.diagonal %a {offset = 0 : i64, dim1 = -2 : i64, dim2 = -1 : i64}
    : (tensor<2x4x3xf32>) -> tensor<2x3xf32>
  return
}

func.func @diagonal_below(%a: tensor<4x3xf32>) {
  %r = flow.diagonal %a {offset = -2 : i64, dim1 = 0 : i64, dim2 = 1 : i64}
    : (tensor<4x3xf32>) -> tensor<2xf32>
  return
}

func.func @diagonal_of_outer_dimensions(%a: tensor<3x2x4xf32>) {
  %r = flow.diagonal %a {offset = 1 : i64, dim1 = 2 : i64, dim2 = 0 : i64}
    : (tensor<3x2x4xf32>) -> tensor<2x2xf32>
  return
}

func.func @pad_two_dimensions(%a: tensor<2x3x4xf32>) {
  %r = flow.pad %a {amounts = array<i64: 1, 0, 2, 3>, mode = "constant", value = 1.5 : f64}
    : (tensor<2x3x4xf32>) -> tensor<2x8x5xf32>
  return
}

func.func @pad_cutting(%a: tensor<3x4xf32>) {
  %r = flow.pad %a {amounts = array<i64: -1, 2, 1, -2>, mode = "constant", value = 0.0 : f64}
    : (tensor<3x4xf32>) -> tensor<2x5xf32>
  return
}

func.func @pad_nothing(%a: tensor<3x4xf32>) {
  %r = flow.pad %a {amounts = array<i64>, mode = "constant", value = 0.0 : f64}
    : (tensor<3x4xf32>) -> tensor<3x4xf32>
  return
}

func.func @pad_reflect_row(%a: tensor<3x4xf32>) {
  %r = flow.pad %a {amounts = array<i64: 1, 2>, mode = "reflect", value = 0.0 : f64}
    : (tensor<3x4xf32>) -> tensor<3x7xf32>
  return
}

func.func @pad_reflect_batch(%a: tensor<2x3x5xf32>) {
  %r = flow.pad %a {amounts = array<i64: 3, 1>, mode = "reflect", value = 0.0 : f64}
    : (tensor<2x3x5xf32>) -> tensor<2x3x9xf32>
  return
}

func.func @pad_reflect_plane(%a: tensor<2x3x4xf32>) {
  %r = flow.pad %a {amounts = array<i64: 1, 2, 2, 1>, mode = "reflect", value = 0.0 : f64}
    : (tensor<2x3x4xf32>) -> tensor<2x6x7xf32>
  return
}

func.func @pad_reflect_planes(%a: tensor<2x2x3x4xf32>) {
  %r = flow.pad %a {amounts = array<i64: 0, 2, 2, 1>, mode = "reflect", value = 0.0 : f64}
    : (tensor<2x2x3x4xf32>) -> tensor<2x2x6x6xf32>
  return
}

func.func @pad_reflect_volume(%a: tensor<1x2x3x3x3xf32>) {
  %r = flow.pad %a {amounts = array<i64: 1, 2, 2, 1, 0, 2>, mode = "reflect", value = 0.0 : f64}
    : (tensor<1x2x3x3x3xf32>) -> tensor<1x2x5x6x6xf32>
  return
}

func.func @pad_replicate_row(%a: tensor<3x4xf32>) {
  %r = flow.pad %a {amounts = array<i64: 1, 2>, mode = "replicate", value = 0.0 : f64}
    : (tensor<3x4xf32>) -> tensor<3x7xf32>
  return
}

func.func @pad_replicate_batch(%a: tensor<2x3x5xf32>) {
  %r = flow.pad %a {amounts = array<i64: 3, 1>, mode = "replicate", value = 0.0 : f64}
    : (tensor<2x3x5xf32>) -> tensor<2x3x9xf32>
  return
}

func.func @pad_replicate_plane(%a: tensor<2x3x4xf32>) {
  %r = flow.pad %a {amounts = array<i64: 1, 2, 2, 1>, mode = "replicate", value = 0.0 : f64}
    : (tensor<2x3x4xf32>) -> tensor<2x6x7xf32>
  return
}

func.func @pad_replicate_planes(%a: tensor<2x2x3x4xf32>) {
  %r = flow.pad %a {amounts = array<i64: 0, 2, 2, 1>, mode = "replicate", value = 0.0 : f64}
    : (tensor<2x2x3x4xf32>) -> tensor<2x2x6x6xf32>
  return
}

func.func @pad_replicate_volume(%a: tensor<1x2x3x3x3xf32>) {
  %r = flow.pad %a {amounts = array<i64: 1, 2, 2, 1, 0, 2>, mode = "replicate", value = 0.0 : f64}
    : (tensor<1x2x3x3x3xf32>) -> tensor<1x2x5x6x6xf32>
  return
}

func.func @pad_circular_row(%a: tensor<3x4xf32>) {
  %r = flow.pad %a {amounts = array<i64: 1, 2>, mode = "circular", value = 0.0 : f64}
    : (tensor<3x4xf32>) -> tensor<3x7xf32>
  return
}

func.func @pad_circular_batch(%a: tensor<2x3x5xf32>) {
  %r = flow.pad %a {amounts = array<i64: 3, 1>, mode = "circular", value = 0.0 : f64}
    : (tensor<2x3x5xf32>) -> tensor<2x3x9xf32>
  return
}

func.func @pad_circular_plane(%a: tensor<2x3x4xf32>) {
  %r = flow.pad %a {amounts = array<i64: 1, 2, 2, 1>, mode = "circular", value = 0.0 : f64}
    : (tensor<2x3x4xf32>) -> tensor<2x6x7xf32>
  return
}

func.func @pad_circular_planes(%a: tensor<2x2x3x4xf32>) {
  %r = flow.pad %a {amounts = array<i64: 0, 2, 2, 1>, mode = "circular", value = 0.0 : f64}
    : (tensor<2x2x3x4xf32>) -> tensor<2x2x6x6xf32>
  return
}

func.func @pad_circular_volume(%a: tensor<1x2x3x3x3xf32>) {
  %r = flow.pad %a {amounts = array<i64: 1, 2, 2, 1, 0, 2>, mode = "circular", value = 0.0 : f64}
    : (tensor<1x2x3x3x3xf32>) -> tensor<1x2x5x6x6xf32>
  return
}

func.func @pad_replicate_one_element(%a: tensor<2x2x1xf32>) {
  %r = flow.pad %a {amounts = array<i64: 1, 1>, mode = "replicate", value = 0.0 : f64}
    : (tensor<2x2x1xf32>) -> tensor<2x2x3xf32>
  return
}

func.func @pad_circular_one_element(%a: tensor<2x2x1xf32>) {
  %r = flow.pad %a {amounts = array<i64: 1, 1>, mode = "circular", value = 0.0 : f64}
    : (tensor<2x2x1xf32>) -> tensor<2x2x3xf32>
  return
}

func.func @scatter_first(%a: tensor<5x3xf32>, %b: tensor<1x3xi64>, %c: tensor<1x3xf32>) {
  %r = flow.scatter %a, %b, %c {dim = 0 : i64}
    : (tensor<5x3xf32>, tensor<1x3xi64>, tensor<1x3xf32>) -> tensor<5x3xf32>
  return
}

func.func @scatter_add_repeated(%a: tensor<3x4xf32>, %b: tensor<6x4xi64>, %c: tensor<6x4xf32>) {
  %r = flow.scatter_add %a, %b, %c {dim = 0 : i64}
    : (tensor<3x4xf32>, tensor<6x4xi64>, tensor<6x4xf32>) -> tensor<3x4xf32>
  return
}

func.func @scatter_add_of_scalars(%a: tensor<3xf32>, %b: tensor<4xi64>, %c: tensor<4xf32>) {
  %r = flow.scatter_add %a, %b, %c {dim = 0 : i64}
    : (tensor<3xf32>, tensor<4xi64>, tensor<4xf32>) -> tensor<3xf32>
  return
}

func.func @index_add_last(%a: tensor<4x3xf32>, %b: tensor<5xi64>, %c: tensor<4x5xf32>) {
  %r = flow.index_add %a, %b, %c {dim = -1 : i64}
    : (tensor<4x3xf32>, tensor<5xi64>, tensor<4x5xf32>) -> tensor<4x3xf32>
  return
}

func.func @select_scatter_last(%a: tensor<4x3xf32>, %b: tensor<4xf32>) {
  %r = flow.select_scatter %a, %b {dim = -1 : i64, index = 0 : i64}
    : (tensor<4x3xf32>, tensor<4xf32>) -> tensor<4x3xf32>
  return
}

func.func @narrow_scatter_from_the_end(%a: tensor<4x3xf32>, %b: tensor<2x3xf32>) {
  %r = flow.narrow_scatter %a, %b {dim = 0 : i64, range = [-3, 2]}
    : (tensor<4x3xf32>, tensor<2x3xf32>) -> tensor<4x3xf32>
  return
}

func.func @sort_first_descending(%a: tensor<5x3xf32>) {
  %r:2 = flow.sort %a {dim = 0 : i64, descending = true}
    : (tensor<5x3xf32>) -> (tensor<5x3xf32>, tensor<5x3xi64>)
  return
}

func.func @sort_of_a_scalar(%a: tensor<f32>) {
  %r:2 = flow.sort %a {dim = 0 : i64, descending = false}
    : (tensor<f32>) -> (tensor<f32>, tensor<i64>)
  return
}

func.func @topk_smallest(%a: tensor<5x3xf32>) {
  %r:2 = flow.topk %a {k = 2 : i64, dim = 0 : i64, largest = false, sorted = true}
    : (tensor<5x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xi64>)
  return
}

func.func @topk_all_unsorted(%a: tensor<3x5xf32>) {
  %r:2 = flow.topk %a {k = 5 : i64, dim = -1 : i64, largest = true, sorted = false}
    : (tensor<3x5xf32>) -> (tensor<3x5xf32>, tensor<3x5xi64>)
  return
}

func.func @cdist_0(%a: tensor<4x3xf32>, %b: tensor<5x3xf32>) {
  %r = flow.cdist %a, %b {p = 0.0 : f64}
    : (tensor<4x3xf32>, tensor<5x3xf32>) -> tensor<4x5xf32>
  return
}

func.func @cdist_1(%a: tensor<4x3xf32>, %b: tensor<5x3xf32>) {
  %r = flow.cdist %a, %b {p = 1.0 : f64}
    : (tensor<4x3xf32>, tensor<5x3xf32>) -> tensor<4x5xf32>
  return
}

func.func @cdist_1_and_a_half(%a: tensor<4x3xf32>, %b: tensor<5x3xf32>) {
  %r = flow.cdist %a, %b {p = 1.5 : f64}
    : (tensor<4x3xf32>, tensor<5x3xf32>) -> tensor<4x5xf32>
  return
}

func.func @cdist_3(%a: tensor<4x3xf32>, %b: tensor<5x3xf32>) {
  %r = flow.cdist %a, %b {p = 3.0 : f64}
    : (tensor<4x3xf32>, tensor<5x3xf32>) -> tensor<4x5xf32>
  return
}

func.func @cdist_infinite(%a: tensor<4x3xf32>, %b: tensor<5x3xf32>) {
  %r = flow.cdist %a, %b {p = 0x7FF0000000000000 : f64}
    : (tensor<4x3xf32>, tensor<5x3xf32>) -> tensor<4x5xf32>
  return
}

func.func @cdist_of_batches(%a: tensor<2x3x4xf32>, %b: tensor<2x2x4xf32>) {
  %r = flow.cdist %a, %b {p = 2.0 : f64}
    : (tensor<2x3x4xf32>, tensor<2x2x4xf32>) -> tensor<2x3x2xf32>
  return
}

func.func @cdist_of_many(%a: tensor<30x2xf32>, %b: tensor<27x2xf32>) {
  %r = flow.cdist %a, %b {p = 2.0 : f64}
    : (tensor<30x2xf32>, tensor<27x2xf32>) -> tensor<30x27xf32>
  return
}

func.func @pairwise_distance_kept(%a: tensor<4x3xf32>, %b: tensor<4x3xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-06 : f64, name = "eps"} : () -> f64
  %r = flow.pairwise_distance %a, %b, %eps {p = 1.0 : f64, keepdim = true}
    : (tensor<4x3xf32>, tensor<4x3xf32>, f64) -> tensor<4x1xf32>
  return
}

func.func @pairwise_distance_broadcast(%a: tensor<4x1x3xf32>, %b: tensor<5x3xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-06 : f64, name = "eps"} : () -> f64
  %r = flow.pairwise_distance %a, %b, %eps {p = 2.0 : f64, keepdim = false}
    : (tensor<4x1x3xf32>, tensor<5x3xf32>, f64) -> tensor<4x5xf32>
  return
}

func.func @cosine_similarity_broadcast(%a: tensor<4x1x3xf32>, %b: tensor<5x3xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-08 : f64, name = "eps"} : () -> f64
  %r:3 = flow.cosine_similarity %a, %b, %eps {dim = -1 : i64}
    : (tensor<4x1x3xf32>, tensor<5x3xf32>, f64) -> (tensor<4x5xf32>, tensor<4x5x1xf32>, tensor<4x5x1xf32>)
  return
}

func.func @cosine_similarity_first(%a: tensor<4x3xf32>, %b: tensor<4x3xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-08 : f64, name = "eps"} : () -> f64
  %r:3 = flow.cosine_similarity %a, %b, %eps {dim = 0 : i64}
    : (tensor<4x3xf32>, tensor<4x3xf32>, f64) -> (tensor<3xf32>, tensor<1x3xf32>, tensor<1x3xf32>)
  return
}

func.func @normalize_1(%a: tensor<4x3xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 1.0e-12 : f64, name = "eps"} : () -> f64
  %r:2 = flow.normalize %a, %eps {p = 1.0 : f64, dim = -1 : i64}
    : (tensor<4x3xf32>, f64) -> (tensor<4x3xf32>, tensor<4x1xf32>)
  return
}

func.func @normalize_limited(%a: tensor<4x3xf32>) {
  %eps = flow.hyper {index = 0 : i64, value = 100.0 : f64, name = "eps"} : () -> f64
  %r:2 = flow.normalize %a, %eps {p = 2.0 : f64, dim = 0 : i64}
    : (tensor<4x3xf32>, f64) -> (tensor<4x3xf32>, tensor<1x3xf32>)
  return
}
