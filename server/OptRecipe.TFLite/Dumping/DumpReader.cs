using System.Collections.Immutable;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.TFLite.Dumping;

internal static class DumpReader
{
    public static Model Model(DumpNode node)
    {
        if (node.Name != "model") throw node.Error($"the text begins with `{node.Name}`, `model` is expected");
        var model = new Model
        {
            Version = node.UInt32("version"),
            Description = node.Text("description"),
            MetadataBuffers = node.Int32s("metadata_buffers").OrEmpty(),
            OperatorCodes = All(node, "operator_code", OperatorCode),
            Metadata = All(node, "metadata", child => Closed(child, new Metadata(child.Text("name"), child.UInt32("buffer")) { Unknown = Unknown(child) })),
            Signatures = All(node, "signature", Signature),
            ExternalBufferGroups = All(node, "external_group", child => Closed(child, new ExternalBufferGroup(child.Text("name")) { Unknown = Unknown(child) })),
            ExternalBuffers = All(node, "external_buffer", child => Closed(child, new ExternalBuffer(child.UInt32("id"), child.UInt32("group"),
                (ulong)child.Int64("offset"), (ulong)child.Int64("length"), child.Text("packing")) { Unknown = Unknown(child) })),
            Subgraphs = All(node, "subgraph", Subgraph),
            Buffers = All(node, "buffer", Buffer),
            Appended = All(node, "appended", Data) is [var appended, ..] ? appended : default,
            Origin = All(node, "origin", child => new ModelOrigin(MemoryOf(child), child.Int64("flatbuffer"))) is [var origin, ..] ? origin : null,
            Unknown = Unknown(node),
        };
        node.Close("origin", "operator_code", "metadata", "signature", "external_group", "external_buffer", "subgraph", "buffer", "appended", "unknown");
        return model;
    }

    private static OperatorCode OperatorCode(DumpNode node)
    {
        var name = node.Take("builtin") ?? throw node.Error("`builtin` is missing");
        var builtin = BuiltinOperatorNames.TryParse(name, out var known) ? known : (BuiltinOperator)node.Number("builtin", name);
        return Closed(node, new OperatorCode(builtin, node.Int32("version", 1), node.Text("custom")) { Unknown = Unknown(node) });
    }

    private static Signature Signature(DumpNode node)
    {
        TensorMap Map(DumpNode child) => Closed(child, new TensorMap(child.Text("name"), child.UInt32("tensor")) { Unknown = Unknown(child) });
        return Closed(node, new Signature
        {
            Key = node.Text("key"),
            DeprecatedTag = node.Text("tag"),
            SubgraphIndex = node.UInt32("subgraph"),
            Inputs = All(node, "input", Map),
            Outputs = All(node, "output", Map),
            Unknown = Unknown(node),
        }, "input", "output");
    }

    private static Subgraph Subgraph(DumpNode node) => Closed(node, new Subgraph
    {
        Name = node.Text("name"),
        Inputs = node.Int32s("inputs").OrEmpty(),
        Outputs = node.Int32s("outputs").OrEmpty(),
        DebugMetadataIndex = node.Int32("debug", -1),
        Tensors = All(node, "tensor", Tensor),
        Operators = All(node, "operator", Operator),
        Unknown = Unknown(node),
    }, "tensor", "operator");

    private static Buffer Buffer(DumpNode node)
    {
        node.Take("index");
        return new() { IsOutside = node.Bool("outside"), Unknown = Unknown(node), Data = Data(node) };
    }

    private static Tensor Tensor(DumpNode node)
    {
        node.Take("index");
        var variants = All(node, "variant", child => Closed(child, new VariantSubType(child.Int32s("shape").OrEmpty(), Type(child), child.Bool("rank")) { Unknown = Unknown(child) }));
        return Closed(node, new Tensor
        {
            Name = node.Text("name"),
            Type = Type(node),
            Shape = node.Int32s("shape").OrEmpty(),
            ShapeSignature = node.Int32s("signature"),
            HasRank = node.Bool("rank"),
            Buffer = node.UInt32("buffer"),
            IsVariable = node.Bool("variable"),
            ExternalBuffer = node.UInt32("external"),
            VariantTensors = node.Bool("variants") ? variants : default,
            Quantization = All(node, "quantization", Quantization) is [var quantization, ..] ? quantization : null,
            Sparsity = All(node, "sparsity", Sparsity) is [var sparsity, ..] ? sparsity : null,
            Unknown = Unknown(node),
        }, "quantization", "sparsity", "variant");
    }

    private static TensorType Type(DumpNode node)
    {
        var name = node.Take("type") ?? throw node.Error("`type` is missing");
        return TensorTypeNames.TryParse(name, out var type) ? type : (TensorType)node.Number("type", name);
    }

