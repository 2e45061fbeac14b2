using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Kernels;

/// <summary>A transposed convolution as convolutions, one for each <see cref="TransposedPhase"/>, whose outputs are put in their places.</summary>
internal sealed class FastTransposed
{
    private readonly List<(TransposedPhase Phase, IFastKernel Kernel)> _parts;
    private readonly WindowAxis _height, _width;
    private readonly int _pixelBytes, _scratch, _output;

    private FastTransposed(KernelContext context, WindowAxis height, WindowAxis width, List<(TransposedPhase Phase, IFastKernel Kernel)> parts, int pixelBytes)
    {
        (_height, _width, _parts, _pixelBytes) = (height, width, parts, pixelBytes);
        _scratch = context.RequestScratch(parts.Max(part => part.Kernel.ScratchBytes(context.Workers.ThreadCount)));
        _output = context.RequestScratch(IsWhole ? 0 : parts.Max(part => (long)part.Phase.Geometry.Positions * pixelBytes));
    }

    /// <summary>Whether the only phase is the output.</summary>
    private bool IsWhole => _height.Stride == 1 && _width.Stride == 1;

    /// <summary>Null where the set, the types or the shapes leave it to the plain loops.</summary>
    public static FastTransposed? Prepare(KernelContext context, ProductForm form, ProductOperands operands, WeightBytes weights, WindowAxis height, WindowAxis width)
    {
        var channels = operands.Weights.Dim(0);
        if (operands.Input.Count == 0 || TransposedPhase.All(height, width, operands.Input.Dim(0), operands.Input.Dim(3), channels) is not { Count: > 0 } phases) return null;
        var parts = new List<(TransposedPhase, IFastKernel)>();
        foreach (var phase in phases)
        {
            if (FastProduct.Kernel(context, form, operands, weights, phase.Geometry, phase) is not { } kernel) return null;
            parts.Add((phase, kernel));
        }
        return new(context, height, width, parts, channels * TensorSize.BitsPerElement(operands.Output.Type) / 8);
    }

    public void Run(KernelContext context, ReadOnlySpan<byte> input, Span<byte> output)
    {
        foreach (var (phase, kernel) in _parts)
        {
            var target = IsWhole ? output : context.Scratch<byte>(_output)[..(phase.Geometry.Positions * _pixelBytes)];
            kernel.Run(context.Workers, input, target, context.Scratch<byte>(_scratch)[..(int)kernel.ScratchBytes(context.Workers.ThreadCount)]);
            if (!IsWhole) Spread(phase, target, output);
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
}
