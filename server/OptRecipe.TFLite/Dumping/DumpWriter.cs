using OptRecipe.TFLite.Operators;

namespace OptRecipe.TFLite.Dumping;

internal sealed class DumpWriter(Model model, TextWriter writer)
{
    private int _depth;

    public void Write()
    {
        var needsOrigin = ModelDump.NeedsOrigin(model);
        using (Begin(new DumpNode("model", 0).Add("version", model.Version, 0u).Add("description", DumpValue.Quote(model.Description)).AddList("metadata_buffers", model.MetadataBuffers.IsEmpty ? default : model.MetadataBuffers), model.Unknown))
        {
            if (needsOrigin && model.Origin is { } origin) Data(new DumpNode("origin", 0).AddAlways("flatbuffer", origin.FlatBufferLength), new(origin.Source, 0, origin.Source.Length));
            foreach (var code in model.OperatorCodes)
                Leaf(new DumpNode("operator_code", 0).Add("builtin", code.Builtin.Name()).AddAlways("version", code.Version).Add("custom", DumpValue.Quote(code.CustomCode)), code.Unknown);
            foreach (var entry in model.Metadata) Leaf(new DumpNode("metadata", 0).Add("name", DumpValue.Quote(entry.Name)).AddAlways("buffer", entry.Buffer), entry.Unknown);
            foreach (var signature in model.Signatures) Signature(signature);
            foreach (var group in model.ExternalBufferGroups) Leaf(new DumpNode("external_group", 0).Add("name", DumpValue.Quote(group.Name)), group.Unknown);
            foreach (var buffer in model.ExternalBuffers)
                Leaf(new DumpNode("external_buffer", 0).Add("id", buffer.Id, 0u).Add("group", buffer.Group, 0u).Add("offset", (long)buffer.Offset, 0).Add("length", (long)buffer.Length, 0).Add("packing", DumpValue.Quote(buffer.Packing)), buffer.Unknown);
            foreach (var subgraph in model.Subgraphs) Subgraph(subgraph);
            for (var index = 0; index < model.Buffers.Length; index++)
            {
                var buffer = model.Buffers[index];
                Data(new DumpNode("buffer", 0).AddAlways("index", index).Add("outside", buffer.IsOutside, false), buffer.Data, buffer.Unknown);
            }
            if (!model.Appended.IsEmpty) Data(new DumpNode("appended", 0), model.Appended);
        }
    }

    private void Signature(Signature signature)
    {
        using var _ = Begin(new DumpNode("signature", 0).Add("key", DumpValue.Quote(signature.Key)).Add("tag", DumpValue.Quote(signature.DeprecatedTag)).AddAlways("subgraph", signature.SubgraphIndex), signature.Unknown);
        foreach (var map in signature.Inputs) Leaf(new DumpNode("input", 0).Add("name", DumpValue.Quote(map.Name)).AddAlways("tensor", map.TensorIndex), map.Unknown);
        foreach (var map in signature.Outputs) Leaf(new DumpNode("output", 0).Add("name", DumpValue.Quote(map.Name)).AddAlways("tensor", map.TensorIndex), map.Unknown);
    }

    private void Subgraph(Subgraph subgraph)
    {
        using var _ = Begin(new DumpNode("subgraph", 0).Add("name", DumpValue.Quote(subgraph.Name)).AddList("inputs", subgraph.Inputs).AddList("outputs", subgraph.Outputs).Add("debug", subgraph.DebugMetadataIndex, -1), subgraph.Unknown);
        for (var index = 0; index < subgraph.Tensors.Length; index++) Tensor(index, subgraph.Tensors[index]);
        for (var index = 0; index < subgraph.Operators.Length; index++) Operator(index, subgraph.Operators[index]);
    }

    private void Tensor(int index, Tensor tensor)
    {
        using var _ = Begin(new DumpNode("tensor", 0).AddAlways("index", index).Add("name", DumpValue.Quote(tensor.Name)).Add("type", tensor.Type.Name()).AddList("shape", tensor.Shape).AddList("signature", tensor.ShapeSignature)
            .Add("rank", tensor.HasRank, false).Add("buffer", tensor.Buffer, 0u).Add("variable", tensor.IsVariable, false).Add("external", tensor.ExternalBuffer, 0u).Add("variants", !tensor.VariantTensors.IsDefault, false), tensor.Unknown);
        if (tensor.Quantization is { } quantization) Quantization(quantization);
        if (tensor.Sparsity is { } sparsity) Sparsity(sparsity);
        if (tensor.VariantTensors.IsDefault) return;
        foreach (var variant in tensor.VariantTensors) Leaf(new DumpNode("variant", 0).AddList("shape", variant.Shape).Add("type", variant.Type.Name()).Add("rank", variant.HasRank, false), variant.Unknown);
    }

