using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>The sums of all gates of an int8 LSTM at once, the same numbers as gate by gate: those of the inputs for a stretch of steps together, then step by step those of
/// the previous output.</summary>
internal sealed unsafe class IntegerLstmProducts
{
    private const int Stretch = 32;
    private readonly Side _input, _recurrent;
    private readonly bool _saturatesFirst;

    private IntegerLstmProducts(Side input, Side recurrent, int steps, bool saturatesFirst) => (_input, _recurrent, Steps, _saturatesFirst) = (input, recurrent, steps, saturatesFirst);

    /// <summary>Steps that are begun together at most.</summary>
    public int Steps { get; }
    /// <summary>Elements from the sums of a step to those of the next.</summary>
    public int Stride => _input.Product.Stride;

    /// <param name="saturatesFirst">Whether the products of the previous output are saturated before they are added.</param>
    /// <returns>Null where the set has no products, or the weights are no plain constants.</returns>
    public static IntegerLstmProducts? Prepare(KernelContext context, IReadOnlyList<IntegerLstmGate> gates, Rounding rounding, int steps, bool saturatesFirst)
    {
        if (!context.Kernels.HasProducts || !context.InterpreterOptions.PackWeights || rounding != Rounding.Double) return null;
        foreach (var gate in gates)
            if (gate.Tensors.Input.Memory != TensorMemory.Constant || gate.Tensors.Recurrent.Memory != TensorMemory.Constant || gate.Tensors.Input.Count == 0) return null;
        steps = Math.Min(Stretch, steps);
        return new(new(context, gates, "input", gate => (gate.Tensors.Input, gate.InputBias, gate.InputFactor), steps),
            new(context, gates, "recurrent", gate => (gate.Tensors.Recurrent, gate.RecurrentBias, gate.RecurrentFactor), 1), steps, saturatesFirst);
    }

    /// <summary>The scaled and saturated products of the inputs of some steps; vectors start <paramref name="distance"/> elements from each other.</summary>
    public ReadOnlySpan<int> Begin(KernelContext context, ReadOnlySpan<sbyte> x, int distance, int steps)
    {
        var sums = _input.Run(context, x, distance, steps);
        foreach (ref var sum in sums) sum = FixedPoint16.Saturate(sum);
        return sums;
    }

    /// <summary>Adds the products of the previous output to the sums of one step.</summary>
    public void Recur(KernelContext context, ReadOnlySpan<sbyte> h, ReadOnlySpan<int> inputs, Span<short> z)
    {
        var products = _recurrent.Run(context, h, h.Length, 1);
        for (var index = 0; index < z.Length; index++)
            z[index] = (short)FixedPoint16.Saturate(inputs[index] + (_saturatesFirst ? FixedPoint16.Saturate(products[index]) : products[index]));
    }

    /// <summary>One operand of all gates with its weights, biases and factors.</summary>
    private sealed class Side
    {
        private readonly ColumnRescaler _rescaler;
        private readonly int[] _start;
        private readonly int _depth, _activationScratch, _sumScratch;

        public Side(KernelContext context, IReadOnlyList<IntegerLstmGate> gates, string name, Func<IntegerLstmGate, (RuntimeTensor Weights, int[] Bias, FixedPointFactor Factor)> choose, int vectors)
        {
            var parts = gates.Select(choose).ToArray();
            var (set, rows) = (context.Kernels, parts.Sum(part => part.Weights.Dim(0)));
            _depth = parts[0].Weights.Dim(1);
            var use = $"stacked {name} {set.Name} {string.Join(' ', parts.Select(part => part.Weights.Index))}";
            var packed = context.Model.Derived(context.Address.Subgraph, parts[0].Weights.Index, use, () =>
                PackedWeights8.Of(set, ConvolutionGeometry.Plain(1, _depth, rows), parts.SelectMany(part => part.Weights.Read<sbyte>().ToArray()).ToArray()));
            Product = new(set, packed, _depth, rows);
            _start = SingleConvolution.Padded<int>(parts.SelectMany(part => part.Bias).ToArray(), rows, packed.Columns);
            for (var row = 0; row < packed.Sums.Length; row++) _start[row] -= set.Int8Offset * packed.Sums[row];
            _rescaler = new([.. parts.SelectMany(part => Enumerable.Repeat(part.Factor, part.Weights.Dim(0))), .. new FixedPointFactor[Product.Stride - rows]]);
            _activationScratch = context.RequestScratch((long)vectors * Product.RowBytes);
            _sumScratch = context.RequestScratch((long)vectors * Product.Stride * sizeof(int));
        }

        public RowProduct8 Product { get; }

        public Span<int> Run(KernelContext context, ReadOnlySpan<sbyte> x, int distance, int vectors)
        {
            var activations = context.Scratch<byte>(_activationScratch);
            var sums = context.Scratch<int>(_sumScratch)[..(vectors * Product.Stride)];
            for (var vector = 0; vector < vectors; vector++)
            {
                var values = MemoryMarshal.AsBytes(x.Slice(vector * distance, _depth));
                var row = activations.Slice(vector * Product.RowBytes, Product.RowBytes);
                if (Product.Packed.IsBytes) new FlipRow((byte)context.Kernels.Int8Offset).Convert(values, row);
                else new WidenRow(true, 0).Convert(values, MemoryMarshal.Cast<byte, short>(row));
            }
            fixed (byte* a = activations)
            fixed (int* start = _start, result = sums) Product.Run(context.Workers, a, vectors, start, result);
            for (var vector = 0; vector < vectors; vector++) _rescaler.Run(sums.Slice(vector * Product.Stride, Product.Stride));
            return sums;
        }
    }
}
