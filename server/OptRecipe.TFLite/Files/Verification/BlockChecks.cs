using OptRecipe.TFLite.Operators;

namespace OptRecipe.TFLite.Files.Verification;

/// <summary>Scales that are tensors of their own: one for each block of a tensor's last dimension, or along several dimensions.</summary>
internal static class BlockChecks
{
    public static void Check(ViolationList found, int subgraph, int index, Tensor tensor, Quantization quantization)
    {
        switch (quantization.Details)
        {
            case BlockwiseQuantization blocks when AreTensors(found, subgraph, index, blocks.Scales, blocks.ZeroPoints):
                CheckBlocks(found, subgraph, index, tensor, blocks);
                break;
            case MultiAxisQuantization axes when AreTensors(found, subgraph, index, axes.Scales, axes.ZeroPoints) && axes.QuantizedDimensions.OrEmpty().Any(dimension => dimension < 0 || dimension >= tensor.Shape.Length):
                found.Error(ViolationKind.QuantizedDimension, $"{found.Tensor(subgraph, index)} has the quantized dimensions [{string.Join(", ", axes.QuantizedDimensions)}], its shape has {tensor.Shape.Length}", subgraph, tensor: index);
                break;
        }
    }

    private static bool AreTensors(ViolationList found, int subgraph, int index, int scales, int zeroPoints)
    {
        var count = found.Model.Subgraphs[subgraph].Tensors.Length;
        if (scales >= 0 && scales < count && zeroPoints < count && zeroPoints >= -1) return true;
        found.Error(ViolationKind.TensorIndex, $"the block scales of {found.Tensor(subgraph, index)} are tensors {scales} and {zeroPoints}, the subgraph has {count}", subgraph, tensor: index);
        return false;
    }

    private static void CheckBlocks(ViolationList found, int subgraph, int index, Tensor tensor, BlockwiseQuantization blocks)
    {
        var name = found.Tensor(subgraph, index);
        var last = tensor.Shape.IsDefaultOrEmpty ? 1 : tensor.Shape[^1];
        if (blocks.BlockSize < 1)
        {
            found.Error(ViolationKind.QuantizationCount, $"{name} has blocks of {blocks.BlockSize} elements", subgraph, tensor: index);
            return;
        }
        if (last % blocks.BlockSize != 0)
        {
            found.Error(ViolationKind.QuantizationCount, $"{name} has blocks of {blocks.BlockSize} elements, which do not divide its last dimension {last}", subgraph, tensor: index);
            return;
        }
        var expected = TensorSize.ElementCount(tensor) / blocks.BlockSize;
        var scales = TensorSize.ElementCount(found.Model.Subgraphs[subgraph].Tensors[blocks.Scales]);
        if (expected >= 0 && scales != expected)
            found.Error(ViolationKind.QuantizationCount, $"{name} has blocks of {blocks.BlockSize} elements, {expected} scales are expected, {found.Tensor(subgraph, blocks.Scales)} has {scales}", subgraph, tensor: index);
    }
}
