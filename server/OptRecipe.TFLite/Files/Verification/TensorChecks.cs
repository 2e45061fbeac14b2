using OptRecipe.TFLite.Operators;

namespace OptRecipe.TFLite.Files.Verification;

/// <summary>Each tensor for itself: type, shape, data, quantization.</summary>
internal static class TensorChecks
{
    public static void Check(ViolationList found, int subgraph)
    {
        var tensors = found.Model.Subgraphs[subgraph].Tensors;
        for (var index = 0; index < tensors.Length; index++)
        {
            var tensor = tensors[index];
            if ((int)tensor.Type >= TensorTypeNames.All.Length) found.Warn(ViolationKind.UnknownType, $"{found.Tensor(subgraph, index)} has the type {(int)tensor.Type}, which this version does not know", subgraph, tensor: index);
            if (!tensor.Shape.IsDefault && tensor.Shape.Any(dimension => dimension < 0))
                found.Warn(ViolationKind.Shape, $"{found.Tensor(subgraph, index)} has the shape [{string.Join(", ", tensor.Shape)}], a dimension known only at run time belongs into the shape signature", subgraph, tensor: index);
            if (!tensor.ShapeSignature.IsDefaultOrEmpty && tensor.ShapeSignature.Length != tensor.Shape.Length)
                found.Warn(ViolationKind.Shape, $"{found.Tensor(subgraph, index)} has {tensor.Shape.Length} dimensions and a shape signature of {tensor.ShapeSignature.Length}", subgraph, tensor: index);
            CheckData(found, subgraph, index, tensor);
            if (tensor.Quantization is { } quantization) CheckQuantization(found, subgraph, index, tensor, quantization);
            if (tensor.Sparsity is { } sparsity && SparsityChecks.Find(tensor, sparsity) is { } reason)
                found.Error(ViolationKind.Sparsity, $"the sparsity of {found.Tensor(subgraph, index)} {reason}", subgraph, tensor: index);
        }
    }

    private static void CheckData(ViolationList found, int subgraph, int index, Tensor tensor)
    {
        if (tensor.ExternalBuffer != 0 && !found.Model.ExternalBuffers.Any(buffer => buffer.Id == tensor.ExternalBuffer))
            found.Error(ViolationKind.ExternalBuffer, $"{found.Tensor(subgraph, index)} names external buffer {tensor.ExternalBuffer}, the model has none of that id", subgraph, tensor: index);
        if (tensor.Buffer >= found.Model.Buffers.Length)
        {
            if (tensor.Buffer != 0) found.Error(ViolationKind.BufferIndex, $"{found.Tensor(subgraph, index)} names buffer {tensor.Buffer}, the model has {found.Model.Buffers.Length}", subgraph, tensor: index);
            return;
        }
        var data = found.Model.Buffers[(int)tensor.Buffer].Data;
        var expected = TensorSize.Bytes(tensor);
        if (data.Length > 0 && tensor.Sparsity is null && expected >= 0 && expected != data.Length)
            found.Error(ViolationKind.DataSize, $"{found.Tensor(subgraph, index)} has {data.Length} bytes of data, {tensor.Type.Name()} of shape [{string.Join(", ", tensor.Shape)}] takes {expected}", subgraph, tensor: index);
    }

    private static void CheckQuantization(ViolationList found, int subgraph, int index, Tensor tensor, Quantization quantization)
    {
        var name = found.Tensor(subgraph, index);
        BlockChecks.Check(found, subgraph, index, tensor, quantization);
        var scales = quantization.ScaleCount;
        if (scales == 0) return;
        var zeroPoints = quantization.ZeroPoints.IsDefault ? 0 : quantization.ZeroPoints.Length;
        if (quantization.PlannedScaleCount == 0 && zeroPoints != scales) found.Error(ViolationKind.QuantizationCount, $"{name} has {scales} scales and {zeroPoints} zero points", subgraph, tensor: index);
        var dimension = quantization.QuantizedDimension;
        var inRange = dimension >= 0 && dimension < Math.Max(1, tensor.Shape.Length);
        // Old converters gave the rank-1 bias the dimension of its weights.
        if (!inRange && (scales == 1 || (tensor.Shape.Length == 1 && tensor.Shape[0] == scales)))
            found.Warn(ViolationKind.QuantizedDimension, $"{name} has the quantized dimension {dimension}, its shape has {tensor.Shape.Length}: new runtimes refuse that", subgraph, tensor: index);
        else if (scales > 1 && (!inRange || tensor.Shape.IsEmpty || tensor.Shape[dimension] != scales))
            found.Error(ViolationKind.QuantizedDimension, $"{name} has {scales} scales for dimension {dimension} of the shape [{string.Join(", ", tensor.Shape)}]", subgraph, tensor: index);
        if (quantization.PlannedScaleCount > 0) return;
        foreach (var scale in quantization.Scales)
        {
            if (float.IsFinite(scale) && scale > 0) continue;
            found.Warn(ViolationKind.Scale, $"{name} has the scale {scale}, a positive number is expected", subgraph, tensor: index);
            break;
        }
        foreach (var zeroPoint in quantization.ZeroPoints.OrEmpty())
        {
            if (InRange(tensor.Type, zeroPoint)) continue;
            found.Warn(ViolationKind.ZeroPoint, $"{name} has the zero point {zeroPoint}, {tensor.Type.Name()} cannot hold it", subgraph, tensor: index);
            break;
        }
    }

    private static bool InRange(TensorType type, long value) => type switch
    {
        TensorType.Int8 => value is >= sbyte.MinValue and <= sbyte.MaxValue,
        TensorType.UInt8 => value is >= 0 and <= byte.MaxValue,
        TensorType.Int16 => value is >= short.MinValue and <= short.MaxValue,
        TensorType.Int4 => value is >= -8 and <= 7,
        TensorType.Int2 => value is >= -2 and <= 1,
        TensorType.UInt4 => value is >= 0 and <= 15,
        _ => true,
    };
}
