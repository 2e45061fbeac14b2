using System.Collections.Immutable;

namespace OptRecipe.TFLite;

/// <summary>A TensorFlow Lite model as its file holds it (schema version 3), immutable. Weights are borrowed from the <see cref="IByteSource"/> they were read from.</summary>
/// <remarks>Buffer 0 is always empty. Edit with <c>with</c>; whatever is not touched keeps its bytes.</remarks>
public sealed record Model
{
    public uint Version { get; init; } = 3;
    public string? Description { get; init; }
    public ImmutableArray<OperatorCode> OperatorCodes { get; init; } = [];
    public ImmutableArray<Subgraph> Subgraphs { get; init; } = [];
    public ImmutableArray<Buffer> Buffers { get; init; } = [];
    /// <summary>The old, nameless metadata list: indices into <see cref="Buffers"/>.</summary>
    public ImmutableArray<int> MetadataBuffers { get; init; } = [];
    public ImmutableArray<Metadata> Metadata { get; init; } = [];
    public ImmutableArray<Signature> Signatures { get; init; } = [];
    public ImmutableArray<ExternalBufferGroup> ExternalBufferGroups { get; init; } = [];
    public ImmutableArray<ExternalBuffer> ExternalBuffers { get; init; } = [];
    /// <summary>What follows the FlatBuffer in the file, for example the zip of associated files that metadata refer to.</summary>
    public ByteRange Appended { get; init; }
    /// <summary>The file this model was read from, null for a model that was built. Gives the writer the bytes of what it does not understand.</summary>
    public ModelOrigin? Origin { get; init; }
    /// <summary>Fields of the root table that the schema table does not know.</summary>
    public UnknownFields Unknown { get; init; } = UnknownFields.None;
}

/// <summary>An operator of the file's operator table: which operator, in which version.</summary>
/// <param name="Builtin"><see cref="BuiltinOperator.Custom"/> for a custom operator; may hold a number that the enum does not name.</param>
/// <param name="CustomCode">The name of a custom operator, else null.</param>
public sealed record OperatorCode(BuiltinOperator Builtin, int Version = 1, string? CustomCode = null)
{
    public UnknownFields Unknown { get; init; } = UnknownFields.None;
    /// <summary>The name people use: <c>CONV_2D</c>, or the custom code.</summary>
    public string Name => Builtin == BuiltinOperator.Custom && CustomCode is { } code ? code : Builtin.Name();
}

public sealed record Subgraph
{
    public string? Name { get; init; }
    public ImmutableArray<Tensor> Tensors { get; init; } = [];
    public ImmutableArray<int> Inputs { get; init; } = [];
    public ImmutableArray<int> Outputs { get; init; } = [];
    public ImmutableArray<Operator> Operators { get; init; } = [];
    public int DebugMetadataIndex { get; init; } = -1;
    public UnknownFields Unknown { get; init; } = UnknownFields.None;
}

public sealed record Tensor
{
    public string? Name { get; init; }
    public TensorType Type { get; init; }
    /// <summary>Static shape in elements, outermost dimension first; empty for a scalar (or an unknown rank, see <see cref="HasRank"/>).</summary>
    public ImmutableArray<int> Shape { get; init; } = [];
    /// <summary>The shape with -1 for dimensions known only at run time; default when the file does not say.</summary>
    public ImmutableArray<int> ShapeSignature { get; init; }
    public bool HasRank { get; init; }
    /// <summary>Index into <see cref="Model.Buffers"/>; 0 means no constant data.</summary>
    public uint Buffer { get; init; }
    public Quantization? Quantization { get; init; }
    public bool IsVariable { get; init; }
    public Sparsity? Sparsity { get; init; }
    public ImmutableArray<VariantSubType> VariantTensors { get; init; }
    public uint ExternalBuffer { get; init; }
    public UnknownFields Unknown { get; init; } = UnknownFields.None;
}

public sealed record VariantSubType(ImmutableArray<int> Shape, TensorType Type, bool HasRank)
{
    public UnknownFields Unknown { get; init; } = UnknownFields.None;
}

/// <summary>Affine quantization: real = scale × (q − zero point); one scale per tensor, or one per index of <see cref="QuantizedDimension"/>.</summary>
public sealed record Quantization
{
    public ImmutableArray<float> Min { get; init; }
    public ImmutableArray<float> Max { get; init; }
    public ImmutableArray<float> Scales { get; init; }
    public ImmutableArray<long> ZeroPoints { get; init; }
    public int QuantizedDimension { get; init; }
    public QuantizationDetails? Details { get; init; }
    /// <summary>Set by a plan only: how many scales there will be once weights are read; 0 in every model that was read or run.</summary>
    public int PlannedScaleCount { get; init; }
    public UnknownFields Unknown { get; init; } = UnknownFields.None;
    public int ScaleCount => PlannedScaleCount > 0 ? PlannedScaleCount : Scales.IsDefault ? 0 : Scales.Length;
    /// <summary>Whether this says anything about numbers: an empty table, or one with min and max alone, does not.</summary>
    public bool IsQuantized => ScaleCount > 0 || Details is not null;
}