    private static Quantization Quantization(DumpNode node) => Closed(node, new Quantization
    {
        Scales = node.Singles("scales"),
        ZeroPoints = node.Int64s("zero_points"),
        QuantizedDimension = node.Int32("dimension"),
        Min = node.Singles("min"),
        Max = node.Singles("max"),
        PlannedScaleCount = node.Int32("planned"),
        Details = node.Children.Select(Details).FirstOrDefault(details => details is not null),
        Unknown = Unknown(node),
    }, "custom", "blockwise", "multi_axis", "unknown_details");

    private static QuantizationDetails? Details(DumpNode node) => node.Name switch
    {
        "custom" => new CustomQuantization(Data(node)) { Unknown = Unknown(node) },
        "blockwise" => Closed(node, new BlockwiseQuantization(node.Int32("scales"), node.Int32("zero_points"), node.Int32("block")) { Unknown = Unknown(node) }),
        "multi_axis" => Closed(node, new MultiAxisQuantization(node.Int32("scales"), node.Int32("zero_points"), node.Int32("block"), node.Int32s("dimensions").OrEmpty()) { Unknown = Unknown(node) }),
        "unknown_details" => Closed(node, new UnknownQuantizationDetails(node.Byte("kind"), node.Int64("position"))),
        _ => null,
    };

    private static Sparsity Sparsity(DumpNode node)
    {
        SparseIndexVector Vector(DumpNode child) => Closed(child, new SparseIndexVector(child.Byte("kind"), child.Int32s("values").OrEmpty(), child.Int64("position")));
        var dimensions = All(node, "dimension", child => Closed(child, new DimensionMetadata((DimensionType)child.Int32("format"), child.Int32("size"),
            All(child, "segments", Vector) is [var segments, ..] ? segments : null, All(child, "indices", Vector) is [var indices, ..] ? indices : null) { Unknown = Unknown(child) }, "segments", "indices"));
        return Closed(node, new Sparsity(node.Int32s("order").OrEmpty(), node.Int32s("blocks").OrEmpty(), dimensions) { Unknown = Unknown(node) }, "dimension");
    }

    private static Operator Operator(DumpNode node)
    {
        // Number and name are there for readers; the code says which operator it is.
        node.Take("index");
        node.Take("name");
        return Closed(node, new Operator
        {
            OpcodeIndex = node.UInt32("code"),
            Inputs = node.Int32s("inputs").OrEmpty(),
            Outputs = node.Int32s("outputs").OrEmpty(),
            Intermediates = node.Int32s("intermediates"),
            MutatingVariableInputs = node.Bools("mutating"),
            CustomOptionsFormat = node.Byte("format"),
            DebugMetadataIndex = node.Int32("debug", -1),
            Options = All(node, "options", Options) is [var options, ..] ? options : null,
            SecondOptions = All(node, "second_options", Options) is [var second, ..] ? second : null,
            CustomOptions = All(node, "custom_options", Data) is [var custom, ..] ? custom : default,
            LargeCustomOptions = All(node, "large_custom_options", Data) is [var large, ..] ? large : default,
            Unknown = Unknown(node),
        }, "options", "second_options", "custom_options", "large_custom_options");
    }

    private static OperatorOptions Options(DumpNode node)
    {
        var kind = node.Take("kind") ?? throw node.Error("`kind` is missing");
        if (node.Int64("position") is not 0 and var position)
            return Closed(node, new OperatorOptions { Schema = new(kind, node.Int32("union"), node.Byte("discriminant"), []), UnknownPosition = position });
        var schema = OptionsTable.Find(kind) ?? throw node.Error($"there are no options `{kind}`");
        var values = new object?[schema.Fields.Length];
        foreach (var field in schema.Fields)
            if (node.Take("." + field.Name) is { } value) values[field.Index] = DumpOption.Parse(node, field, value);
        foreach (var child in node.Children.Where(child => child.Name == "data"))
        {
            var index = schema.IndexOf(child.Take("field") ?? "");
            values[index >= 0 ? index : throw child.Error($"{kind} has no such field")] = Data(child);
        }
        return Closed(node, new OperatorOptions { Schema = schema, Values = [.. values], Unknown = Unknown(node) }, "data");
    }

    private static MemoryByteSource MemoryOf(DumpNode node) => new(node.Data?.ToArray() ?? throw node.Error("data are missing"));

    private static ByteRange Data(DumpNode node)
    {
        var data = node.Bytes();
        if (data.Length != node.Int64("bytes")) throw node.Error($"{data.Length} bytes of data stand below, `bytes` says otherwise");
        return Closed(node, data);
    }

    private static UnknownFields Unknown(DumpNode node)
    {
        var fields = All(node, "unknown", child => Closed(child, new UnknownField(child.Int32("field"), child.Hex("inline"), child.Int64("position"))));
        return fields.IsEmpty ? UnknownFields.None : new(fields);
    }

    private static ImmutableArray<T> All<T>(DumpNode node, string name, Func<DumpNode, T> read) => [.. node.Children.Where(child => child.Name == name).Select(read)];

    private static T Closed<T>(DumpNode node, T value, params ReadOnlySpan<string> children)
    {
        node.Close([.. children, "unknown"]);
        return value;
    }
}
