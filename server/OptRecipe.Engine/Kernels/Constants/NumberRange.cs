using System.Numerics;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>RANGE: output = start, start + delta, … up to, not including, limit; each number is the one before plus delta, rounded. The length is ⌈|limit −
/// start| / |delta|⌉, of floats in float32. Computed while preparing when all three are known.</summary>
internal sealed class NumberRange : Kernel
{
    private bool _isComputed;

    public override void Prepare(KernelContext context)
    {
        var (start, output) = (context.Input(0), context.Output(0));
        if (start.Type is not (TensorType.Float32 or TensorType.Int32 or TensorType.Int64)) throw context.UnsupportedType(start);
        if (output.Type != start.Type) throw context.Refusal($"the output is {output.Type.Name()}, the start {start.Type.Name()}");
        _isComputed = true;
        for (var index = 0; index < 3; index++)
        {
            var input = context.Input(index);
            if (input.Rank != 0 || input.Type != start.Type)
                throw context.Refusal($"input {index} is {input}, not a scalar of the start's type {start.Type.Name()}");
            _isComputed &= input.IsKnown;
        }
        if (_isComputed) Compute(context);
        else context.MakeDynamic(output);
    }

    public override void Run(KernelContext context)
    {
        if (!_isComputed) Compute(context);
    }

    private void Compute(KernelContext context)
    {
        switch (context.Input(0).Type)
        {
            case TensorType.Float32: Compute<float>(context); break;
            case TensorType.Int32: Compute<int>(context); break;
            default: Compute<long>(context); break;
        }
    }

    private void Compute<T>(KernelContext context) where T : unmanaged, INumber<T>
    {
        var (start, limit, delta) = (context.Input(0).Read<T>()[0], context.Input(1).Read<T>()[0], context.Input(2).Read<T>()[0]);
        if (!(delta > T.Zero && start <= limit || delta < T.Zero && start >= limit)) throw context.Refusal($"no steps of {delta} lead from {start} to {limit}");
        var output = context.Output(0);
        context.Resize(output, Length(start, limit, delta));
        if (_isComputed) context.ComputeOnce(output);
        var value = start;
        foreach (ref var number in output.Write<T>())
        {
            number = value;
            value += delta;
        }
    }

    /// <exception cref="OverflowException">More than 31 bits.</exception>
    private static int Length<T>(T start, T limit, T delta) where T : INumber<T>
    {
        if (typeof(T) == typeof(float)) return checked((int)float.CreateChecked(Ceiling((limit - start) / delta)));
        var (distance, step) = (Int128.Abs(Int128.CreateChecked(limit) - Int128.CreateChecked(start)), Int128.Abs(Int128.CreateChecked(delta)));
        return checked((int)((distance + step - 1) / step));

        static float Ceiling(T value) => MathF.Ceiling(MathF.Abs(float.CreateChecked(value)));
    }
}
