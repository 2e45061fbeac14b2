using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>ATAN2: output = the angle of the point (b, a), from −π to π, taken in double and rounded to float32, then to a narrower type. There is no
/// broadcasting: the output has the shape of a, and the elements of b are taken in the order in which they are stored, however its dimensions read.</summary>
internal sealed class Arctangent2 : BinaryKernel
{
    protected override Broadcasting? WalkOver(RuntimeTensor a, RuntimeTensor b) =>
        a.Rank == b.Rank && a.Count <= b.Count ? Broadcasting.Of(a.Shape, a.Shape) : null;

    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output) => a.Type switch
    {
        TensorType.Float32 => new BinaryLoop<float, float, float, Function>(default),
        TensorType.Float64 => new BinaryLoop<double, double, double, Function>(default),
        TensorType.Float16 => new BinaryLoop<Half, Half, Half, Function>(default),
        TensorType.BFloat16 => new BinaryLoop<BFloat16, BFloat16, BFloat16, Function>(default),
        _ => null,
    };

    private readonly struct Function : IBinaryFunction<float, float, float>, IBinaryFunction<double, double, double>, IBinaryFunction<Half, Half, Half>,
        IBinaryFunction<BFloat16, BFloat16, BFloat16>
    {
        public double Apply(double a, double b) => Math.Atan2(a, b);
        public float Apply(float a, float b) => (float)Math.Atan2(a, b);
        public Half Apply(Half a, Half b) => (Half)(float)Math.Atan2((double)a, (double)b);
        public BFloat16 Apply(BFloat16 a, BFloat16 b) => (BFloat16)(float)Math.Atan2((float)a, (float)b);
    }
}
