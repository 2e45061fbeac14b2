using System.Collections.Immutable;
using System.Numerics;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>BUCKETIZE: output = how many of the ascending boundaries do not exceed the value; for NaN all of them. Integers are compared as float32, like the
/// boundaries.</summary>
internal sealed class Bucketize : Kernel
{
    private float[] _boundaries = [];

    public override void Prepare(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        if (input.Type is not (TensorType.Float32 or TensorType.Float64 or TensorType.Int32 or TensorType.Int64)) throw context.UnsupportedType(input);
        if (output.Type != TensorType.Int32) throw context.Refusal($"the output is {output.Type.Name()}, not int32");
        _boundaries = context.OptionsOf("BucketizeOptions")["boundaries"] is ImmutableArray<float> boundaries ? [.. boundaries] : [];
        for (var index = 1; index < _boundaries.Length; index++)
            if (_boundaries[index] < _boundaries[index - 1])
                throw context.Refusal($"boundary {index} is {_boundaries[index]} and smaller than the one before, {_boundaries[index - 1]}");
        context.Resize(output, input.Shape);
    }

    public override void Run(KernelContext context)
    {
        switch (context.Input(0).Type)
        {
            case TensorType.Float32: Run<float>(context); break;
            case TensorType.Float64: Run<double>(context); break;
            case TensorType.Int32: Run<int>(context); break;
            default: Run<long>(context); break;
        }
    }

    private void Run<T>(KernelContext context) where T : unmanaged, INumber<T>
    {
        var input = context.Input(0).Read<T>();
        var output = context.Output(0).Write<int>();
        for (var index = 0; index < input.Length; index++)
            output[index] = CountUpTo(typeof(T) == typeof(double) ? double.CreateTruncating(input[index]) : float.CreateTruncating(input[index]));
    }

    private int CountUpTo(double value)
    {
        var (first, end) = (0, _boundaries.Length);
        while (first < end)
        {
            var middle = (first + end) / 2;
            if (value < _boundaries[middle]) end = middle;
            else first = middle + 1;
        }
        return first;
    }
}
