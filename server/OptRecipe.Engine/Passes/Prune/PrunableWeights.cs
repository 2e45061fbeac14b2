using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Prune;

/// <summary>Which operands of which operators magnitude pruning takes: what Keras layers that TensorFlow Model Optimization prunes become in the file (kernels and recurrent
/// kernels, embeddings). Depthwise kernels, biases and normalization are left alone there and here.</summary>
/// <remarks>facts: pruning-clustering-qat.md §1.3.</remarks>
public static class PrunableWeights
{
    private static readonly Dictionary<BuiltinOperator, ImmutableArray<int>> Rows = new()
    {
        [BuiltinOperator.Conv2D] = [1],
        [BuiltinOperator.Conv3D] = [1],
        [BuiltinOperator.TransposeConv] = [1],
        [BuiltinOperator.Conv3DTranspose] = [1],
        [BuiltinOperator.FullyConnected] = [1],
        [BuiltinOperator.BatchMatmul] = [0, 1],
        [BuiltinOperator.EmbeddingLookup] = [1],
        [BuiltinOperator.Gather] = [0],
        [BuiltinOperator.Rnn] = [1, 2],
        [BuiltinOperator.UnidirectionalSequenceRnn] = [1, 2],
        [BuiltinOperator.BidirectionalSequenceRnn] = [1, 2, 4, 5],
        [BuiltinOperator.Lstm] = [1, 2, 3, 4, 5, 6, 7, 8],
        [BuiltinOperator.UnidirectionalSequenceLstm] = [1, 2, 3, 4, 5, 6, 7, 8],
        [BuiltinOperator.BidirectionalSequenceLstm] = [1, 2, 3, 4, 5, 6, 7, 8, 18, 19, 20, 21, 22, 23, 24, 25],
    };

    /// <summary>The weight operands of an operator; empty when pruning leaves it alone.</summary>
    public static ImmutableArray<int> OperandsOf(BuiltinOperator builtin) => Rows.GetValueOrDefault(builtin, []);
}
