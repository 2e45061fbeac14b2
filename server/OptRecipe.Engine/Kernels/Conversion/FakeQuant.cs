using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>FAKE_QUANT of FLOAT32: rounded to the nearest of 2^bits steps between min and max, which are moved so that zero is a step; halves away from zero.</summary>
internal sealed class FakeQuant : UnaryKernel
{
    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        var options = context.OptionsOf("FakeQuantOptions");
        var bits = options.Int32("num_bits");
        if (options.Bool("narrow_range")) throw context.Refusal("narrow_range is not supported by any runtime");
        if (bits is < 2 or > 16) throw context.Refusal($"num_bits is {bits}, 2 to 16 are expected");
        return input.Type == TensorType.Float32 ? ElementLoop.Of<float, float, Function>(Function.Of(options.Single("min"), options.Single("max"), (1 << bits) - 1)) : null;
    }

    private readonly struct Function(float min, float max, float scale) : IUnaryFunction<float, float>
    {
        private readonly float _perStep = 1 / scale;

        public static Function Of(float min, float max, int steps)
        {
            var scale = (max - min) / steps;
            var zeroPoint = MathF.Round(-min / scale, MidpointRounding.AwayFromZero);
            zeroPoint = zeroPoint > steps ? steps : zeroPoint > 0 ? zeroPoint : 0;
            return new(-zeroPoint * scale, (steps - zeroPoint) * scale, scale);
        }

        public float Apply(float x)
        {
            var cut = min < x ? x : min;
            if (max < cut) cut = max;
            return MathF.Round((cut - min) * _perStep, MidpointRounding.AwayFromZero) * scale + min;
        }
    }
}
