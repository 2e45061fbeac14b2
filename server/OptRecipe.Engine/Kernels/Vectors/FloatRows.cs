using System.Runtime.CompilerServices;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Engine.Kernels.Numerics;

namespace OptRecipe.Engine.Kernels.Vectors;

/// <summary>A function of two float32, for one pair and for vectors of any width.</summary>
internal interface IFloatPairFunction : IBinaryFunction<float, float, float>
{
    /// <summary>Two numbers that the function needs, such as bounds; vectors of them are made once.</summary>
    (float First, float Second) Constants { get; }
    /// <summary>The function of every lane; the same bits as the plain one.</summary>
    static abstract T OfVectors<T>(T a, T b, T first, T second) where T : struct, IFloats<T>;
}

/// <summary>Chooses the loop over pairs of float32 by the width of a kernel set.</summary>
internal static class FloatRows
{
    public static BinaryLoop Of<TFunction>(MicroKernelSet kernels, TFunction function) where TFunction : struct, IFloatPairFunction => kernels.VectorBits switch
    {
        512 => new FloatRows<Floats512, TFunction>(function),
        256 => new FloatRows<Floats256, TFunction>(function),
        128 => new FloatRows<Floats128, TFunction>(function),
        _ => new BinaryLoop<float, float, float, TFunction>(function),
    };
}

internal sealed unsafe class FloatRows<TVector, TFunction>(TFunction function) : VectorRows<float> where TVector : struct, IFloats<TVector> where TFunction : struct, IFloatPairFunction
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected override void Row(float* a, nint aStep, float* b, nint bStep, float* to, nint count)
    {
        var (apply, flush) = (function, Flushes);
        var end = to + count;
        if (count >= TVector.Count)
        {
            var (first, second) = (TVector.All(apply.Constants.First), TVector.All(apply.Constants.Second));
            var repeated = stackalloc float[TVector.Count];
            // An operand that is one element is a vector that is read over and over.
            if (aStep == 0)
            {
                TVector.All(*a).Store(repeated);
                a = repeated;
            }
            else if (bStep == 0)
            {
                TVector.All(*b).Store(repeated);
                b = repeated;
            }
            var (aVector, bVector) = (aStep * TVector.Count, bStep * TVector.Count);
            for (; to <= end - TVector.Count; to += TVector.Count, a += aVector, b += bVector)
            {
                var (x, y) = (TVector.Load(a), TVector.Load(b));
                if (flush) (x, y) = (TVector.Flush(x), TVector.Flush(y));
                x = TFunction.OfVectors(x, y, first, second);
                if (flush) x = TVector.Flush(x);
                x.Store(to);
            }
        }
        for (; to < end; to++, a += aStep, b += bStep) *to = flush ? Denormals.Flush(apply.Apply(Denormals.Flush(*a), Denormals.Flush(*b))) : apply.Apply(*a, *b);
    }
}
