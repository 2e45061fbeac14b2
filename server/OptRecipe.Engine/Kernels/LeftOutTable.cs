using OptRecipe.TFLite;
using static OptRecipe.TFLite.BuiltinOperator;

namespace OptRecipe.Engine.Kernels;

/// <summary>An operator without a kernel, and why.</summary>
public sealed record LeftOut(BuiltinOperator Operator, string Reason);

/// <summary>The operators that this engine does not run: every operator without a line in <see cref="KernelTable"/> stands here.</summary>
public static class LeftOutTable
{
    private const string Nowhere = "no runtime has a kernel for it: TensorFlow Lite 2.9 and LiteRT 2.3 refuse it too";
    private const string Replaced = "a converter writes it and replaces it before the file is done; TensorFlow Lite 2.9 and LiteRT 2.3 have no kernel for it";

    public static IReadOnlyList<LeftOut> Rows { get; } =
    [
        new(Call, Nowhere),
        new(ConcatEmbeddings, Nowhere),
        new(BuiltinOperator.Delegate, "a runtime puts it into its own graph in place of what a delegate took; no file holds it on purpose"),
        .. ((BuiltinOperator[])
        [
            StableHloLogistic, StableHloDivide, StableHloReshape, StableHloClamp, StableHloConcatenate, StableHloBroadcastInDim, StableHloConvolution, StableHloSlice, StableHloCustomCall,
            StableHloReduce, StableHloAbs, StableHloCosine, StableHloExponential, StableHloFloor, StableHloLog, StableHloNegate, StableHloOr, StableHloPower, StableHloRemainder,
            StableHloRsqrt, StableHloSelect, StableHloSubtract, StableHloTanh, StableHloCompare, StableHloConvert, StableHloDynamicSlice, StableHloDynamicUpdateSlice, StableHloIota,
            StableHloDotGeneral, StableHloSort, StableHloWhile, StableHloTranspose, StableHloCbrt,
        ]).Select(op => new LeftOut(op, Replaced)),
    ];
}
