using System.Runtime.InteropServices;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>A transposed convolution as convolutions, one for each <see cref="TransposedPhase"/>, whose outputs are put in their places.</summary>
internal sealed class FastTransposed
{
    private readonly List<Part> _parts = [];
    private readonly WindowAxis _height, _width;
    private readonly int _pixelBytes, _scratch, _output;

    private FastTransposed(KernelContext context, WindowAxis height, WindowAxis width, List<Part> parts, int pixelBytes)
    {
        (_height, _width, _parts, _pixelBytes) = (height, width, parts, pixelBytes);
        _scratch = context.RequestScratch(parts.Max(part => part.ScratchBytes(context.Workers.ThreadCount)));
        _output = context.RequestScratch(IsWhole ? 0 : parts.Max(part => (long)part.Phase.Geometry.Positions * pixelBytes));
    }

    /// <summary>Whether the only phase is the output.</summary>
    private bool IsWhole => _height.Stride == 1 && _width.Stride == 1;

    /// <summary>Null where the set, the types or the shapes leave it to the plain loops.</summary>
    public static FastTransposed? Prepare(KernelContext context, ProductForm form, ProductOperands operands, WeightBytes weights, WindowAxis height, WindowAxis width)
    {
        var channels = operands.Weights.Dim(0);
        if (!FastProduct.CanPack(context, operands, weights) || operands.Input.Count == 0 || TransposedPhase.All(height, width, operands.Input.Dim(0), operands.Input.Dim(3), channels) is not { Count: > 0 } phases) return null;
        var parts = new List<Part>();
        foreach (var phase in phases)
        {
            if (Of(context, form, operands, weights, phase, height, width) is not { } part) return null;
            parts.Add(part);
        }
        return new(context, height, width, parts, channels * (form.Kind == ProductKind.Int8 ? 1 : sizeof(float)));
    }

    private static Part? Of(KernelContext context, ProductForm form, ProductOperands operands, WeightBytes weights, TransposedPhase phase, WindowAxis height, WindowAxis width)
    {
        var (set, geometry, channels) = (context.Kernels, phase.Geometry, phase.Geometry.OutputChannels);
        var use = $"transposed {set.Name} {phase.FirstTapY} {phase.FirstTapX} {height.Stride}×{width.Stride}";
        switch (form.Kind)
        {
            case ProductKind.Single:
                var singles = context.Model.Derived(context.Address.Subgraph, operands.Weights.Index, use, () => weights.Look<float, AlignedArray<float>>(values => SingleConvolution.Pack(set, geometry, phase.Weights(values, height, width))));
                var single = new SingleConvolution(set, geometry, singles, form.BiasValues<float>(), form.SingleRange.Min, form.SingleRange.Max);
                // A frame of zeros times an infinite weight is no zero.
                return single.IsFramed && singles.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue) ? null : new(phase, single, null, null);
            case ProductKind.Int8 when FastProduct.IsStorable(operands.Input) && form.Requantizer(channels) is { } requantizer:
                return new(phase, null, new(set, geometry, Packed(), form.BiasValues<int>(), operands.Input.ZeroPoint, isSigned: true, requantizer), null);
            case ProductKind.Hybrid:
                return new(phase, null, null, new(set, geometry, Packed(), form.ChannelScales, form.BiasValues<float>(), form.SingleRange.Min, form.SingleRange.Max, form.IsAsymmetric));
            default: return null;
        }

        PackedWeights8 Packed() => context.Model.Derived(context.Address.Subgraph, operands.Weights.Index, use, () => weights.Look<sbyte, PackedWeights8>(values => PackedWeights8.Of(set, geometry, phase.Weights(values, height, width))));
    }

    public void Run(KernelContext context, ReadOnlySpan<byte> input, Span<byte> output)
    {
        foreach (var part in _parts)
        {
            var target = IsWhole ? output : context.Scratch<byte>(_output)[..(part.Phase.Geometry.Positions * _pixelBytes)];
            part.Run(context, input, target, context.Scratch<byte>(_scratch)[..(int)part.ScratchBytes(context.Workers.ThreadCount)]);
            if (!IsWhole) Spread(part.Phase, target, output);
        }
    }

    private void Spread(TransposedPhase phase, ReadOnlySpan<byte> from, Span<byte> output)
    {
        var geometry = phase.Geometry;
        for (var row = 0; row < geometry.Items * geometry.OutputHeight; row++)
        {
            var (item, y) = (row / geometry.OutputHeight, phase.FirstY + row % geometry.OutputHeight * _height.Stride);
            var start = ((item * _height.Output + y) * _width.Output + phase.FirstX) * _pixelBytes;
            for (var x = 0; x < geometry.OutputWidth; x++)
                from.Slice((row * geometry.OutputWidth + x) * _pixelBytes, _pixelBytes).CopyTo(output.Slice(start + x * _width.Stride * _pixelBytes, _pixelBytes));
        }
    }

    /// <summary>One phase in one of the types.</summary>
    private sealed record Part(TransposedPhase Phase, SingleConvolution? Single, IntegerConvolution? Integer, HybridConvolution? Hybrid)
    {
        public long ScratchBytes(int threadCount) => Single?.ScratchBytes ?? Integer?.ScratchBytes(threadCount) ?? Hybrid?.ScratchBytes ?? 0;

        public void Run(KernelContext context, ReadOnlySpan<byte> input, Span<byte> output, Span<byte> scratch)
        {
            Single?.Run(context.Workers, MemoryMarshal.Cast<byte, float>(input), MemoryMarshal.Cast<byte, float>(output), scratch);
            Integer?.Run(context.Workers, input, output, scratch);
            Hybrid?.Run(context.Workers, MemoryMarshal.Cast<byte, float>(input), MemoryMarshal.Cast<byte, float>(output), scratch);
        }
    }
}
