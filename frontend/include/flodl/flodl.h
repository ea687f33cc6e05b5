// Everything a program needs to build, train and run models.
#pragma once
#include "flodl/batch.h"
#include "flodl/builder.h"
#include "flodl/graph.h"
#include "flodl/init.h"
#include "flodl/loss.h"
#include "flodl/model.h"
#include "flodl/module.h"
#include "flodl/monitor.h"
#include "flodl/nn.h"
#include "flodl/ops.h"
#include "flodl/optim.h"
#include "flodl/tensor.h"
