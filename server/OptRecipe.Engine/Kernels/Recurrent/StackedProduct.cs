using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>Constant matrices of a recurrent kernel, one below the other and packed as one: y[v, r] += Σ w[r, c] × x[v, c] for several vectors v through a set's products. Float
/// sums run in another order than those of <see cref="RecurrentWeights"/>; integer ones are the same numbers.</summary>
internal abstract class StackedProduct
{
    /// <summary>Elements from a vector of results to the next, which is more than there are rows: the last ones are nobody's.</summary>
    public abstract int Stride { get; }

    /// <summary>Null where the set has no products, or a matrix is not a plain constant.</summary>
    public static StackedProduct? Prepare(KernelContext context, ActivationScheme scheme, params ReadOnlySpan<RuntimeTensor> matrices)
    {
        if (!context.Kernels.HasProducts || !context.InterpreterOptions.PackWeights) return null;
        foreach (var matrix in matrices)
            if (matrix.Memory != TensorMemory.Constant || matrix.Rank != 2 || matrix.Count == 0) return null;
        return scheme == ActivationScheme.None ? new StackedSingle(context, matrices) : new StackedHybrid(context, matrices, scheme == ActivationScheme.Asymmetric);
    }

    /// <summary>Adds the products of vectors that start <paramref name="distance"/> elements from each other. All vectors start from <paramref name="start"/>, or where that is
    /// empty each from what its result holds.</summary>
    public abstract void Accumulate(KernelContext context, ReadOnlySpan<float> x, int distance, int vectors, ReadOnlySpan<float> start, Span<float> y);

    /// <summary>What is made of the matrices once for all interpreters of the model.</summary>
    protected static T Derived<T>(KernelContext context, ReadOnlySpan<RuntimeTensor> matrices, string form, Func<T> make) where T : class
    {
        var use = $"stacked {form} {context.Kernels.Name}";
        foreach (var matrix in matrices) use += $" {matrix.Index}";
        return context.Model.Derived(context.Address.Subgraph, matrices[0].Index, use, make);
    }

    protected static T[] Stack<T>(ReadOnlySpan<RuntimeTensor> matrices) where T : unmanaged
    {
        var stacked = new List<T>();
        foreach (var matrix in matrices) stacked.AddRange(MemoryMarshal.Cast<byte, T>(matrix.Bytes));
        return [.. stacked];
    }

    protected static int RowsOf(ReadOnlySpan<RuntimeTensor> matrices)
    {
        var rows = 0;
        foreach (var matrix in matrices) rows += matrix.Dim(0);
        return rows;
    }
}

/// <summary>In float32.</summary>
internal sealed unsafe class StackedSingle : StackedProduct
{
    private readonly AlignedArray<float> _packed;
    private readonly RowProduct<float, float, float, SingleMultiply> _product;

    public StackedSingle(KernelContext context, ReadOnlySpan<RuntimeTensor> matrices)
    {
        var (set, rows, depth, all) = (context.Kernels, RowsOf(matrices), matrices[0].Dim(1), matrices.ToArray());
        _packed = Derived(context, matrices, "float", () => SingleConvolution.Pack(set, ConvolutionGeometry.Plain(1, depth, rows), Stack<float>(all)));
        _product = new(new(set), depth, rows, set.Columns, 1, float.NegativeInfinity, float.PositiveInfinity);
    }

    public override int Stride => _product.Stride;

    public override void Accumulate(KernelContext context, ReadOnlySpan<float> x, int distance, int vectors, ReadOnlySpan<float> start, Span<float> y)
    {
        fixed (float* a = x, bias = start, c = y) _product.Run(context.Workers, a, distance, vectors, _packed.Pointer, bias, c);
    }
}

/// <summary>Of 8-bit weights, with vectors that are quantized one by one.</summary>
internal sealed unsafe class StackedHybrid : StackedProduct
{
    private const int MaxVectors = 8;
    private readonly RowProduct8 _product;
    private readonly float[] _scales;
    private readonly int[] _sums, _zeros;
    private readonly int _depth, _rows, _activationScratch, _sumScratch;
    private readonly bool _isAsymmetric;

    public StackedHybrid(KernelContext context, ReadOnlySpan<RuntimeTensor> matrices, bool isAsymmetric)
    {
        var (set, rows, depth, all) = (context.Kernels, RowsOf(matrices), matrices[0].Dim(1), matrices.ToArray());
        (_rows, _depth, _isAsymmetric) = (rows, depth, isAsymmetric);
        _product = new(set, Derived(context, matrices, "hybrid", () => PackedWeights8.Of(set, ConvolutionGeometry.Plain(1, depth, rows), Stack<sbyte>(all))), depth, rows);
        _sums = SingleConvolution.Padded<int>(_product.Packed.Sums, rows, _product.Packed.Columns);
        (_zeros, _scales) = (new int[_sums.Length], new float[_sums.Length]);
        var row = 0;
        foreach (var matrix in matrices)
        {
            _scales.AsSpan(row, matrix.Dim(0)).Fill(matrix.Scale);
            row += matrix.Dim(0);
        }
        _activationScratch = context.RequestScratch((long)MaxVectors * _product.RowBytes);
        _sumScratch = context.RequestScratch((long)MaxVectors * Stride * sizeof(int));
    }

    public override int Stride => _product.Stride;

    public override void Accumulate(KernelContext context, ReadOnlySpan<float> x, int distance, int vectors, ReadOnlySpan<float> start, Span<float> y)
    {
        var activations = context.Scratch<byte>(_activationScratch);
        Span<HybridStep> steps = stackalloc HybridStep[MaxVectors];
        fixed (byte* a = activations)
        fixed (int* zeros = _zeros, sums = _sums, products = context.Scratch<int>(_sumScratch))
        fixed (float* scales = _scales, bias = start, c = y)
        {
            for (var first = 0; first < vectors; first += MaxVectors)
            {
                var count = Math.Min(vectors - first, MaxVectors);
                for (var index = 0; index < count; index++)
                    steps[index] = Quantize(context, x.Slice((first + index) * distance, _depth), activations.Slice(index * _product.RowBytes, _product.RowBytes));
                _product.Run(context.Workers, a, count, zeros, products);
                for (var index = 0; index < count; index++)
                {
                    var result = c + (nint)(first + index) * Stride;
                    new HybridRow(_product.Packed.IsBytes ? steps[index].ZeroPoint + context.Kernels.Int8Offset : 0, steps[index].Scale, sums, scales, start.IsEmpty ? result : bias, result,
                        float.NegativeInfinity, float.PositiveInfinity).Finish(products + index * Stride, _rows);
                }
            }
        }
    }

    private HybridStep Quantize(KernelContext context, ReadOnlySpan<float> x, Span<byte> to)
    {
        var step = RowQuantizer.StepOf(x, _isAsymmetric);
        if (_product.Packed.IsBytes) RowQuantizer.ToBytes(x, to, step, context.Kernels.Int8Offset);
        else RowQuantizer.ToWords(x, MemoryMarshal.Cast<byte, short>(to), step);
        return step;
    }
}
