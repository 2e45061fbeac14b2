using System.Runtime.InteropServices;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Graphs;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Tests.Differential;

/// <summary>A model of one operator and what goes into it.</summary>
internal sealed record NativeCase(Model Model, byte[][] Inputs, Tolerance Tolerance, int InvocationCount);

/// <param name="Scale">0: no quantization.</param>
internal readonly record struct Affine(float Scale, long ZeroPoint)
{
    public static Affine None => default;
}

/// <summary>Which numbers a tensor is filled with. Integers without bounds take all values of up to 16 bits.</summary>
internal readonly record struct Fill(double Low, double High, bool HasSpecials = false, bool HasBounds = false)
{
    public static readonly Fill Specials = new(-2, 2, true);
    public static readonly Fill Positive = Of(1e-3, 3);
    public static Fill Of(double low, double high) => new(low, high, HasBounds: true);
}

/// <summary>Writes one case: operands in the order of the calls, then <see cref="Output"/>. Everything follows from operator and index.</summary>
internal sealed class CaseWriter(BuiltinOperator op, int index)
{
    private static readonly float[] SpecialNumbers =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f, -0f, float.MaxValue, float.MinValue, 1.17549435e-38f, 1e-40f, -1e-40f, float.Epsilon, 0.5f, -0.5f, 1.5f, 2.5f, -2.5f,
        1f, -1f, 6f, 88.7f, -88.7f, 89f, -104f, 1e30f, -1e30f, 3e-39f, 8388608.5f, 2147483648f, -2147483648f, 1e10f, 0.99999994f, 1.0000001f,
    ];
    private static readonly float[] Scales = [1f, 0.5f, 1 / 256f, 1 / 128f, 0.0078431f, 0.047f, 0.1f, 1.7f, 13.3f, 1e-4f, 250f];

    private readonly ModelBuilder builder = new();
    private readonly List<byte[]> inputs = [];
    private readonly List<int> operands = [], results = [];
    private OperatorOptions? options = OperatorTable.Find(op)?.Options is { } name ? OperatorOptions.Of(name) : null;

    public int Seed { get; } = (int)op * 1_000_003 + index;
    public int Index => index;
    public BuiltinOperator Operator => op;
    public Random Random => field ??= new(Seed);
    public Tolerance Tolerance { get; set; } = Tolerance.Exact;
    public int InvocationCount { get; set; } = 1;

    public bool Chance(double probability) => Random.NextDouble() < probability;
    public int Next(int low, int high) => Random.Next(low, high + 1);
    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Random.Next(choices.Length)];
    /// <summary>The choices in turn, so that each of them comes.</summary>
    public T Cycle<T>(params ReadOnlySpan<T> choices) => choices[index % choices.Length];

    /// <summary>A random shape; some with dimensions of 1, a few empty.</summary>
    public int[] Shape(int lowestRank, int highestRank, int highest = 6, bool mayBeEmpty = true)
    {
        var shape = new int[Next(lowestRank, highestRank)];
        for (var dimension = 0; dimension < shape.Length; dimension++) shape[dimension] = Chance(0.15) ? 1 : Next(1, highest);
        if (mayBeEmpty && shape.Length > 0 && Chance(0.04)) shape[Next(0, shape.Length - 1)] = 0;
        return shape;
    }

    /// <summary>Two shapes that broadcast to a common one: equal, scalar, dimensions of 1 on either side, or leading dimensions left out.</summary>
    public (int[] A, int[] B) Broadcast(int highestRank = 4)
    {
        var full = Shape(0, highestRank);
        if (Chance(0.3)) return (full, full);
        var (a, b) = ((int[])full.Clone(), (int[])full.Clone());
        for (var dimension = 0; dimension < full.Length; dimension++)
            if (Chance(0.5)) (Chance(0.5) ? a : b)[dimension] = 1;
        if (Chance(0.3)) b = b[Next(0, b.Length)..];
        else if (Chance(0.15)) a = a[Next(0, a.Length)..];
        return (a, b);
    }

    /// <summary>Scale and zero point for a type, extremes included; none for what is not quantized.</summary>
    public Affine Affine(TensorType type, float scale = 0)
    {
        if (scale == 0) scale = Chance(0.5) ? Pick<float>(Scales) : (float)Math.Exp(Random.NextDouble() * 8 - 6);
        return type switch
        {
            TensorType.Int8 => new(scale, Chance(0.4) ? Pick(-128, 127, 0) : Next(-128, 127)),
            TensorType.UInt8 => new(scale, Chance(0.4) ? Pick(0, 255, 128) : Next(0, 255)),
            TensorType.Int16 => new(scale / 128, 0),
            _ => Differential.Affine.None,
        };
    }

    public int Input(TensorType type, int[] shape, Affine affine = default, Fill fill = default) => Input(type, shape, Bytes(type, Count(shape), fill), affine);

    public int Input(TensorType type, int[] shape, byte[] bytes, Affine affine = default)
    {
        inputs.Add(bytes);
        return Operand(builder.Input($"in{inputs.Count}", type, shape), affine);
    }

    public int Constant(TensorType type, int[] shape, Affine affine = default, Fill fill = default) =>
        Operand(builder.Constant<byte>($"c{operands.Count}", type, shape, Bytes(type, Count(shape), fill)), affine);

    /// <summary>A constant, or now and then an input.</summary>
    public int Either(TensorType type, int[] shape, Affine affine = default, Fill fill = default) => Chance(0.3) ? Constant(type, shape, affine, fill) : Input(type, shape, affine, fill);

    public int Constant<T>(TensorType type, int[] shape, T[] values, Affine affine = default) where T : unmanaged =>
        Operand(builder.Constant<T>($"c{operands.Count}", type, shape, values), affine);

    /// <summary>A parameter operand of int32, or int64 where allowed: usually a constant, sometimes an input that is known only at run time.</summary>
    public int Parameter(int[] values, bool isScalar = false, bool mayBeInt64 = false, bool mayBeInput = true)
    {
        int[] shape = isScalar ? [] : [values.Length];
        var isWide = mayBeInt64 && Chance(0.3);
        var bytes = isWide ? MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (long)value).AsSpan()).ToArray() : MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        var type = isWide ? TensorType.Int64 : TensorType.Int32;
        return mayBeInput && Chance(0.25) ? Input(type, shape, bytes) : Constant(type, shape, bytes);
    }

    /// <summary>A constant with a scale for each index of a dimension, all zero points 0.</summary>
    public int PerChannel(TensorType type, int[] shape, int dimension, float[] scales, Fill fill = default)
    {
        var tensor = Constant(type, shape, default, fill);
        builder.Change(tensor, old => old with { Quantization = new() { Scales = [.. scales], ZeroPoints = [.. new long[scales.Length]], QuantizedDimension = dimension } });
        return tensor;
    }

    public int Variable(TensorType type, int[] shape, Affine affine = default)
    {
        var tensor = Operand(builder.Tensor($"v{operands.Count}", type, shape), affine);
        builder.Change(tensor, old => old with { IsVariable = true });
        return tensor;
    }

    public void Omit() => operands.Add(-1);

    /// <summary>Both runtimes find the shape themselves; the file's is a scalar's unless it is given.</summary>
    public void Output(TensorType type, Affine affine = default, params int[] shape)
    {
        var tensor = builder.Tensor($"out{results.Count}", type, shape);
        Quantize(tensor, affine);
        results.Add(tensor);
        builder.Output(tensor);
    }

    public CaseWriter Option(string field, object value)
    {
        options = (options ?? throw new InvalidOperationException($"{op} has no options")).With(field, value);
        return this;
    }

    public ActivationFunctionType Activation()
    {
        var activation = Chance(0.4) ? ActivationFunctionType.None : Pick(ActivationFunctionType.Relu, ActivationFunctionType.ReluN1To1, ActivationFunctionType.Relu6);
        Option("fused_activation_function", (int)activation);
        return activation;
    }

    /// <summary>The first operand of an operator that moves data; <see cref="OutputAlike"/> then has its type and quantization.</summary>
    public TensorType InputOf(TensorType[] types, int[] shape)
    {
        var type = Cycle<TensorType>(types);
        Like = (type, Affine(type));
        Input(type, shape, Like.Affine, Chance(0.2) ? Fill.Specials : default);
        return type;
    }

    public (TensorType Type, Affine Affine) Like { get; private set; }

    public void OutputAlike(params int[] shape) => Output(Like.Type, Like.Affine, shape);

    public bool HasOption(string field) => options?.Schema.IndexOf(field) >= 0;

    public NativeCase Finish()
    {
        builder.Add(op, [.. operands], [.. results], options);
        return new(builder.Build(), [.. inputs], Tolerance, InvocationCount);
    }

    /// <summary>All values of an 8- or 16-bit integer in order.</summary>
    public static byte[] Sweep(TensorType type) => type == TensorType.Int16
        ? MemoryMarshal.AsBytes(Enumerable.Range(short.MinValue, 65536).Select(value => (short)value).ToArray().AsSpan()).ToArray()
        : [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    public static int Count(int[] shape) => shape.Aggregate(1, (product, dimension) => product * dimension);

    private int Operand(int tensor, Affine affine)
    {
        Quantize(tensor, affine);
        operands.Add(tensor);
        return tensor;
    }

    private void Quantize(int tensor, Affine affine)
    {
        if (affine.Scale != 0) builder.Change(tensor, old => old with { Quantization = new() { Scales = [affine.Scale], ZeroPoints = [affine.ZeroPoint] } });
    }

    public byte[] Bytes(TensorType type, int count, Fill fill) => type switch
    {
        TensorType.Float32 => Numbers(count, () => fill.HasSpecials && Chance(0.6) ? Pick<float>(SpecialNumbers) : (float)Real(fill, -2, 2)),
        TensorType.Float64 => Numbers(count, () => Real(fill, -2, 2)),
        TensorType.Complex64 => Numbers(2 * count, () => (float)Real(fill, -2, 2)),
        TensorType.Float16 => Numbers(count, () => (Half)Real(fill, -2, 2)),
        TensorType.Bool => Numbers(count, () => (byte)Next(0, 1)),
        TensorType.Int8 => Numbers(count, () => (sbyte)Whole(fill, sbyte.MinValue, sbyte.MaxValue)),
        TensorType.UInt8 => Numbers(count, () => (byte)Whole(fill, 0, byte.MaxValue)),
        TensorType.Int16 => Numbers(count, () => (short)Whole(fill, short.MinValue, short.MaxValue)),
        TensorType.UInt16 => Numbers(count, () => (ushort)Whole(fill, 0, ushort.MaxValue)),
        TensorType.Int32 => Numbers(count, () => fill.HasSpecials && Chance(0.3) ? Pick(int.MinValue, int.MaxValue, 0, -1, 1 << 24) : (int)Whole(fill.HasBounds ? fill : fill with { Low = -100, High = 100, HasBounds = true }, int.MinValue, int.MaxValue)),
        TensorType.UInt32 => Numbers(count, () => (uint)Whole(fill.HasBounds ? fill : Fill.Of(0, 200), 0, uint.MaxValue)),
        TensorType.Int64 => Numbers(count, () => fill.HasSpecials && Chance(0.3) ? Pick(long.MinValue, long.MaxValue, 0L, -1L, 1L << 53) : Whole(fill.HasBounds ? fill : fill with { Low = -100, High = 100, HasBounds = true }, long.MinValue, long.MaxValue)),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no numbers for it"),
    };

    private double Real(Fill fill, double low, double high) => fill.HasBounds ? fill.Low + Random.NextDouble() * (fill.High - fill.Low) : low + Random.NextDouble() * (high - low);

    private long Whole(Fill fill, long low, long high) => fill.HasBounds
        ? Random.NextInt64((long)Math.Clamp(fill.Low, low, high), (long)Math.Clamp(fill.High, low, high) + 1) : Chance(0.1) ? Pick(low, high) : Random.NextInt64(low, high + 1);

    private static byte[] Numbers<T>(int count, Func<T> next) where T : unmanaged
    {
        var values = new T[count];
        for (var position = 0; position < count; position++) values[position] = next();
        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }
}