    private void Quantization(Quantization quantization)
    {
        using var _ = Begin(new DumpNode("quantization", 0).AddList("scales", quantization.Scales).AddList("zero_points", quantization.ZeroPoints).Add("dimension", quantization.QuantizedDimension, 0)
            .AddList("min", quantization.Min).AddList("max", quantization.Max).Add("planned", quantization.PlannedScaleCount, 0), quantization.Unknown);
        switch (quantization.Details)
        {
            case CustomQuantization custom: Data(new DumpNode("custom", 0), custom.Custom, custom.Unknown); break;
            case BlockwiseQuantization block:
                Leaf(new DumpNode("blockwise", 0).Add("scales", block.Scales, 0).Add("zero_points", block.ZeroPoints, 0).Add("block", block.BlockSize, 0), block.Unknown);
                break;
            case MultiAxisQuantization axes:
                Leaf(new DumpNode("multi_axis", 0).Add("scales", axes.Scales, 0).Add("zero_points", axes.ZeroPoints, 0).Add("block", axes.BlockSize, 0).AddList("dimensions", axes.QuantizedDimensions), axes.Unknown);
                break;
            case UnknownQuantizationDetails unknown: Leaf(new DumpNode("unknown_details", 0).Add("kind", unknown.Discriminant, (byte)0).Add("position", unknown.Position, 0), UnknownFields.None); break;
        }
    }

    private void Sparsity(Sparsity sparsity)
    {
        using var _ = Begin(new DumpNode("sparsity", 0).AddList("order", sparsity.TraversalOrder).AddList("blocks", sparsity.BlockMap), sparsity.Unknown);
        foreach (var dimension in sparsity.Dimensions)
        {
            using var __ = Begin(new DumpNode("dimension", 0).AddAlways("format", (int)dimension.Format).Add("size", dimension.DenseSize, 0), dimension.Unknown);
            foreach (var (name, vector) in new[] { ("segments", dimension.Segments), ("indices", dimension.Indices) })
                if (vector is not null) Leaf(new DumpNode(name, 0).Add("kind", vector.Kind, (byte)0).AddList("values", vector.Values).Add("position", vector.Position, 0), UnknownFields.None);
        }
    }

    private void Operator(int index, Operator op)
    {
        var name = op.OpcodeIndex < model.OperatorCodes.Length ? model.OperatorCodes[(int)op.OpcodeIndex].Name : null;
        using var _ = Begin(new DumpNode("operator", 0).AddAlways("index", index).Add("name", DumpValue.Quote(name)).AddAlways("code", op.OpcodeIndex).AddList("inputs", op.Inputs).AddList("outputs", op.Outputs)
            .AddList("intermediates", op.Intermediates).AddList("mutating", op.MutatingVariableInputs).Add("format", op.CustomOptionsFormat, (byte)0).Add("debug", op.DebugMetadataIndex, -1), op.Unknown);
        if (op.Options is { } options) Options("options", options);
        if (op.SecondOptions is { } second) Options("second_options", second);
        if (op.CustomOptions.Source is not null) Data(new DumpNode("custom_options", 0), op.CustomOptions);
        if (op.LargeCustomOptions.Source is not null) Data(new DumpNode("large_custom_options", 0), op.LargeCustomOptions);
    }

    private void Options(string name, OperatorOptions options)
    {
        var node = new DumpNode(name, 0).Add("kind", options.Schema.Name);
        if (options.UnknownPosition != 0) node.Add("union", options.Schema.Union, 0).Add("discriminant", options.Schema.Discriminant, (byte)0).Add("position", options.UnknownPosition, 0);
        var data = new List<(string Name, ByteRange Bytes)>();
        for (var index = 0; index < options.Values.Length; index++)
        {
            var field = options.Schema.Fields[index];
            switch (options.Values[index])
            {
                case null: break;
                case ByteRange bytes: data.Add((field.Name, bytes)); break;
                case string text: node.Add("." + field.Name, DumpValue.Quote(text)); break;
                case int number when field.EnumName is { } enumName: node.Add("." + field.Name, OptionEnumNames.Name(enumName, number)); break;
                case System.Collections.IEnumerable values: node.Add("." + field.Name, $"[{string.Join(',', values.Cast<object>().Select(DumpValue.Of))}]"); break;
                case var value: node.Add("." + field.Name, DumpValue.Of(value)); break;
            }
        }
        using var _ = Begin(node, options.Unknown);
        foreach (var (field, bytes) in data) Data(new DumpNode("data", 0).Add("field", field), bytes);
    }

    private void Leaf(DumpNode node, UnknownFields unknown) => Begin(node, unknown).Dispose();

    private void Data(DumpNode node, ByteRange data, UnknownFields? unknown = null)
    {
        if (data.Source is not null) node.AddAlways("bytes", data.Length);
        DumpText.Write(node, writer, _depth, _ => data);
        Fields(unknown ?? UnknownFields.None);
    }

    private Level Begin(DumpNode node, UnknownFields unknown)
    {
        DumpText.Write(node, writer, _depth, null);
        Fields(unknown);
        _depth++;
        return new(this);
    }

    private void Fields(UnknownFields unknown)
    {
        foreach (var field in unknown.Fields)
            DumpText.Write(new DumpNode("unknown", 0).AddAlways("field", field.Index).AddAlways("position", field.Position).Add("inline", Convert.ToHexString(field.Inline.AsSpan())), writer, _depth + 1, null);
    }

    /// <summary>The lines below one; ends with it.</summary>
    private readonly struct Level(DumpWriter owner) : IDisposable
    {
        public void Dispose() => owner._depth--;
    }
}
