using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>REAL, IMAG and COMPLEX_ABS: a float of a COMPLEX64 or COMPLEX128.</summary>
internal sealed class ComplexPart<TFunction> : UnaryKernel where TFunction : struct, IUnaryFunction<Complex, double>
{
    protected override bool KeepsType => false;

    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        if (input.Type is not (TensorType.Complex64 or TensorType.Complex128)) return null;
        context.RequireType(output, input.Type == TensorType.Complex64 ? TensorType.Float32 : TensorType.Float64);
        return input.Type == TensorType.Complex64 ? ElementLoop.Of<Complex64, float, OfComplex64>(default) : ElementLoop.Of<Complex, double, TFunction>(default);
    }

    private readonly struct OfComplex64 : IUnaryFunction<Complex64, float>
    {
        // Squares of float32 leave neither end of float64.
        public float Apply(Complex64 x) => typeof(TFunction) == typeof(Magnitude) ? (float)Math.Sqrt((double)x.Real * x.Real + (double)x.Imaginary * x.Imaginary)
            : (float)default(TFunction).Apply(new(x.Real, x.Imaginary));
    }
}

internal readonly struct RealPart : IUnaryFunction<Complex, double>
{
    public double Apply(Complex x) => x.Real;
}

internal readonly struct ImaginaryPart : IUnaryFunction<Complex, double>
{
    public double Apply(Complex x) => x.Imaginary;
}

internal readonly struct Magnitude : IUnaryFunction<Complex, double>
{
    public double Apply(Complex x) => double.Hypot(x.Real, x.Imaginary);
}
