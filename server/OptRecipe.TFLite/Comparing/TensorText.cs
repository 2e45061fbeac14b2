using System.Collections.Immutable;
using System.Security.Cryptography;
using OptRecipe.TFLite.Files;

namespace OptRecipe.TFLite.Comparing;

/// <summary>Quantization and data of tensors, compared and put into few words.</summary>
internal static class TensorText
{
    /// <summary>Whether two tensors mean the same numbers: min and max say nothing, and one scale has no dimension.</summary>
    public static bool SameQuantization(Quantization? left, Quantization? right)
    {
        var (a, b) = (left is { IsQuantized: true } ? left : null, right is { IsQuantized: true } ? right : null);
        if (a is null || b is null) return a is null && b is null;
        return a.ScaleCount == b.ScaleCount && a.Scales.OrEmpty().AsSpan().SequenceEqual(b.Scales.OrEmpty().AsSpan()) && a.ZeroPoints.OrEmpty().AsSpan().SequenceEqual(b.ZeroPoints.OrEmpty().AsSpan())
            && (a.ScaleCount < 2 || a.QuantizedDimension == b.QuantizedDimension) && SameDetails(a.Details, b.Details);
    }

    public static string Quantization(Quantization? quantization)
    {
        if (quantization is not { IsQuantized: true }) return "none";
        var details = quantization.Details is null ? "" : $", {quantization.Details.GetType().Name}";
        return quantization.ScaleCount switch
        {
            1 when !quantization.Scales.IsDefaultOrEmpty => $"scale {quantization.Scales[0]:R}, zero point {(quantization.ZeroPoints.IsDefaultOrEmpty ? 0 : quantization.ZeroPoints[0])}{details}",
            _ => $"{quantization.ScaleCount} scales along {quantization.QuantizedDimension} from {(quantization.Scales.IsDefaultOrEmpty ? 0 : quantization.Scales[0]):R}{details}",
        };
    }

    /// <summary>Length and the beginning of the digest.</summary>
    public static string Data(ByteRange data)
    {
        if (data.Length == 0) return "no data";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[1 << 16];
        for (long at = 0; at < data.Length; at += chunk.Length)
        {
            var part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, data.Length - at));
            data.CopyTo(at, part);
            hash.AppendData(part);
        }
        return $"{data.Length} bytes, sha256 {Convert.ToHexStringLower(hash.GetHashAndReset())[..12]}";
    }

    /// <summary>Whether compressed data are to be read in the same way.</summary>
    public static bool SameSparsity(Sparsity? left, Sparsity? right) => left is null || right is null ? left is null && right is null
        : left.TraversalOrder.OrEmpty().AsSpan().SequenceEqual(right.TraversalOrder.OrEmpty().AsSpan()) && left.BlockMap.OrEmpty().AsSpan().SequenceEqual(right.BlockMap.OrEmpty().AsSpan())
            && left.Dimensions.Length == right.Dimensions.Length && left.Dimensions.Zip(right.Dimensions).All(pair => SameDimension(pair.First, pair.Second));

    public static string Sparsity(Tensor tensor) => tensor.Sparsity is { } sparsity ? $"sparse, order [{string.Join(',', sparsity.TraversalOrder.OrEmpty())}]" : "dense";

    private static bool SameDimension(DimensionMetadata left, DimensionMetadata right) => left.Format == right.Format && left.DenseSize == right.DenseSize
        && SameIndices(left.Segments, right.Segments) && SameIndices(left.Indices, right.Indices);

    /// <summary>The width of the numbers does not count.</summary>
    private static bool SameIndices(SparseIndexVector? left, SparseIndexVector? right) =>
        (left?.Values ?? []).OrEmpty().AsSpan().SequenceEqual((right?.Values ?? []).OrEmpty().AsSpan());

    private static bool SameDetails(QuantizationDetails? left, QuantizationDetails? right) => (left, right) switch
    {
        (CustomQuantization a, CustomQuantization b) => ByteRanges.SameBytes(a.Custom, b.Custom),
        // The tensors that hold block scales have other numbers in another file.
        (BlockwiseQuantization a, BlockwiseQuantization b) => a.BlockSize == b.BlockSize,
        (MultiAxisQuantization a, MultiAxisQuantization b) => a.BlockSize == b.BlockSize && a.QuantizedDimensions.OrEmpty().AsSpan().SequenceEqual(b.QuantizedDimensions.OrEmpty().AsSpan()),
        (UnknownQuantizationDetails a, UnknownQuantizationDetails b) => a.Discriminant == b.Discriminant,
        _ => left is null && right is null,
    };
}
