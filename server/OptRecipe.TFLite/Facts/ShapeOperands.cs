namespace OptRecipe.TFLite.Facts;

/// <summary>Which operands of an operator say, by their values, how large its output is.</summary>
public static class ShapeOperands
{
    private static readonly int[] First = [0];
    private static readonly int[] Second = [1];
    private static readonly int[] Third = [2];
    private static readonly int[] SecondAndThird = [1, 2];
    private static readonly int[] FirstThree = [0, 1, 2];

    /// <summary>Operators whose output size depends on the data themselves: no operand could fix it.</summary>
    public static bool DependsOnData(BuiltinOperator builtin) => builtin is BuiltinOperator.Where or BuiltinOperator.Unique or BuiltinOperator.NonMaxSuppressionV4 or BuiltinOperator.NonMaxSuppressionV5;

    /// <summary>Positions among the inputs; empty for operators whose output size follows from the shapes of their inputs and their options.</summary>
    public static ReadOnlySpan<int> Of(BuiltinOperator builtin) => builtin switch
    {
        BuiltinOperator.Reshape or BuiltinOperator.BroadcastTo or BuiltinOperator.Tile or BuiltinOperator.ResizeBilinear or BuiltinOperator.ResizeNearestNeighbor
            or BuiltinOperator.Pad or BuiltinOperator.Padv2 or BuiltinOperator.MirrorPad or BuiltinOperator.TopkV2 or BuiltinOperator.OneHot or BuiltinOperator.SparseToDense => Second,
        BuiltinOperator.Fill or BuiltinOperator.TransposeConv or BuiltinOperator.Conv3DTranspose or BuiltinOperator.RandomUniform or BuiltinOperator.RandomStandardNormal => First,
        BuiltinOperator.Slice or BuiltinOperator.ScatterNd => Third,
        BuiltinOperator.StridedSlice => SecondAndThird,
        BuiltinOperator.Range => FirstThree,
        _ => [],
    };
}