public abstract record QuantizationDetails
{
    public UnknownFields Unknown { get; init; } = UnknownFields.None;
}
public sealed record CustomQuantization(ByteRange Custom) : QuantizationDetails;
public sealed record BlockwiseQuantization(int Scales, int ZeroPoints, int BlockSize) : QuantizationDetails;
public sealed record MultiAxisQuantization(int Scales, int ZeroPoints, int BlockSize, ImmutableArray<int> QuantizedDimensions) : QuantizationDetails;
/// <summary>A union member that the schema table does not know; its bytes come from <see cref="Model.Origin"/>.</summary>
public sealed record UnknownQuantizationDetails(byte Discriminant, long Position) : QuantizationDetails;

public sealed record Sparsity(ImmutableArray<int> TraversalOrder, ImmutableArray<int> BlockMap, ImmutableArray<DimensionMetadata> Dimensions)
{
    public UnknownFields Unknown { get; init; } = UnknownFields.None;
}

/// <param name="Segments">Row starts of a compressed dimension; null when dense.</param>
public sealed record DimensionMetadata(DimensionType Format, int DenseSize, SparseIndexVector? Segments, SparseIndexVector? Indices)
{
    public UnknownFields Unknown { get; init; } = UnknownFields.None;
}

/// <param name="Kind">The union's discriminant: 1 int32, 2 uint16, 3 uint8; any other is unknown and keeps <paramref name="Position"/> only.</param>
public sealed record SparseIndexVector(byte Kind, ImmutableArray<int> Values, long Position = 0);

public sealed record Operator
{
    /// <summary>Index into <see cref="Model.OperatorCodes"/>.</summary>
    public uint OpcodeIndex { get; init; }
    /// <summary>Tensor indices, −1 for an omitted optional operand.</summary>
    public ImmutableArray<int> Inputs { get; init; } = [];
    public ImmutableArray<int> Outputs { get; init; } = [];
    public ImmutableArray<int> Intermediates { get; init; }
    /// <summary>The options of a builtin operator (either of the file's two unions); null when the file has none.</summary>
    public OperatorOptions? Options { get; init; }
    /// <summary>The file's BuiltinOptions2 where it fills both unions, which no writer does on purpose; null otherwise.</summary>
    public OperatorOptions? SecondOptions { get; init; }
    /// <summary>The bytes of a custom operator's options; default when absent.</summary>
    public ByteRange CustomOptions { get; init; }
    public byte CustomOptionsFormat { get; init; }
    /// <summary>Custom options that stand outside the FlatBuffer (files over 2 GiB); default when absent.</summary>
    public ByteRange LargeCustomOptions { get; init; }
    public ImmutableArray<bool> MutatingVariableInputs { get; init; }
    public int DebugMetadataIndex { get; init; } = -1;
    public UnknownFields Unknown { get; init; } = UnknownFields.None;
}

/// <summary>Constant data, borrowed. <see cref="IsOutside"/>: it stands behind the FlatBuffer, reached by offset and size (files over 2 GiB).</summary>
public sealed record Buffer
{
    public static Buffer Empty { get; } = new();
    public ByteRange Data { get; init; }
    public bool IsOutside { get; init; }
    public UnknownFields Unknown { get; init; } = UnknownFields.None;
}

public sealed record Metadata(string? Name, uint Buffer)
{
    public UnknownFields Unknown { get; init; } = UnknownFields.None;
}

public sealed record TensorMap(string? Name, uint TensorIndex)
{
    public UnknownFields Unknown { get; init; } = UnknownFields.None;
}

public sealed record Signature
{
    public string? Key { get; init; }
    /// <summary>A field that the schema has deprecated; kept where a file holds it.</summary>
    public string? DeprecatedTag { get; init; }
    public uint SubgraphIndex { get; init; }
    public ImmutableArray<TensorMap> Inputs { get; init; } = [];
    public ImmutableArray<TensorMap> Outputs { get; init; } = [];
    public UnknownFields Unknown { get; init; } = UnknownFields.None;
}

public sealed record ExternalBufferGroup(string? Name)
{
    public UnknownFields Unknown { get; init; } = UnknownFields.None;
}

public sealed record ExternalBuffer(uint Id, uint Group, ulong Offset, ulong Length, string? Packing)
{
    public UnknownFields Unknown { get; init; } = UnknownFields.None;
}
