using System.Collections.Immutable;
using OptRecipe.FlatBuffers;

namespace OptRecipe.TFLite.Files;

internal sealed class TensorWriter(TableWriter parts)
{
    public FlatHandle Tensor(Tensor tensor)
    {
        FlatHandle? variants = tensor.VariantTensors.IsDefault ? null : parts.Tables(tensor.VariantTensors, (variant, _) => Variant(variant));
        FlatHandle? sparsity = tensor.Sparsity is null ? null : Sparsity(tensor.Sparsity);
        FlatHandle? quantization = tensor.Quantization is null ? null : Quantization(tensor.Quantization);
        var (shape, signature, name) = (parts.Int32s(tensor.Shape.OrEmpty()), parts.Int32s(tensor.ShapeSignature), parts.String(tensor.Name));
        return parts.Table(fields =>
        {
            fields.Offset(0, shape);
            fields.Byte(1, (byte)tensor.Type);
            fields.UInt32(2, tensor.Buffer);
            fields.Offset(3, name);
            fields.Offset(4, quantization);
            fields.Bool(5, tensor.IsVariable);
            fields.Offset(6, sparsity);
            fields.Offset(7, signature);
            fields.Bool(8, tensor.HasRank);
            fields.Offset(9, variants);
            fields.UInt32(10, tensor.ExternalBuffer);
        }, tensor.Unknown);
    }

    private FlatHandle Variant(VariantSubType variant)
    {
        var shape = parts.Int32s(variant.Shape.OrEmpty());
        return parts.Table(fields =>
        {
            fields.Offset(0, shape);
            fields.Byte(1, (byte)variant.Type);
            fields.Bool(2, variant.HasRank);
        }, variant.Unknown);
    }

    private FlatHandle Quantization(Quantization quantization)
    {
        var planned = quantization.PlannedScaleCount;
        var details = quantization.Details is null ? null : Details(quantization.Details);
        var zeroPoints = parts.Numbers(planned > 0 ? [.. new long[planned]] : quantization.ZeroPoints);
        var scales = parts.Numbers(planned > 0 ? [.. new float[planned]] : quantization.Scales);
        var (min, max) = (parts.Numbers(quantization.Min), parts.Numbers(quantization.Max));
        return parts.Table(fields =>
        {
            fields.Offset(0, min);
            fields.Offset(1, max);
            fields.Offset(2, scales);
            fields.Offset(3, zeroPoints);
            switch (quantization.Details)
            {
                case null: break;
                case UnknownQuantizationDetails unknown:
                    fields.AlwaysByte(4, unknown.Discriminant);
                    parts.Foreign(fields, 5, unknown.Position);
                    break;
                default:
                    fields.AlwaysByte(4, quantization.Details switch { CustomQuantization => 1, BlockwiseQuantization => 2, _ => 3 });
                    fields.Offset(5, details);
                    break;
            }
            fields.Int32(6, quantization.QuantizedDimension);
        }, quantization.Unknown);
    }

    private FlatHandle? Details(QuantizationDetails details)
    {
        FlatHandle? child = details switch
        {
            CustomQuantization { Custom.Source: not null } custom => parts.Blob(custom.Custom, 16),
            MultiAxisQuantization multiAxis => parts.Int32s(multiAxis.QuantizedDimensions.OrEmpty()),
            _ => null,
        };
        return details is UnknownQuantizationDetails ? null : parts.Table(fields =>
        {
            switch (details)
            {
                case CustomQuantization:
                    fields.Offset(0, child);
                    break;
                case BlockwiseQuantization blockwise:
                    fields.Int32(0, blockwise.Scales);
                    fields.Int32(1, blockwise.ZeroPoints);
                    fields.Int32(2, blockwise.BlockSize);
                    break;
                case MultiAxisQuantization multiAxis:
                    fields.Int32(0, multiAxis.Scales);
                    fields.Int32(1, multiAxis.ZeroPoints);
                    fields.Int32(2, multiAxis.BlockSize);
                    fields.Offset(3, child);
                    break;
            }
        }, details.Unknown);
    }

    private FlatHandle Sparsity(Sparsity sparsity)
    {
        var dimensions = parts.Tables(sparsity.Dimensions, (dimension, _) => Dimension(dimension));
        var (order, blocks) = (parts.Int32s(sparsity.TraversalOrder.OrEmpty()), parts.Int32s(sparsity.BlockMap.OrEmpty()));
        return parts.Table(fields =>
        {
            fields.Offset(0, order);
            fields.Offset(1, blocks);
            fields.Offset(2, dimensions);
        }, sparsity.Unknown);
    }

    private FlatHandle Dimension(DimensionMetadata dimension)
    {
        var (segments, indices) = (IndexVector(dimension.Segments), IndexVector(dimension.Indices));
        return parts.Table(fields =>
        {
            fields.Byte(0, (byte)dimension.Format);
            fields.Int32(1, dimension.DenseSize);
            IndexFields(fields, 2, dimension.Segments, segments);
            IndexFields(fields, 4, dimension.Indices, indices);
        }, dimension.Unknown);
    }

    /// <summary>The table that holds the indices; the schema aligns the narrow vectors to 4 bytes, which every vector's count is, and so their first element.</summary>
    private FlatHandle? IndexVector(SparseIndexVector? vector)
    {
        FlatHandle? values = vector?.Kind switch
        {
            1 => parts.Writer.Vector(vector.Values.AsSpan()),
            2 => parts.Writer.Vector<ushort>([.. vector.Values.Select(value => (ushort)value)]),
            3 => parts.Writer.Vector<byte>([.. vector.Values.Select(value => (byte)value)]),
            _ => null,
        };
        return values is null ? null : parts.Table(fields => fields.Offset(0, values), UnknownFields.None);
    }

    private void IndexFields(FlatTableBuilder fields, int typeField, SparseIndexVector? vector, FlatHandle? table)
    {
        if (vector is null) return;
        fields.AlwaysByte(typeField, vector.Kind);
        if (table is null) parts.Foreign(fields, typeField + 1, vector.Position);
        else fields.Offset(typeField + 1, table);
    }
}
